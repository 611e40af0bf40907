// The worker that really scans; a file of its own, so that tests can link a program with another one.
#include "scan/scan.h"
#include "scan/worker.h"

namespace congvu::scan {

int run_worker_if_asked(int argc, char** argv) {
  return run_worker_if_asked(
      argc, argv, [](ByteView message, const Limits& limits) { return scan(message, limits); }, warm_up);
}

}  // namespace congvu::scan
