#include "journal/backlog.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "journal/decision_line.h"

namespace congvu::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".spool";
constexpr std::size_t first_piece = 256U << 10;

std::string words_of(int error) { return std::generic_category().message(error); }

std::uint64_t milliseconds_now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

// All or nothing: what a full disk took of a line is cut off again.
Result<void> append_to(int fd, std::uint64_t size, const std::string& line) {
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t count =
        ::pwrite(fd, line.data() + written, line.size() - written, static_cast<off_t>(size + written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int why = count < 0 ? errno : ENOSPC;
      if (::ftruncate(fd, static_cast<off_t>(size)) != 0)
        return fail(ErrorKind::invalid, {}, words_of(errno));
      return fail(ErrorKind::system, {}, words_of(why));
    }
    written += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Backlog>> Backlog::open(BacklogSettings settings) {
  const auto& directory = settings.directory;
  if (::mkdir(directory.c_str(), 0750) != 0 && errno != EEXIST)
    return fail(ErrorKind::system, directory.string(), words_of(errno));
  if (::access(directory.c_str(), R_OK | W_OK | X_OK) != 0)
    return fail(ErrorKind::system, directory.string(), words_of(errno));
  std::unique_ptr<Backlog> out(new Backlog(std::move(settings)));
  out->adopt();
  return out;
}

Backlog::~Backlog() {
  for (auto& segment : segments_) {
    if (segment.read == segment.size) ::unlink(segment.path.c_str());
    ::close(segment.fd);
  }
}

Result<void> Backlog::new_segment() {
  Segment segment;
  segment.path =
      settings_.directory / fmt::format("{}-{:013}-{}-{:06}{}", settings_.daemon, milliseconds_now(),
                                        settings_.incarnation, next_number_, suffix);
  segment.fd = ::open(segment.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (segment.fd < 0) return fail(ErrorKind::system, segment.path.string(), words_of(errno));
  ::flock(segment.fd, LOCK_EX | LOCK_NB);  // nobody else knows the name
  segment.own = true;
  ++next_number_;
  segments_.push_back(std::move(segment));
  writing_ = true;
  return {};
}

Result<void> Backlog::to_disk(const std::string& line) {
  if (bytes_ + line.size() > settings_.bytes)
    return fail(ErrorKind::limit, settings_.directory.string(), "the spool is full");
  if (!writing_ || segments_.back().size >= settings_.segment_bytes)
    if (auto made = new_segment(); !made) return made;
  Segment& segment = segments_.back();
  if (auto written = append_to(segment.fd, segment.size, line); !written) {
    // Of a file that could not be cut, the end is not known.
    if (written.error().kind == ErrorKind::invalid) writing_ = false;
    written.error().where = segment.path.string();
    return written;
  }
  segment.size += line.size();
  bytes_ += line.size();
  return {};
}

// In the order in which they came, but not what is being delivered from there.
void Backlog::memory_to_disk() {
  while (given_from_memory_ == 0 && !memory_.empty()) {
    if (auto written = to_disk(memory_.front()); !written) {
      disk_trouble_ = written.error().to_string();
      disk_again_ = std::chrono::steady_clock::now() + settings_.disk_pause;
      return;
    }
    memory_bytes_ -= memory_.front().size();
    memory_.pop_front();
  }
  disk_trouble_.clear();
}

Result<void> Backlog::append(std::string line) {
  const std::lock_guard lock(mutex_);
  if (memory_.size() >= settings_.memory_lines || line.size() > settings_.memory_bytes - memory_bytes_)
    return fail(ErrorKind::limit, "spool", disk_trouble_.empty() ? "no room" : disk_trouble_);
  memory_bytes_ += line.size();
  memory_.push_back(std::move(line));
  ++lines_;
  if (disk_trouble_.empty() || std::chrono::steady_clock::now() >= disk_again_) memory_to_disk();
  return {};
}

// Up to `most` bytes of the oldest file that were not delivered.
std::string Backlog::piece_of_front(std::size_t most) {
  const Segment& segment = segments_.front();
  std::string piece(std::min<std::uint64_t>(most, segment.size - segment.read), '\0');
  std::size_t filled = 0;
  while (filled < piece.size()) {
    const ssize_t count = ::pread(segment.fd, piece.data() + filled, piece.size() - filled,
                                  static_cast<off_t>(segment.read + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  piece.resize(filled);
  return piece;
}

std::vector<std::string> Backlog::lines_of_front(std::size_t most) {
  for (std::size_t size = first_piece; size <= 2 * most_line_bytes; size *= 8) {
    const std::string piece = piece_of_front(size);
    std::vector<std::string> out;
    std::size_t begin = 0;
    for (auto end = piece.find('\n'); end != std::string::npos && out.size() < most;
         end = piece.find('\n', begin)) {
      out.push_back(piece.substr(begin, end - begin));
      begin = end + 1;
    }
    if (!out.empty() || piece.size() < size) return out;
  }
  return {};
}

// The oldest file is done; it stays where it is being written to.
void Backlog::drop_front() {
  Segment& segment = segments_.front();
  bytes_ -= segment.size;
  if (segments_.size() == 1 && writing_ && ::ftruncate(segment.fd, 0) == 0) {
    segment.size = segment.read = 0;
    return;
  }
  if (segments_.size() == 1) writing_ = false;
  ::unlink(segment.path.c_str());
  ::close(segment.fd);
  segments_.pop_front();
}

std::vector<std::string> Backlog::oldest(std::size_t most) {
  const std::lock_guard lock(mutex_);
  given_.clear();
  given_from_memory_ = 0;
  while (!segments_.empty() && segments_.front().read < segments_.front().size) {
    auto lines = lines_of_front(most);
    for (const auto& line : lines) given_.push_back(line.size() + 1);
    if (!lines.empty()) return lines;
    // A rest without an end, or what the disk does not give back.
    ++damaged_;
    drop_front();
  }
  std::vector<std::string> out;
  for (const auto& line : memory_) {
    if (out.size() == most) break;
    out.emplace_back(line, 0, line.size() - 1);
  }
  given_from_memory_ = out.size();
  return out;
}

void Backlog::done(std::size_t lines) {
  const std::lock_guard lock(mutex_);
  if (given_from_memory_ > 0) {
    for (std::size_t i = 0; i < std::min(lines, given_from_memory_); ++i) {
      memory_bytes_ -= memory_.front().size();
      memory_.pop_front();
      --lines_;
    }
    given_from_memory_ = 0;
    return;
  }
  if (segments_.empty()) return;
  Segment& segment = segments_.front();
  lines = std::min(lines, given_.size());
  for (std::size_t i = 0; i < lines; ++i) segment.read += given_[i];
  if (segment.own) lines_ -= std::min<std::uint64_t>(lines, lines_);
  given_.clear();
  if (segment.read >= segment.size) drop_front();
}

void Backlog::adopt_file(const fs::path& path) {
  Segment segment;
  segment.path = path;
  segment.fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (segment.fd < 0) return;
  struct stat status {};
  // Whoever had it may have removed it before the lock was given.
  if (::flock(segment.fd, LOCK_EX | LOCK_NB) != 0 || ::fstat(segment.fd, &status) != 0 ||
      !S_ISREG(status.st_mode) || status.st_nlink == 0) {
    ::close(segment.fd);
    return;
  }
  if (status.st_size == 0) {
    ::unlink(path.c_str());
    ::close(segment.fd);
    return;
  }
  segment.size = static_cast<std::uint64_t>(status.st_size);
  bytes_ += segment.size;
  const auto place = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& other) {
    return other.own || other.path > segment.path;
  });
  segments_.insert(place, std::move(segment));
}

void Backlog::adopt() {
  const std::lock_guard lock(mutex_);
  if (!given_.empty()) return;  // the front file must stay the front file
  std::error_code ignored;
  std::vector<fs::path> found;
  const std::string prefix = settings_.daemon + "-";
  for (const auto& file : fs::directory_iterator(settings_.directory, ignored)) {
    const std::string name = file.path().filename().string();
    const bool known = std::any_of(segments_.begin(), segments_.end(),
                                   [&](const Segment& segment) { return segment.path == file.path(); });
    if (!known && name.starts_with(prefix) && name.ends_with(suffix)) found.push_back(file.path());
  }
  std::sort(found.begin(), found.end());
  for (const auto& path : found) adopt_file(path);
}

Result<void> Backlog::sync() {
  int fd = -1;
  {
    const std::lock_guard lock(mutex_);
    if (!writing_) return {};
    fd = ::fcntl(segments_.back().fd, F_DUPFD_CLOEXEC, 0);
  }
  // Not under the lock: a slow disk takes its time.
  const bool synced = fd >= 0 && ::fdatasync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  const int directory = ::open(settings_.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);
    ::close(directory);
  }
  if (!synced) return fail(ErrorKind::system, settings_.directory.string(), words_of(why));
  return {};
}

bool Backlog::nothing_left() const {
  return memory_.empty() && std::all_of(segments_.begin(), segments_.end(),
                                        [](const Segment& segment) { return segment.read == segment.size; });
}

bool Backlog::empty() const {
  const std::lock_guard lock(mutex_);
  return nothing_left();
}

std::uint64_t Backlog::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::uint64_t Backlog::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::uint64_t Backlog::damaged() const {
  const std::lock_guard lock(mutex_);
  return damaged_;
}

std::string Backlog::disk_trouble() const {
  const std::lock_guard lock(mutex_);
  return disk_trouble_;
}

}  // namespace congvu::journal
