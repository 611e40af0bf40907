#include "journal/pseudonym.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "facts/digest.h"
#include "facts/text.h"

namespace congvu::journal {
namespace {

constexpr std::size_t least_key = 16;
constexpr std::size_t most_key = 64U << 10;
constexpr std::size_t name_size = 16;
constexpr const char* omitted = "(omitted)";

std::string omitted_unless_empty(const std::string& text) { return text.empty() ? text : omitted; }

}  // namespace

Result<Pseudonyms> Pseudonyms::from_file(const std::filesystem::path& file) {
  const auto failed = [&](int why) {
    return fail(ErrorKind::system, file.string(), std::generic_category().message(why));
  };
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(errno);
  struct stat status {};
  std::string key(most_key + 1, '\0');
  const bool known = ::fstat(fd, &status) == 0;
  const ssize_t size = ::read(fd, key.data(), key.size());
  const int why = errno;
  ::close(fd);
  if (!known || size < 0) return failed(why);
  key.resize(static_cast<std::size_t>(size));
  key = trim_ascii(key);
  if ((status.st_mode & 0007) != 0) return fail(ErrorKind::invalid, file.string(), "others may read the key");
  if (key.size() < least_key || key.size() > most_key)
    return fail(ErrorKind::invalid, file.string(), "a key has 16 bytes to 64 KiB");
  return Pseudonyms(std::move(key));
}

std::string Pseudonyms::name(char kind, std::string_view text) const {
  if (text.empty()) return {};
  const std::string hash = hmac_sha256_hex(key_, std::string(1, kind) + lower_ascii(text));
  return hash.empty() ? omitted : kind + hash.substr(0, name_size);
}

std::string Pseudonyms::address(std::string_view text) const {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return name('u', text);
  return name('u', text) + "@" + name('d', text.substr(at + 1));
}

RecordMatch Pseudonyms::match(const RecordMatch& match) const {
  RecordMatch out = match;
  out.attachments.clear();
  out.excused = omitted_unless_empty(match.excused);
  for (auto& used : out.exceptions) {
    used.reason = omitted_unless_empty(used.reason);
    used.owner = name('o', used.owner);
    used.attachments.clear();
  }
  return out;
}

Record Pseudonyms::applied(const Record& record) const {
  Record out = record;
  out.instance = name('i', record.instance);
  out.queue_id = name('q', record.queue_id);
  out.client = name('c', record.client);
  out.client_name = name('h', record.client_name);
  out.helo = name('h', record.helo);
  out.login = address(record.login);
  out.sender = address(record.sender);
  for (auto& recipient : out.recipients) recipient = address(recipient);
  for (auto& one : out.matches) one = match(one);
  out.error = omitted_unless_empty(record.error);
  out.facts_hash.clear();
  out.facts_json.clear();
  return out;
}

}  // namespace congvu::journal
