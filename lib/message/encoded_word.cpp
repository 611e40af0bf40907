#include "message/encoded_word.h"

#include <algorithm>
#include <optional>

#include "facts/text.h"
#include "message/transfer_encoding.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_charset = 80;  // without language

struct Word {
  ByteView charset;
  bool base64 = false;
  ByteView text;
  std::size_t end = 0;  // offset behind the word
};

// Finds words; remembers that there is no further "?=", so that open words do not make it quadratic.
class Finder {
 public:
  explicit Finder(ByteView value) : value_(value) {}

  // The word that begins at `at`, where "=?" stands.
  std::optional<Word> word_at(std::size_t at) {
    // The next word begins with a '?', too: all searches together pass once over the text.
    const std::size_t mark = value_.find('?', at + 2);
    if (mark == ByteView::npos || mark + 2 >= value_.size() || value_[mark + 2] != '?') return std::nullopt;
    ByteView charset = value_.substr(at + 2, mark - at - 2);
    charset =
        trim_ascii(charset.substr(0, charset.find('*')));  // of the language no program asks for a length
    if (charset.size() > longest_charset || charset.find_first_of(" \t\"=") != ByteView::npos)
      return std::nullopt;
    const char letter = value_[mark + 1];
    const bool base64 = letter == 'B' || letter == 'b';
    if (!base64 && letter != 'Q' && letter != 'q') return std::nullopt;
    const std::size_t text = mark + 3;
    const std::size_t close = close_behind(text);
    if (close != ByteView::npos) return Word{charset, base64, slice_of(text, close), close + 2};
    const std::size_t end = std::min(value_.find_first_of(" \t\"", text), value_.size());
    return Word{charset, base64, slice_of(text, end), end};
  }

 private:
  [[nodiscard]] ByteView slice_of(std::size_t from, std::size_t to) const {
    return value_.substr(from, to - from);
  }
  std::size_t close_behind(std::size_t from) {
    if (none_left_) return ByteView::npos;
    const std::size_t close = value_.find("?=", from);
    none_left_ = close == ByteView::npos;
    return close;
  }
  ByteView value_;
  bool none_left_ = false;
};

std::string bytes_of(const Word& word) {
  if (word.base64) return decode_base64(word.text, word.text.size()).bytes;
  std::string text(word.text);
  std::replace(text.begin(), text.end(), '_', ' ');
  // A blank at the end is text here, but a soft break and trailing blanks belong to bodies only.
  std::string out = decode_quoted_printable(text + '.', text.size() + 1).bytes;
  if (!out.empty()) out.pop_back();
  return out;
}

enum class Digits { decoded_apart, joined };

// Collects the bytes of adjacent words of one charset.
class Joined {
 public:
  Joined(std::string& out, CharsetUse use, Digits mode) : out_(out), use_(use), mode_(mode) {}
  void add(const Word& word) {
    if (!open_ || !equals_ascii(charset_, word.charset)) flush();
    open_ = true;
    charset_ = word.charset;
    if (mode_ == Digits::joined && word.base64) {
      digits_ += word.text;
      return;
    }
    take_digits();
    bytes_ += bytes_of(word);
  }
  void flush() {
    take_digits();
    if (open_) out_ += to_utf8(bytes_, charset_, use_);
    open_ = false;
    bytes_.clear();
  }
  [[nodiscard]] bool open() const { return open_; }

 private:
  void take_digits() {
    if (!digits_.empty()) bytes_ += decode_base64(digits_, digits_.size()).bytes;
    digits_.clear();
  }

  std::string& out_;
  CharsetUse use_;
  Digits mode_;
  std::string bytes_, digits_;
  ByteView charset_;
  bool open_ = false;
};

std::string decode(ByteView value, CharsetUse use, Digits mode) {
  std::string out;
  Finder finder(value);
  Joined joined(out, use, mode);
  std::size_t plain = 0;  // where text that is not yet written begins
  const auto write_plain = [&](std::size_t end) {
    const ByteView text = value.substr(plain, end - plain);
    if (joined.open() && trim_ascii(text).empty()) return false;
    joined.flush();
    out += to_utf8(text);
    return true;
  };
  for (std::size_t at = value.find("=?"); at != ByteView::npos;) {
    const auto word = finder.word_at(at);
    if (!word) {
      at = value.find("=?", at + 2);
      continue;
    }
    write_plain(at);
    joined.add(*word);
    plain = word->end;
    at = value.find("=?", plain);
  }
  if (!write_plain(value.size())) {
    joined.flush();
    out += value.substr(plain);
  }
  return out;
}

}  // namespace

std::string decode_words(ByteView value, CharsetUse use) { return decode(value, use, Digits::decoded_apart); }

std::string decode_joined_words(ByteView value) {
  return decode(value, CharsetUse::declared, Digits::joined);
}

bool has_words(ByteView value) {
  Finder finder(value);
  for (std::size_t at = value.find("=?"); at != ByteView::npos; at = value.find("=?", at + 2))
    if (finder.word_at(at)) return true;
  return false;
}

}  // namespace congvu::message
