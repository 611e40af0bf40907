// The bytes of a message on their way in: in memory while small, in an unlinked file above that.
//
// In: the pieces of one message. Out: a descriptor for the scan workers: a sealed memfd, or an unlinked file
// opened for reading only. Nothing has a name, so nothing is left behind by a crash. Limits: one byte budget
// over all spools of a SpoolSpace. Failure: over the budget ErrorKind::unavailable, a full disk or a short
// write ErrorKind::system; a spool that failed once never gives a descriptor, so that a truncated message is
// never taken for whole. Threads: a SpoolSpace serves any number; a Spool one at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "facts/bytes.h"
#include "facts/error.h"
#include "scan/worker_wire.h"

namespace congvu::service {

class SpoolSpace {
 public:
  SpoolSpace(std::filesystem::path directory, std::uint64_t memory_bytes, std::uint64_t total_bytes)
      : directory_(std::move(directory)), memory_bytes_(memory_bytes), total_bytes_(total_bytes) {}

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::uint64_t memory_bytes() const { return memory_bytes_; }
  [[nodiscard]] std::uint64_t used() const { return used_; }
  bool take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes) { used_ -= bytes; }

 private:
  std::filesystem::path directory_;
  std::uint64_t memory_bytes_;
  std::uint64_t total_bytes_;
  std::atomic<std::uint64_t> used_ = 0;
};

class Spool {
 public:
  explicit Spool(std::shared_ptr<SpoolSpace> space) : space_(std::move(space)) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool() { clear(); }

  Result<void> append(ByteView bytes);
  // The whole message; the descriptor stays the spool's own. Nothing can be appended behind it.
  Result<int> finish();
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Ready for the next message.
  void clear();

 private:
  Result<void> append_checked(ByteView bytes);
  Result<void> move_to_file();

  std::shared_ptr<SpoolSpace> space_;
  std::string memory_;
  scan::Descriptor file_;
  std::uint64_t size_ = 0;
  bool finished_ = false;
  std::optional<Error> failed_;
};

}  // namespace congvu::service
