#include "directory/ldif.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "facts/text.h"

namespace congvu::directory {
namespace {

tl::unexpected<Error> at_line(std::size_t line, ErrorKind kind, std::string text) {
  return fail(kind, fmt::format("dòng {}", line), std::move(text));
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > (1U << 28)) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

// Lines with their continuations; comments are left out.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  // False at the end. An empty line gives an empty text.
  bool next(std::string& line, std::size_t& number) {
    while (at_ < text_.size()) {
      number = number_ + 1;
      line = physical();
      while (at_ < text_.size() && text_[at_] == ' ') line += physical().substr(1);
      if (line.empty() || line.front() != '#') return true;
    }
    return false;
  }

 private:
  std::string_view physical() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ = std::min(end + 1, text_.size());
    ++number_;
    return line;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(text) {}

  Result<std::vector<LdifEntry>> read() {
    std::string line;
    while (lines_.next(line, number_)) {
      if (line.empty()) {
        open_ = false;
        continue;
      }
      if (auto done = take(line); !done) return tl::unexpected(std::move(done.error()));
    }
    return std::move(entries_);
  }

 private:
  Result<void> take(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
      return at_line(number_, ErrorKind::invalid,
                     fmt::format("không phải dòng LDIF: `{}`", printable(line, 60)));
    const std::string name = lower_ascii(line.substr(0, std::min(line.find(';'), colon)));
    auto value = value_of(line.substr(colon + 1));
    if (!value) return tl::unexpected(std::move(value.error()));
    if (name == "version" && entries_.empty()) return {};
    if (name == "changetype" || name == "control")
      return at_line(number_, ErrorKind::unsupported, "LDIF ghi thay đổi, không phải ghi danh sách");
    return name == "dn" ? begin(std::move(*value)) : add(name, std::move(*value));
  }

  Result<std::string> value_of(std::string_view text) {
    if (text.starts_with('<')) return at_line(number_, ErrorKind::unsupported, "giá trị ở tệp khác");
    const bool encoded = text.starts_with(':');
    if (encoded) text.remove_prefix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (!encoded) return std::string(text);
    auto value = from_base64(trim_ascii(text));
    if (!value) return at_line(number_, ErrorKind::invalid, "base64 hỏng");
    return std::move(*value);
  }

  Result<void> begin(std::string dn) {
    if (open_) return at_line(number_, ErrorKind::invalid, "thiếu dòng trống trước `dn`");
    if (entries_.size() == most_ldif_entries)
      return at_line(number_, ErrorKind::limit, fmt::format("quá {} mục", most_ldif_entries));
    entries_.push_back({number_, std::move(dn), {}});
    open_ = true;
    return {};
  }

  Result<void> add(const std::string& name, std::string value) {
    // "search: 2", "result: 0 Success" at the end of ldapsearch's output stand in no entry.
    if (!open_) {
      if (name == "search" || name == "result") return {};
      return at_line(number_, ErrorKind::invalid, "mục không bắt đầu bằng `dn`");
    }
    auto& values = entries_.back().values;
    if (values.size() == most_ldif_values)
      return at_line(number_, ErrorKind::limit,
                     fmt::format("quá {} giá trị trong một mục", most_ldif_values));
    values.emplace_back(name, std::move(value));
    return {};
  }

  Lines lines_;
  std::size_t number_ = 0;
  bool open_ = false;
  std::vector<LdifEntry> entries_;
};

}  // namespace

const std::string* LdifEntry::first(std::string_view name) const {
  const auto at =
      std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.first == name; });
  return at == values.end() ? nullptr : &at->second;
}

std::vector<std::string> LdifEntry::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : values)
    if (key == name) out.push_back(value);
  return out;
}

bool LdifEntry::is(std::string_view object_class) const {
  return std::any_of(values.begin(), values.end(), [&](const auto& one) {
    return one.first == "objectclass" && equals_ascii(one.second, object_class);
  });
}

Result<std::vector<LdifEntry>> read_ldif(std::string_view text) { return Reader(text).read(); }

}  // namespace congvu::directory
