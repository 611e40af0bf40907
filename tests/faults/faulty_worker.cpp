// Workers for congvu-milter-faulty: they scan as the real ones do, but a mail with the field "X-Test-Fault:
// NAME" has its way with them first (tests/faults/faults.h). This file takes the place of
// lib/scan/worker_main.cpp.
#include <string>

#include "facts/text.h"
#include "faults/faults.h"
#include "scan/scan.h"
#include "scan/worker.h"

namespace congvu::scan {
namespace {

// The field's value, or empty; only the top of the mail is looked at.
std::string fault_in(ByteView message) {
  constexpr std::string_view field = "X-Test-Fault:";
  const ByteView top = message.substr(0, 4096);
  const std::size_t at = top.find(field);
  if (at == ByteView::npos) return {};
  const ByteView rest = top.substr(at + field.size());
  return std::string(trim_ascii(rest.substr(0, rest.find('\n'))));
}

MessageFacts faulty_scan(ByteView message, const Limits& limits) {
  if (const std::string fault = fault_in(message); !fault.empty()) faults::commit(fault, worker_socket + 1);
  return scan(message, limits);
}

}  // namespace

int run_worker_if_asked(int argc, char** argv) {
  return run_worker_if_asked(argc, argv, faulty_scan, warm_up);
}

}  // namespace congvu::scan
