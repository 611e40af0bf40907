#include "scan/pool_failures.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

namespace congvu::scan {
namespace {

// SHA-256 of the first `size` bytes; empty where they cannot be read. Piece by piece, and never by a mapping:
// a file may be cut meanwhile.
std::string hash_of(int message, std::uint64_t size) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return {};
  std::vector<char> piece(256U << 10);
  for (std::uint64_t done = 0; done < size;) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size - done));
    const ssize_t got = pread(message, piece.data(), want, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(got)) != 1)
      return {};
    done += static_cast<std::uint64_t>(got);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1) return {};
  return {digest.begin(), digest.begin() + length};
}

}  // namespace

void FailedMessages::forget_old(Clock::time_point now) {
  entries_.remove_if([&](const Entry& entry) { return now - entry.last >= keep_; });
}

unsigned FailedMessages::count(int message, std::uint64_t size, Clock::time_point now) {
  {
    const std::lock_guard lock(mutex_);
    forget_old(now);
    if (std::none_of(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.size == size; }))
      return 0;
  }
  const std::string hash = hash_of(message, size);
  const std::lock_guard lock(mutex_);
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.hash == hash; });
  return at == entries_.end() ? 0 : at->count;
}

unsigned FailedMessages::add(int message, std::uint64_t size, Clock::time_point now) {
  std::string hash = hash_of(message, size);
  if (hash.empty()) return 1;
  const std::lock_guard lock(mutex_);
  forget_old(now);
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.hash == hash; });
  if (at != entries_.end()) {
    at->last = now;
    entries_.splice(entries_.end(), entries_, at);
    return ++at->count;
  }
  if (entries_.size() >= most_) entries_.pop_front();
  entries_.push_back({std::move(hash), size, 1, now});
  return 1;
}

}  // namespace congvu::scan
