// Facts for `congvu scan`: by the same worker processes as behind an MTA, or in this process.
//
// In: the bytes of one mail. Out: facts. Failure: the pool's (scan/pool.h); a mail that breaks a worker is
// tried once more, as a gate would see it again. Threads: any number at once.
#pragma once

#include <memory>

#include "facts/error.h"
#include "facts/limits.h"
#include "facts/message_facts.h"
#include "scan/pool.h"
#include "service/spool.h"

namespace congvu::cli {

class Scanner {
 public:
  // `at_once`: mails that are scanned at the same time. Without workers a crash of a parser ends the program.
  static Result<Scanner> start(unsigned at_once, bool workers);
  [[nodiscard]] Result<MessageFacts> scan(ByteView mail, const Limits& limits) const;

 private:
  std::unique_ptr<scan::Pool> pool_;
  std::shared_ptr<service::SpoolSpace> space_;
};

}  // namespace congvu::cli
