// The scan worker: a process of the same program that reads hostile mail, so that the daemon need not.
//
// In: argv of a process that scan/worker_process.h started; requests on descriptor 3. Out: facts as JSON on
// the same socket (scan/worker_wire.h). A program that uses scan::Pool calls run_worker_if_asked() first in
// main. Limits: address space and CPU time by rlimits, no core file, few descriptors, no gained privileges,
// no other processes, and a filter of system calls (scan/worker_filter.h): no files, no network, no programs.
// The wall clock is watched from outside. Failure: a worker that cannot lock itself down says why and ends;
// one that cannot go on ends, and the message it had is not judged (see scan/pool.h). Threads: one. The
// signals that stop a daemon are ignored: a worker ends when its socket is closed.
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

// Sanitizers want terabytes of addresses, threads, /proc and standard error: a build with them has no limit
// of memory and no filter of system calls, and is not for hostile mail.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized_build = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized_build = true;
#else
constexpr bool sanitized_build = false;
#endif
#else
constexpr bool sanitized_build = false;
#endif

using ScanFunction = std::function<MessageFacts(ByteView message, const Limits& limits)>;

// The exit code of a worker's whole life, or -1 where argv does not ask for one.
int run_worker_if_asked(int argc, char** argv);
// The same with another scan (tests), and what has to be loaded before the locks close.
int run_worker_if_asked(int argc, char** argv, const ScanFunction& scan,
                        const std::function<void()>& warm_up);

// Loads all that a scan would otherwise load on first use, while files can still be opened.
void warm_up();

// Takes from this process what a scan does not need. `memory_bytes` bounds its address space, 0 does not.
Result<void> lock_down(std::uint64_t memory_bytes);

}  // namespace congvu::scan
