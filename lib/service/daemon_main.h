// The command line of a daemon: its options, --check, and its life (daemon.h).
//
// In: the arguments of main(), the server, and what the options say about its settings. Out: the exit code;
// what is wrong with the command line is printed. Failure: exit code; no exception leaves. Threads: to be
// called on the main thread before any other exists.
#pragma once

#include <string>

#include "service/daemon.h"

namespace congvu::service {

struct DaemonProgram {
  std::string description;  // one line
  // The setting that --socket replaces.
  std::string& (*socket)(Settings& settings);
};

int daemon_main(int argc, char** argv, Server& server, const DaemonProgram& program);

}  // namespace congvu::service
