// The scan worker: a process of the same program that reads hostile mail, so that the daemon need not.
//
// In: argv of a process that scan/worker_process.h started; requests on descriptor 3. Out: facts as JSON on
// the same socket (scan/worker_wire.h). A program that uses scan::Pool calls run_worker_if_asked() first in
// main. Limits: address space and CPU time by rlimits, no core file, few descriptors, no gained privileges;
// the wall clock is watched from outside. Failure: a worker that cannot go on ends; the message it had is
// then not judged (see scan/pool.h). Threads: one. The signals that stop a daemon are ignored: a worker ends
// when its socket is closed.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "facts/bytes.h"
#include "facts/error.h"
#include "facts/limits.h"
#include "facts/message_facts.h"

namespace congvu::scan {

constexpr std::string_view worker_argument = "--congvu-scan-worker";
constexpr int worker_socket = 3;

using ScanFunction = std::function<MessageFacts(ByteView message, const Limits& limits)>;

// The exit code of a worker's whole life, or -1 where argv does not ask for one.
int run_worker_if_asked(int argc, char** argv);
// The same with another scan (tests), and what has to be loaded before the locks close.
int run_worker_if_asked(int argc, char** argv, const ScanFunction& scan,
                        const std::function<void()>& warm_up);

// Takes from this process what a scan does not need. `memory_bytes` bounds its address space, 0 does not.
// System calls stay open here: the filter belongs at the end of this function.
Result<void> lock_down(std::uint64_t memory_bytes);

}  // namespace congvu::scan
