#include "service/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace congvu::service {
namespace {

using scan::Descriptor;

tl::unexpected<Error> refused(std::string where) {
  return fail(ErrorKind::system, std::move(where), std::generic_category().message(errno));
}

Result<void> write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return refused("spool");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Some file systems have no O_TMPFILE; there the name lives for a moment.
Result<Descriptor> unnamed_file(const std::filesystem::path& directory) {
  Descriptor file(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.open()) return file;
  if (errno != EOPNOTSUPP && errno != EISDIR) return refused(directory.string());
  std::string name = (directory / "congvu-XXXXXX").string();
  file.reset(mkostemp(name.data(), O_CLOEXEC));
  if (!file.open()) return refused(directory.string());
  unlink(name.c_str());
  return file;
}

// A worker that a mail has taken over must not change what is then delivered from the same file.
Result<Descriptor> read_only(const Descriptor& file) {
  Descriptor reader(open(fmt::format("/proc/self/fd/{}", file.get()).c_str(), O_RDONLY | O_CLOEXEC));
  if (!reader.open()) return refused("spool");
  return reader;
}

Result<Descriptor> sealed_memory(ByteView bytes) {
  Descriptor memory(memfd_create("congvu-message", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.open()) return refused("memfd");
  if (auto written = write_all(memory.get(), bytes); !written) return tl::unexpected(written.error());
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    return refused("memfd");
  return memory;
}

}  // namespace

bool SpoolSpace::take(std::uint64_t bytes) {
  std::uint64_t before = used_;
  do {
    if (before > total_bytes_ || bytes > total_bytes_ - before) return false;
  } while (!used_.compare_exchange_weak(before, before + bytes));
  return true;
}

Result<void> Spool::append(ByteView bytes) {
  if (failed_) return tl::unexpected(*failed_);
  auto appended = append_checked(bytes);
  if (!appended) failed_ = appended.error();
  return appended;
}

Result<void> Spool::append_checked(ByteView bytes) {
  if (finished_) return fail(ErrorKind::invalid, "spool", "already finished");
  if (!space_->take(bytes.size())) return fail(ErrorKind::unavailable, "spool", "the byte budget is used up");
  size_ += bytes.size();
  if (file_.open()) return write_all(file_.get(), bytes);
  memory_.append(bytes);
  return memory_.size() > space_->memory_bytes() ? move_to_file() : Result<void>{};
}

Result<void> Spool::move_to_file() {
  auto file = unnamed_file(space_->directory());
  if (!file) return tl::unexpected(file.error());
  file_ = std::move(*file);
  auto written = write_all(file_.get(), memory_);
  memory_ = {};
  return written;
}

Result<int> Spool::finish() {
  if (failed_) return tl::unexpected(*failed_);
  if (finished_) return file_.get();
  auto ready = file_.open() ? read_only(file_) : sealed_memory(memory_);
  if (!ready) {
    failed_ = ready.error();
    return tl::unexpected(ready.error());
  }
  file_ = std::move(*ready);
  memory_ = {};
  struct stat state {};
  if (fstat(file_.get(), &state) != 0 || static_cast<std::uint64_t>(state.st_size) != size_) {
    failed_ = Error{ErrorKind::system, "spool", "the message is not whole"};
    return tl::unexpected(*failed_);
  }
  finished_ = true;
  return file_.get();
}

void Spool::clear() {
  space_->give_back(size_);
  size_ = 0;
  memory_ = {};
  file_.reset();
  finished_ = false;
  failed_.reset();
}

}  // namespace congvu::service
