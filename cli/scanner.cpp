#include "cli/scanner.h"

#include "scan/scan.h"

namespace congvu::cli {

Result<Scanner> Scanner::start(unsigned at_once, bool workers) {
  Scanner scanner;
  if (!workers) return scanner;
  scan::PoolSettings settings;
  settings.workers = at_once;
  settings.quick = 0;  // nobody waits for a small one here
  auto pool = scan::Pool::start(settings);
  if (!pool) return tl::unexpected(pool.error());
  scanner.pool_ = std::move(*pool);
  // In memory: the mail already is.
  scanner.space_ = std::make_shared<service::SpoolSpace>("/", UINT64_MAX, UINT64_MAX);
  return scanner;
}

Result<MessageFacts> Scanner::scan(ByteView mail, const Limits& limits) const {
  if (!pool_) return scan::scan(mail, limits);
  service::Spool spool(space_);
  if (auto added = spool.append(mail); !added) return tl::unexpected(added.error());
  const auto descriptor = spool.finish();
  if (!descriptor) return tl::unexpected(descriptor.error());
  auto facts = pool_->scan(*descriptor, mail.size(), limits, {});
  if (!facts && facts.error().kind == ErrorKind::unavailable)
    facts = pool_->scan(*descriptor, mail.size(), limits, {});
  return facts;
}

}  // namespace congvu::cli
