#include "directory/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unicode/unistr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "facts/text.h"

namespace congvu::directory {
namespace {

using namespace std::string_view_literals;

tl::unexpected<Error> system_failure(int error) {
  return fail(ErrorKind::system, {}, std::generic_category().message(error));
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : fd_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

Result<struct stat> status_of(int fd) {
  struct stat out {};
  if (::fstat(fd, &out) != 0) return system_failure(errno);
  return out;
}

bool same_state(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

Result<std::string> bytes_of(int fd, std::size_t expected, std::uint64_t most) {
  std::string bytes;
  bytes.reserve(expected + 1);
  std::string buffer(1U << 20, '\0');
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(errno);
    if (got == 0) return bytes;
    bytes.append(buffer, 0, static_cast<std::size_t>(got));
    if (bytes.size() > most)
      return fail(ErrorKind::limit, {}, fmt::format("tệp lớn hơn {} MiB", most >> 20U));
  }
}

Result<std::string> from_utf16(std::string_view bytes, bool little) {
  bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0) return fail(ErrorKind::invalid, {}, "tệp UTF-16 bị cắt: số byte lẻ");
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(little ? first | second << 8U : first << 8U | second);
  }
  std::string out;
  icu::UnicodeString(false, units.data(), static_cast<std::int32_t>(units.size())).toUTF8String(out);
  return out;
}

std::size_t line_of_first_fault(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') ++line;
    if (next_code_point(text, i) < 0) return line;
  }
  return line;
}

}  // namespace

Result<std::string> utf8_text(std::string bytes) {
  if (bytes.starts_with("\xFF\xFE"sv)) return from_utf16(bytes, true);
  if (bytes.starts_with("\xFE\xFF"sv)) return from_utf16(bytes, false);
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.erase(0, 3);
  if (const auto zero = bytes.find('\0'); zero != std::string::npos)
    return fail(
        ErrorKind::invalid,
        fmt::format("dòng {}", 1 + std::count(bytes.begin(), bytes.begin() + static_cast<long>(zero), '\n')),
        "có byte 0: không phải tệp văn bản (hoặc là UTF-16 không có dấu đầu tệp)");
  if (!is_valid_utf8(bytes))
    return fail(ErrorKind::invalid, fmt::format("dòng {}", line_of_first_fault(bytes)),
                "không phải UTF-8 (TCVN3, VNI, windows-1258?): lưu lại tệp dạng \"CSV UTF-8\"");
  return bytes;
}

Result<std::string> read_text_file(const std::string& path, std::uint64_t most) {
  const OpenFile file(path);
  if (file.fd() < 0) return system_failure(errno);
  const auto before = status_of(file.fd());
  if (!before) return tl::unexpected(before.error());
  const bool regular = S_ISREG(before->st_mode);
  const auto size = regular ? static_cast<std::uint64_t>(before->st_size) : 0;
  if (size > most) return fail(ErrorKind::limit, {}, fmt::format("tệp lớn hơn {} MiB", most >> 20U));
  auto bytes = bytes_of(file.fd(), size, most);
  if (!bytes) return bytes;
  const auto after = status_of(file.fd());
  if (regular && (!after || !same_state(*before, *after) || bytes->size() != size))
    return fail(ErrorKind::unavailable, {}, "tệp thay đổi trong khi đang đọc: hãy chạy lại");
  return utf8_text(std::move(*bytes));
}

}  // namespace congvu::directory
