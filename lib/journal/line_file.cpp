#include "journal/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace congvu::journal {
namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

// Only a file, or a device such as /dev/null: a pipe could make the log wait, a link could point anywhere.
Result<int> open_file(const std::filesystem::path& path) {
  const int fd =
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0640);
  if (fd < 0) return fail(ErrorKind::system, path.string(), words_of(errno));
  struct stat state {};
  if (fstat(fd, &state) == 0 && (S_ISREG(state.st_mode) || S_ISCHR(state.st_mode))) return fd;
  close(fd);
  return fail(ErrorKind::invalid, path.string(), "not a regular file");
}

}  // namespace

Result<std::unique_ptr<FileSink>> FileSink::open(const std::filesystem::path& path) {
  const auto fd = open_file(path);
  if (!fd) return tl::unexpected(fd.error());
  return std::unique_ptr<FileSink>(new FileSink(path, *fd));
}

FileSink::~FileSink() { close(fd_); }

Result<void> FileSink::write(const std::string& line) {
  const std::string text = cut_ ? "\n" + line : line;
  ssize_t written = -1;
  do written = ::write(fd_, text.data(), text.size());
  while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(text.size())) {
    cut_ = false;
    return {};
  }
  if (written > 0) cut_ = true;
  return fail(ErrorKind::system, path_.string(), written < 0 ? words_of(errno) : "the line was cut");
}

Result<void> FileSink::reopen() {
  const auto fd = open_file(path_);
  if (!fd) return tl::unexpected(fd.error());
  close(fd_);
  fd_ = *fd;
  cut_ = false;
  return {};
}

}  // namespace congvu::journal
