#include "attachment/tar_headers.h"

#include <algorithm>
#include <optional>

#include "attachment/archive_names.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t block = 512;
constexpr std::uint64_t most_kept = 64U << 10;
constexpr std::uint64_t most_size = 1ULL << 48;
// Each is compared at each entry.
constexpr std::size_t most_names = 4;

bool octal(ByteView text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (c >= '0' && c <= '7') || c == ' ' || c == '\0'; });
}

// The end of a name decides what it is.
std::string bounded(ByteView name) {
  return std::string(name.size() > most_name_bytes ? name.substr(name.size() - most_name_bytes) : name);
}

ByteView until_nul(ByteView field) { return field.substr(0, field.find('\0')); }

// Octal digits, or base 256 where the first bit is set.
std::optional<std::uint64_t> size_field(ByteView field) {
  std::uint64_t value = 0;
  if ((byte_at(field, 0) & 0x80U) != 0) {
    for (std::size_t i = 1; i < field.size(); ++i) {
      if (value > most_size) return std::nullopt;
      value = value << 8U | byte_at(field, i);
    }
    return value > most_size || byte_at(field, 0) == 0xff ? std::nullopt : std::optional(value);
  }
  for (const char c : field)
    if (c >= '0' && c <= '7')
      value = value * 8 + static_cast<std::uint64_t>(c - '0');
    else if (c != ' ')
      break;
  return value;
}

std::string header_name(ByteView header) {
  std::string name(until_nul(header.substr(0, 100)));
  const ByteView prefix = until_nul(header.substr(345, 155));
  const bool ustar = header.substr(257, 6) == ByteView("ustar\0", 6);
  return ustar && !prefix.empty() ? std::string(prefix).append("/").append(name) : name;
}

std::uint64_t decimal(ByteView text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > most_size) break;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// Writers cut a long name to what fits in a header block, each in its own way; a header's name is then the
// shorter one.
bool cut_form(ByteView header, ByteView whole) {
  return header.size() >= 80 && whole.size() >= header.size();
}

// Sparse files stand under a made-up name.
bool made_up(ByteView header) { return header.find("GNUSparseFile") != ByteView::npos; }

}  // namespace

// The sum of the header block with blanks in the sum's own place; old writers added signed bytes.
bool is_tar_header(ByteView bytes) {
  if (bytes.size() < block || !octal(bytes.substr(148, 8))) return false;
  std::int64_t written = 0, plain = 0, with_sign = 0;
  for (const char c : bytes.substr(148, 8))
    if (c >= '0' && c <= '7') written = written * 8 + (c - '0');
  for (std::size_t i = 0; i < block; ++i) {
    const char c = i >= 148 && i < 156 ? ' ' : bytes[i];
    plain += static_cast<unsigned char>(c);
    with_sign += static_cast<signed char>(c);
  }
  return written == plain || written == with_sign;
}

void TarHeaders::feed(ByteView piece) {
  while (!piece.empty() && state_ != State::over) {
    if (state_ != State::passed) {
      piece = take_kept(piece);
      continue;
    }
    const auto passed = std::min<std::uint64_t>(wanted_, piece.size());
    piece.remove_prefix(static_cast<std::size_t>(passed));
    wanted_ -= passed;
    if (wanted_ == 0) expect(block, State::header);
  }
}

ByteView TarHeaders::take_kept(ByteView piece) {
  const auto kept = std::min<std::uint64_t>(wanted_, piece.size());
  kept_.append(piece.substr(0, static_cast<std::size_t>(kept)));
  wanted_ -= kept;
  piece.remove_prefix(static_cast<std::size_t>(kept));
  if (wanted_ > 0) return piece;
  if (state_ == State::header)
    take_header();
  else
    take_extended();
  return piece;
}

void TarHeaders::expect(std::uint64_t size, State state) {
  kept_.clear();
  wanted_ = size;
  state_ = size == 0 ? State::header : state;
  if (size == 0) wanted_ = block;
}

void TarHeaders::take_header() {
  const auto size = size_field(ByteView(kept_).substr(124, 12));
  if (!size || *size > most_size || !is_tar_header(kept_)) {
    state_ = State::over;
    return;
  }
  kind_ = kept_[156];
  const std::uint64_t padded = (*size + block - 1) / block * block;
  if (kind_ == 'x' || kind_ == 'g' || kind_ == 'L') {
    size_ = *size;
    // Nothing sensible is that long: what it says stays unread.
    return expect(padded, padded > most_kept ? State::passed : State::kept);
  }
  if (kind_ == 'K') return expect(padded, State::passed);
  header_name_ = header_name(kept_);
  judge_entry(*size);
}

// The next entry: its block, and all that was said about it before.
void TarHeaders::judge_entry(std::uint64_t written) {
  names_.insert(names_.end(), global_names_.begin(), global_names_.end());
  for (const auto& name : names_)
    if (!made_up(header_name_) && !cut_form(header_name_, name) && names_disagree(name, header_name_))
      names_differ_ = true;
  std::uint64_t size = written;
  for (const auto said : sizes_) {
    sizes_differ_ |= said != written;
    size = said;
  }
  // Links, devices and folders have no content; programs differ on whether to pass over one that is said.
  if (kind_ >= '1' && kind_ <= '6' && size != 0) {
    sizes_differ_ = true;
    state_ = State::over;
    return;
  }
  names_.clear();
  sizes_.clear();
  expect((std::min(size, most_size) + block - 1) / block * block, State::passed);
}

// "LENGTH KEY=VALUE\n", each counted from its first digit; or a GNU name, up to its NUL.
void TarHeaders::take_extended() {
  ByteView rest = slice(kept_, 0, size_);
  if (kind_ == 'L') {
    names_.push_back(bounded(until_nul(rest)));
    return expect(block, State::header);
  }
  while (!rest.empty()) {
    const std::uint64_t length = decimal(rest);
    const ByteView row = slice(rest, 0, length);
    const auto blank = row.find(' ');
    if (length == 0 || row.size() < length || blank == ByteView::npos) break;
    const ByteView pair = row.substr(blank + 1, row.size() - blank - 2);
    if (pair.substr(0, 5) == "path=")
      (kind_ == 'g' ? global_names_ : names_).push_back(bounded(pair.substr(5)));
    if (pair.substr(0, 5) == "size=" && kind_ == 'x') sizes_.push_back(decimal(pair.substr(5)));
    rest.remove_prefix(row.size());
  }
  if (global_names_.size() + names_.size() > most_names) {
    names_differ_ = true;
    global_names_.clear();
    names_.clear();
  }
  expect(block, State::header);
}

}  // namespace congvu::attachment
