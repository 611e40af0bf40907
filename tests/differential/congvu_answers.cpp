// What congvu sees in mails: the library's scan for the differential test, many mails a process.
//
// In, on stdin: any number of mails, each as "LENGTH\n" and that many bytes. Out, on stdout: one line of JSON
// a mail, its facts as `congvu scan --json` prints them, with "flags" of what holds for the mail as a whole.
// Limits: those of a scan. Failure: exit 1 on a torn frame.
#include <clocale>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "facts/json.h"
#include "frame.h"
#include "scan/scan.h"

namespace {

nlohmann::json strong_codes() {
  nlohmann::json codes = nlohmann::json::array();
  for (unsigned i = 0; i < static_cast<unsigned>(congvu::Deviation::count_); ++i) {
    const auto& row = congvu::info(static_cast<congvu::Deviation>(i));
    if (row.grade == congvu::Grade::strong) codes.push_back(row.code);
  }
  return codes;
}

}  // namespace

int main() {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  const auto strong = strong_codes();
  std::string mail;
  while (read_frame(mail)) {
    const auto facts = congvu::scan::scan(mail);
    auto answer = congvu::to_json(facts);
    answer["strong_codes"] = strong;
    answer["flags"] = {{"executable", facts.executable()},
                       {"encrypted", facts.encrypted()},
                       {"unchecked", facts.unchecked()},
                       {"ambiguous", facts.ambiguous()}};
    const std::string line = answer.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
  }
  return std::feof(stdin) ? 0 : 1;
}
