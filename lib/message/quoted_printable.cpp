// The quoted-printable half of transfer_encoding.h.
#include <algorithm>
#include <optional>

#include "facts/text.h"
#include "message/transfer_encoding.h"

namespace congvu::message {
namespace {

bool is_line_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::optional<char> hex_pair(char high, char low) {
  const int a = hex_digit(high), b = hex_digit(low);
  if (a < 0 || b < 0) return std::nullopt;
  return static_cast<char>(a * 16 + b);
}

// An escape whose two digits stand apart; the offset behind it, or `at`.
std::size_t take_joined(ByteView text, std::size_t at, Decoded& out) {
  constexpr std::size_t longest = 12;
  constexpr std::string_view between = "= \t\r\n";
  const std::size_t end = std::min(text.size(), at + longest);
  const auto digit = [&](std::size_t from) {
    while (from < end && between.find(text[from]) != std::string_view::npos) ++from;
    return from;
  };
  const std::size_t first = digit(at + 1), second = digit(first + 1);
  if (second >= end) return at;
  const auto byte = hex_pair(text[first], text[second]);
  if (!byte) return at;
  out.bytes += *byte;
  return second + 1;
}

// How many characters behind the '=' that begins no escape are dropped with it; nothing where it is text.
std::optional<std::size_t> dropped_behind(QuotedRule rule) {
  if (rule == QuotedRule::mark_dropped) return 0;
  if (rule == QuotedRule::one_dropped) return 1;
  if (rule == QuotedRule::two_dropped) return 2;
  return std::nullopt;
}

// Behind a '=' at `at` that begins no escape; appends what the rule makes of it.
std::size_t behind_bad_escape(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  if (rule == QuotedRule::joined)
    if (const std::size_t behind = take_joined(text, at, out); behind != at) return behind;
  const auto dropped = dropped_behind(rule);
  if (!dropped) {
    out.bytes += '=';
    return at + 1;
  }
  std::size_t behind = at + 1;
  while (behind < text.size() && behind < at + 1 + *dropped && text[behind] != '=' && text[behind] != '\n')
    ++behind;
  return behind;
}

// The offset behind a soft break whose '=' stands at `at`; `at` where there is none.
std::size_t behind_soft_break(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  std::size_t end = at + 1;
  while (end < text.size() && is_line_blank(text[end])) ++end;
  const bool at_line_end = end >= text.size() || text[end] == '\n';
  const bool plain = end == at + 1 || (end == at + 2 && text[at + 1] == '\r');
  if (at_line_end && (plain || rule != QuotedRule::strict_breaks)) {
    out.odd_break = out.odd_break || !plain;
    return std::min(end + 1, text.size());
  }
  if (at + 1 >= text.size() || text[at + 1] != '\r') return at;
  out.odd_break = true;
  if (rule == QuotedRule::cr_breaks) return at + 2;
  if (rule == QuotedRule::rest_of_line) return std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

// A "=" at `at`; appends what it stands for. Returns the offset behind the escape.
std::size_t take_escape(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  if (at + 2 < text.size())
    if (const auto byte = hex_pair(text[at + 1], text[at + 2])) {
      out.bytes += *byte;
      return at + 3;
    }
  if (const std::size_t behind = behind_soft_break(text, at, rule, out); behind != at) return behind;
  out.damaged = true;
  return behind_bad_escape(text, at, rule, out);
}

}  // namespace

Decoded decode_quoted_printable(ByteView text, std::uint64_t most, QuotedRule rule) {
  Decoded out;
  out.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, text.size())));
  std::size_t line_start = 0;  // in out.bytes: blanks are cut back to here only
  for (std::size_t at = 0; at < text.size();) {
    if (out.bytes.size() >= most) {
      out.cut = true;
      break;
    }
    const char c = text[at];
    if (c == '=') {
      at = take_escape(text, at, rule, out);
      line_start = out.bytes.size();
      continue;
    }
    if (c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
      while (out.bytes.size() > line_start && (out.bytes.back() == ' ' || out.bytes.back() == '\t'))
        out.bytes.pop_back();
      if (rule != QuotedRule::breaks_dropped) out.bytes.append(text.substr(at, c == '\n' ? 1 : 2));
      out.hard_break = out.hard_break || at + 2 < text.size();
      at += c == '\n' ? 1 : 2;
      line_start = out.bytes.size();
      continue;
    }
    out.hard_break = out.hard_break || c == '\r';
    const bool beside_escape = (c == ' ' || c == '\t') && at + 1 < text.size() && text[at + 1] == '=' &&
                               out.bytes.size() == line_start;
    if (c == '\r' && rule == QuotedRule::breaks_dropped) {
      ++at;
      continue;
    }
    const bool foreign = beside_escape || (c != '\t' && c != '\r' && (c < ' ' || c > '~'));
    out.foreign = out.foreign || foreign;
    if (!foreign || rule != QuotedRule::foreign_dropped) out.bytes += c;
    ++at;
  }
  if (out.bytes.size() > most) {
    out.bytes.resize(static_cast<std::size_t>(most));
    out.cut = true;
  }
  return out;
}

bool looks_like_quoted_printable(ByteView text) {
  const ByteView head = text.substr(0, 65536);
  for (std::size_t at = head.find('='); at != ByteView::npos && at + 2 < head.size();
       at = head.find('=', at + 1))
    if (hex_digit(head[at + 1]) >= 0 && hex_digit(head[at + 2]) >= 0) return true;
  return false;
}

}  // namespace congvu::message
