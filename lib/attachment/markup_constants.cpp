#include "attachment/markup_constants.h"

#include <algorithm>
#include <array>

#include "attachment/document_base64.h"
#include "attachment/document_sniff.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t shortest_piece = 16, longest_gap = 24;
constexpr std::size_t noticeable = 512;     // a constant of this size is payload, whatever it holds
constexpr std::size_t disk_image = 43'800;  // base64 of 32 KB and a volume descriptor's head
constexpr std::size_t look_size = 1024;
constexpr std::size_t markup_look = 65'536;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool looks_like_markup(ByteView bytes) {
  const std::string lower = lower_ascii(bytes);
  constexpr std::array words{"<script",   "<html",   "<svg",    "<body",   "createobjecturl",
                             "new blob(", "<a href", "<iframe", "<object", "data:application"};
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return lower.find(word) != std::string::npos; });
}

// Pairs of hex digits behind a mark of one or two characters ("%", "\x"), or without one.
std::string decode_pairs(ByteView text, std::size_t mark, std::size_t most) {
  std::string out;
  for (std::size_t at = mark; at + 1 < text.size() && out.size() < most; at += 2 + mark) {
    const int high = hex_digit(text[at]), low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) break;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

// "77, 0x5A,144": stops at what is no byte.
std::string decode_numbers(ByteView text, std::size_t most) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() < most;) {
    const bool hex = text.substr(at).starts_with("0x") || text.substr(at).starts_with("0X");
    if (hex) at += 2;
    unsigned value = 0;
    std::size_t digits = 0;
    for (; at < text.size() && digits < 4 && (hex ? hex_digit(text[at]) >= 0 : is_digit(text[at]));
         ++at, ++digits)
      value = value * (hex ? 16U : 10U) + static_cast<unsigned>(hex_digit(text[at]));
    if (digits == 0 || value > 255) break;
    out += static_cast<char>(value);
    while (at < text.size() && !is_digit(text[at])) ++at;
  }
  return out;
}

class Finder {
 public:
  Finder(ByteView text, const std::vector<Range>& skip) : text_(text), skip_(skip) {}

  std::vector<Constant> run() {
    base64_runs();
    marked_pairs("%", Writing::percent);
    marked_pairs("\\x", Writing::escapes);
    number_lists();
    short_strings();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::size_t piece_end(std::size_t at) const {
    while (at < text_.size() && is_base64_digit(text_[at])) ++at;
    return at;
  }

  // The end of the range to leave out that holds `at`, or `at`.
  std::size_t skipped(std::size_t at) {
    while (next_skip_ < skip_.size() && skip_[next_skip_].end <= at) ++next_skip_;
    return next_skip_ < skip_.size() && skip_[next_skip_].begin <= at ? skip_[next_skip_].end : at;
  }

  // A short piece goes on with a constant where it begins a string of its own, or only a line end is between.
  // An operator that joins strings is none.
  [[nodiscard]] bool is_rest(std::size_t last_end, std::size_t at, std::size_t end) const {
    if (at - last_end > longest_gap || text_.substr(at, end - at).find_first_not_of("+-_/") == ByteView::npos)
      return false;
    const ByteView gap = text_.substr(last_end, at - last_end);
    return gap.ends_with('"') || gap.ends_with('\'') || gap.find_first_not_of(" \t\r\n\\") == ByteView::npos;
  }

  void base64_runs() {
    Constant open;
    std::size_t last_end = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t behind = skipped(at);
      if (behind > at) {
        at = behind;
        continue;
      }
      if (!is_base64_digit(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t end = piece_end(at);
      if (end - at >= shortest_piece) {
        const bool ended = last_end < text_.size() && text_[last_end] == '=' && last_end + 1 < at &&
                           text_[last_end + 1] != '"';
        if (open.pieces.empty() || at - last_end > longest_gap || ended) close(open);
        open.pieces.push_back(text_.substr(at, end - at));
        open.length += end - at;
        last_end = end;
      } else if (!open.pieces.empty() && is_rest(last_end, at, end)) {
        open.pieces.push_back(text_.substr(at, end - at));
        open.length += end - at;
        last_end = end;
      }
      at = end;
    }
    close(open);
  }

  void close(Constant& open) {
    Constant done = std::move(open);
    open = {};
    if (done.length < 64) return;
    if (all_hex(done) && judge(done, Writing::hex)) return;
    if (judge(done, Writing::base64)) return;
    if (done.length >= noticeable && judge(done, Writing::base64_reversed)) return;
    done.writing = Writing::base64;
    if (done.length >= noticeable) keep(std::move(done));
  }

  static bool all_hex(const Constant& constant) {
    return std::all_of(constant.pieces.begin(), constant.pieces.end(), [](ByteView piece) {
      return std::all_of(piece.begin(), piece.end(), [](char c) { return hex_digit(c) >= 0; });
    });
  }

  // Kept at once when its first bytes are those of a file or of a page.
  bool judge(Constant& constant, Writing writing) {
    constant.writing = writing;
    std::string start =
        decode_constant(constant, constant.length >= disk_image ? 0x8000 + look_size : look_size);
    constant.carries = sniff_carried(start);
    if (constant.carries == Kind::unknown && constant.length >= 64) {
      start = decode_constant(constant, markup_look);
      constant.markup = looks_like_markup(start);
    }
    if (constant.carries == Kind::unknown && !constant.markup) return false;
    keep(std::move(constant));
    return true;
  }

  void marked_pairs(ByteView mark, Writing writing) {
    const std::size_t step = mark.size() + 2;
    for (std::size_t at = text_.find(mark); at != ByteView::npos; at = text_.find(mark, at + 1)) {
      std::size_t end = at;
      while (text_.substr(end, mark.size()) == mark && end + step <= text_.size() &&
             hex_digit(text_[end + step - 2]) >= 0 && hex_digit(text_[end + step - 1]) >= 0)
        end += step;
      if (end - at < 64 * step / 2) continue;
      Constant constant;
      constant.pieces.push_back(text_.substr(at, end - at));
      constant.length = end - at;
      if (!judge(constant, writing) && constant.length >= noticeable) keep(std::move(constant));
      at = end - 1;
    }
  }

  void number_lists() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!is_digit(text_[at]) ||
          (at > 0 && text_[at - 1] != '[' && text_[at - 1] != '(' && text_[at - 1] != ' '))
        continue;
      std::size_t end = at, count = 0;
      for (std::size_t next = at; next < text_.size(); ++next) {
        const char c = text_[next];
        if (c == ',') ++count;
        if (!is_digit(c) && c != ',' && c != ' ' && c != '\n' && c != '\r' && c != 'x' && c != 'X' &&
            hex_digit(c) < 0)
          break;
        end = next + 1;
      }
      if (count >= 64) {
        Constant constant;
        constant.pieces.push_back(text_.substr(at, end - at));
        constant.length = end - at;
        if (!judge(constant, Writing::numbers) && count >= noticeable &&
            decode_numbers(constant.pieces[0], noticeable).size() == noticeable)
          keep(std::move(constant));
      }
      at = std::max(at, end - 1);
    }
  }

  // ["TVqQ","AAMA", ...]: strings of one short length, which no list of words has.
  void short_strings() {
    for (std::size_t at = text_.find_first_of("\"'"); at != ByteView::npos;
         at = text_.find_first_of("\"'", at + 1)) {
      Constant constant;
      std::size_t next = at;
      while (next < text_.size() && (text_[next] == '"' || text_[next] == '\'')) {
        const std::size_t end = piece_end(next + 1), length = end - next - 1;
        if (length == 0 || length >= shortest_piece || end >= text_.size() || text_[end] != text_[next])
          break;
        if (!constant.pieces.empty() && length > constant.pieces.front().size()) break;
        constant.pieces.push_back(text_.substr(next + 1, length));
        constant.length += length;
        at = end;
        next = text_.find_first_not_of(" \t\r\n,+", end + 1);
        if (length < constant.pieces.front().size()) break;  // the last one
      }
      if (constant.pieces.size() < 16 || constant.length < 64) continue;
      if (!judge(constant, Writing::base64) && constant.length >= noticeable) keep(std::move(constant));
    }
  }

  void keep(Constant constant) {
    if (found_.size() < most_constants) found_.push_back(std::move(constant));
  }

  ByteView text_;
  const std::vector<Range>& skip_;
  std::size_t next_skip_ = 0;
  std::vector<Constant> found_;
};

}  // namespace

std::string decode_constant(const Constant& constant, std::size_t most) {
  const ByteView only = constant.pieces.size() == 1 ? constant.pieces.front() : ByteView{};
  std::string joined;
  const std::size_t enough = most > SIZE_MAX / 8 ? SIZE_MAX : most * 5 + 16;
  const bool from_end = constant.writing == Writing::base64_reversed;
  if (from_end) {
    for (std::size_t i = constant.pieces.size(); i-- > 0 && joined.size() < enough;)
      joined.append(constant.pieces[i].rbegin(), constant.pieces[i].rend());
  } else if (only.empty()) {
    for (std::size_t i = 0; i < constant.pieces.size() && joined.size() < enough; ++i)
      joined += constant.pieces[i];
  }
  const ByteView text = from_end || only.empty() ? ByteView(joined) : only;
  switch (constant.writing) {
    case Writing::hex:
      return decode_pairs(text, 0, most);
    case Writing::numbers:
      return decode_numbers(text, most);
    case Writing::percent:
      return decode_pairs(text, 1, most);
    case Writing::escapes:
      return decode_pairs(text, 2, most);
    default:
      return decode_base64(text, most);
  }
}

std::vector<Constant> find_constants(ByteView text, const std::vector<Range>& skip) {
  return Finder(text, skip).run();
}

}  // namespace congvu::attachment
