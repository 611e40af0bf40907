// The system-call filter of a scan worker (seccomp): what code that a mail has taken over may still ask of
// the kernel, which is next to nothing.
//
// In: a process that has loaded all that it needs, with one thread. Out: the filter is in force for the rest
// of its life. The rules are the tables of worker_filter.cpp, one row a call with its reason. Sources: the
// calls that real workers made over the whole corpus of sample mails (glibc 2.36 and 2.41), seccomp(2).
// Failure: Result; a kernel without seccomp gives one. Threads: one.
#pragma once

#include "facts/error.h"

namespace congvu::scan {

// `socket` is the only descriptor that may be talked through.
Result<void> filter_system_calls(int socket);

}  // namespace congvu::scan
