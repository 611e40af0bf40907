#include "message/encoded_text.h"

#include <algorithm>

#include "facts/text.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/lines.h"

namespace congvu::message {
namespace {

constexpr std::string_view binhex_mark = "(This file must be converted with BinHex";
// How far behind "begin 644 name" programs may pass over other lines until one that is encoded.
constexpr int lines_passed_over = 32;

ByteView text_of(ByteView text, const Line& line) { return text.substr(line.begin, line.end - line.begin); }

unsigned uu_value(char c) { return (static_cast<unsigned char>(c) - 32U) & 63U; }

// As many characters as its first one says.
bool is_exact_uu_line(ByteView line) {
  if (line.size() < 2) return false;
  const std::size_t needed = (std::size_t{uu_value(line.front())} + 2) / 3 * 4;
  return line.size() - 1 == needed &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// The line could be one of a uuencoded file: blanks at its end may be lost, a check character may be added.
// Decoders take six bits of a character, so that small letters do as well; but prose is made of these.
bool is_uu_line(ByteView line) {
  if (line.empty()) return false;
  if (is_exact_uu_line(line)) return true;
  for (const char c : line)
    if (c < ' ' || c > '`') return false;
  const std::size_t needed = (std::size_t{uu_value(line.front())} + 2) / 3 * 4;
  return line.size() - 1 <= needed + 2 && (line.size() - 1) * 2 >= needed;
}

// "begin 644 name" or "begin-base64 644 name": what stands behind the mode, or nothing.
std::optional<ByteView> name_behind_begin(ByteView line, ByteView word) {
  if (line.substr(0, word.size()) != word) return std::nullopt;
  line.remove_prefix(word.size());
  const auto mode = std::min(line.find_first_not_of(" \t"), line.size());
  if (mode == 0) return std::nullopt;
  line.remove_prefix(mode);
  const auto digits = std::min(line.find_first_not_of("01234567"), line.size());
  if (digits < 3 || digits > 6) return std::nullopt;
  if (digits < line.size() && line[digits] != ' ' && line[digits] != '\t') return std::nullopt;
  return trim_ascii(line.substr(digits));
}

std::string name_text(ByteView name) { return has_words(name) ? decode_words(name) : to_utf8(name); }

// From the line behind the opening up to the line that `closes`.
template <class Closes>
EncodedFile up_to(ByteView text, std::size_t begin, TextForm form, ByteView name, Closes closes) {
  EncodedFile file;
  file.form = form;
  file.name = name_text(name);
  for (std::size_t at = begin; at < text.size();) {
    const Line line = line_at(text, at, LineEnds::any);
    if (closes(text_of(text, line))) {
      file.data = text.substr(begin, line.begin - begin);
      file.end = line.next;
      file.closed = true;
      return file;
    }
    at = line.next;
  }
  file.data = text.substr(begin);
  file.end = text.size();
  return file;
}

// Empty lines, which stray CRs make, are passed over.
Line first_line_behind(ByteView text, const Line& opening) {
  Line line = line_at(text, std::min(opening.next, text.size()), LineEnds::any);
  for (int i = 0; i < 3 && line.begin == line.end && line.next < text.size(); ++i)
    line = line_at(text, line.next, LineEnds::any);
  return line;
}

// "begin  name" with two blanks is enough for Outlook Express, "begin 7 name" for others.
std::optional<ByteView> name_behind_loose_begin(ByteView line) {
  if (line.substr(0, 6) != "begin ") return std::nullopt;
  const ByteView rest = line.substr(6);
  const auto digits = std::min(rest.find_first_not_of("01234567"), rest.size());
  if (digits > 6 || digits == rest.size() || rest[digits] != ' ') return std::nullopt;
  return trim_ascii(rest.substr(digits));
}

bool encoded_line_follows(ByteView text, Line line) {
  for (int i = 0; i < lines_passed_over && line.next < text.size(); ++i) {
    line = line_at(text, line.next, LineEnds::any);
    const ByteView words = text_of(text, line);
    if (trim_right(words) == "end") return false;
    if (is_exact_uu_line(words)) return true;
  }
  return false;
}

// Prose may begin with "begin 100 ...", too, so that the lines behind it decide.
std::optional<EncodedFile> uu_at(ByteView text, const Line& opening) {
  auto name = name_behind_begin(text_of(text, opening), "begin");
  const ByteView first = text_of(text, first_line_behind(text, opening));
  if (name) {
    // Thunderbird asks for nothing but this line; without an ending to its name the file starts by no click.
    const bool has_ending = name->find('.') != ByteView::npos;
    if (!is_uu_line(first) && !(has_ending && encoded_line_follows(text, opening))) return std::nullopt;
  } else {
    name = name_behind_loose_begin(text_of(text, opening));
    if (!name || !is_exact_uu_line(first)) return std::nullopt;
  }
  return up_to(text, opening.next, TextForm::uuencode, *name,
               [](ByteView line) { return trim_right(line) == "end"; });
}

std::optional<EncodedFile> encoded_at(ByteView text, const Line& opening) {
  const ByteView line = text_of(text, opening);
  if (line.empty()) return std::nullopt;
  if (line.front() == 'b') {
    if (const auto name = name_behind_begin(line, "begin-base64"))
      return up_to(text, opening.next, TextForm::base64, *name,
                   [](ByteView end) { return trim_right(end) == "===="; });
    return uu_at(text, opening);
  }
  if (line.substr(0, 8) == "=ybegin ") {
    const auto name = line.find("name=");
    return up_to(text, opening.next, TextForm::yenc,
                 name == ByteView::npos ? ByteView{} : trim_ascii(line.substr(name + 5)),
                 [](ByteView end) { return end.substr(0, 5) == "=yend"; });
  }
  if (line.substr(0, binhex_mark.size()) == binhex_mark)
    return up_to(text, opening.next, TextForm::binhex, {},
                 [](ByteView end) { return end.size() > 1 && end.front() != ':' && end.back() == ':'; });
  return std::nullopt;
}

// Lines that are none of the file's are passed over, as the most generous programs do.
Decoded decode_uu(ByteView data, std::uint64_t most) {
  Decoded out;
  for (std::size_t at = 0; at < data.size() && !out.cut;) {
    const Line line = line_at(data, at, LineEnds::any);
    at = line.next;
    const ByteView text = text_of(data, line);
    if (!is_uu_line(text)) {
      out.damaged = out.damaged || !text.empty();
      continue;
    }
    const unsigned count = uu_value(text.front());
    out.damaged = out.damaged || text.size() - 1 > (std::size_t{count} + 2) / 3 * 4;
    const auto six = [&](std::size_t i) { return i + 1 < text.size() ? uu_value(text[i + 1]) : 0U; };
    for (unsigned i = 0; i < count; ++i) {
      if (out.bytes.size() >= most) {
        out.cut = true;
        break;
      }
      const std::size_t group = std::size_t{i} / 3 * 4;
      const unsigned bits =
          (six(group) << 18) | (six(group + 1) << 12) | (six(group + 2) << 6) | six(group + 3);
      out.bytes += static_cast<char>((bits >> (16 - 8 * (i % 3))) & 0xff);
    }
  }
  return out;
}

Decoded decode_yenc(ByteView data, std::uint64_t most) {
  Decoded out;
  for (std::size_t at = 0; at < data.size();) {
    const Line line = line_at(data, at, LineEnds::any);
    at = line.next;
    const ByteView text = text_of(data, line);
    if (text.substr(0, 6) == "=ypart") continue;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (out.bytes.size() >= most) {
        out.cut = true;
        return out;
      }
      unsigned char c = static_cast<unsigned char>(text[i]);
      if (c == '=' && i + 1 < text.size())
        c = static_cast<unsigned char>(static_cast<unsigned char>(text[++i]) - 64U);
      out.bytes += static_cast<char>(static_cast<unsigned char>(c - 42U));
    }
  }
  return out;
}

}  // namespace

std::optional<EncodedFile> find_encoded(ByteView text, std::size_t offset) {
  while (offset < text.size()) {
    const Line line = line_at(text, offset, LineEnds::any);
    if (auto file = encoded_at(text, line)) return file;
    offset = line.next;
  }
  return std::nullopt;
}

std::uint64_t decoded_size(const EncodedFile& file) {
  if (file.form != TextForm::uuencode) return file.data.size();
  std::uint64_t size = 0;
  for (std::size_t at = 0; at < file.data.size();) {
    const Line line = line_at(file.data, at, LineEnds::any);
    at = line.next;
    const ByteView text = text_of(file.data, line);
    if (is_uu_line(text)) size += uu_value(text.front());
  }
  return size;
}

Decoded decode_file(const EncodedFile& file, std::uint64_t most) {
  Decoded out;
  switch (file.form) {
    case TextForm::uuencode:
      out = decode_uu(file.data, most);
      break;
    case TextForm::base64:
      out = decode_base64(file.data, most);
      break;
    case TextForm::yenc:
      out = decode_yenc(file.data, most);
      break;
    case TextForm::binhex:
      break;
  }
  out.damaged = out.damaged || !file.closed;
  return out;
}

}  // namespace congvu::message
