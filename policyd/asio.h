// Boost.Asio 1.74 as policyd uses it: its loop, timers and descriptors. It needs <utility> before it in
// C++20.
#pragma once

#include <utility>
// The order matters.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
