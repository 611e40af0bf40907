#include "cli/inputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace congvu::cli {
namespace {

namespace fs = std::filesystem;

std::string errno_text(int error) { return std::system_category().message(error); }

tl::expected<void, Error> add_directory(const fs::path& directory, std::vector<std::string>& files) {
  std::error_code error;
  const bool maildir =
      fs::is_directory(directory / "cur", error) && fs::is_directory(directory / "new", error);
  std::vector<fs::path> roots;
  if (maildir)
    roots = {directory / "cur", directory / "new"};
  else
    roots = {directory};
  const std::size_t first = files.size();
  for (const auto& root : roots) {
    auto at = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      std::error_code ignored;
      if (at->is_regular_file(ignored)) files.push_back(at->path().string());
    }
    if (error) return fail(ErrorKind::system, root.string(), error.message());
  }
  std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
  return {};
}

}  // namespace

Result<std::vector<std::string>> list_inputs(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      files.push_back(path);  // whether it can be read is said when it is read
    } else if (const auto added = add_directory(path, files); !added) {
      return tl::unexpected(added.error());
    }
  }
  return files;
}

Result<std::string> read_input(const std::string& path, std::uint64_t most) {
  const int fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return fail(ErrorKind::system, path, errno_text(errno));
  std::string bytes;
  struct stat status {};
  const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  std::size_t step = 1U << 16;
  if (regular) step = std::min<std::uint64_t>(static_cast<std::uint64_t>(status.st_size), most) + 1;
  int error = 0;
  while (bytes.size() <= most) {
    const std::size_t had = bytes.size();
    bytes.resize(had + step);
    const ssize_t got = ::read(fd, bytes.data() + had, step);
    bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    step = 1U << 16;
  }
  if (fd != STDIN_FILENO) ::close(fd);
  if (error != 0) return fail(ErrorKind::system, path, errno_text(error));
  return bytes;
}

}  // namespace congvu::cli
