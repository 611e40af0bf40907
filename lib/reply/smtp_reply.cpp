#include "reply/smtp_reply.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"

namespace congvu::reply {
namespace {

using rules::Action;

// Bytes of `text` once every '%' is doubled.
std::size_t escaped_size(std::string_view text) {
  return text.size() + static_cast<std::size_t>(std::count(text.begin(), text.end(), '%'));
}

// One printable ASCII line without runs of blanks.
std::string one_line(std::string_view utf8) {
  std::string out;
  for (const char c : ascii_fold(utf8)) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// How many bytes of `text` fit into one escaped line, cut at a blank where there is one in its second half.
std::size_t fitting(std::string_view text) {
  std::size_t size = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    size += text[at] == '%' ? 2 : 1;
    if (size > max_line) break;
  }
  if (at == text.size()) return at;
  const auto blank = text.rfind(' ', at);
  return blank != std::string_view::npos && blank > at / 2 ? blank : at;
}

std::vector<std::string> lines_of(std::string_view utf8) {
  // What is cut off anyway is not worth folding: hostile names can be long.
  const std::string text = one_line(printable(utf8, 4 * max_lines * max_line));
  std::vector<std::string> lines;
  std::string_view rest = text;
  while (!rest.empty() && lines.size() < max_lines) {
    const std::size_t length = fitting(rest);
    lines.emplace_back(rest.substr(0, length));
    rest.remove_prefix(length);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  }
  if (!rest.empty()) {
    std::string& last = lines.back();
    while (escaped_size(last) + 3 > max_line) last.pop_back();
    last += "...";
  }
  if (lines.empty()) lines.emplace_back("Thu bi tu choi theo quy che thu dien tu cong vu");
  return lines;
}

std::string cited(const rules::Match& match, const regulation::Profile& profile) {
  const std::string& text = match.text.empty() ? match.title : match.text;
  if (match.clause.empty()) return text;
  return fmt::format("[{} {}] {}", match.clause, profile.short_name, text);
}

constexpr std::size_t encoded_word_bytes = 42;  // of UTF-8: 56 of base64 and 12 of frame, below the 75 of RFC 2047

std::string base64(std::string_view bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= count ? alphabet[(group >> (18 - 6 * k)) & 63U] : '=';
  }
  return out;
}

bool plain_header_text(std::string_view text) {
  return text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

std::vector<std::string> SmtpReply::escaped_lines() const {
  std::vector<std::string> out;
  for (const auto& line : lines) {
    std::string& escaped = out.emplace_back();
    for (const char c : line) {
      escaped += c;
      if (c == '%') escaped += c;
    }
  }
  return out;
}

std::vector<std::string> SmtpReply::wire_lines() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    out.push_back(fmt::format("{}{}{} {}", code, i + 1 < lines.size() ? '-' : ' ', enhanced, lines[i]));
  return out;
}

SmtpReply smtp_reply(const rules::Verdict& verdict, const regulation::Profile& profile) {
  if (verdict.action != Action::reject && verdict.action != Action::defer) return {};
  const rules::Match* match = verdict.decisive();
  const bool reject = verdict.action == Action::reject;
  return {reject ? "554" : "451", reject ? "5.7.1" : "4.7.1",
          lines_of(match == nullptr ? std::string() : cited(*match, profile))};
}

SmtpReply not_judged() {
  return {"451", "4.7.1", {"Thu chua kiem tra duoc, xin gui lai sau (congvu: message not judged, try again later)"}};
}

std::string hold_reason(const rules::Verdict& verdict) {
  const rules::Match* match = verdict.decisive();
  if (match == nullptr) return "congvu";
  const std::string& text = match->text.empty() ? match->title : match->text;
  std::string reason = one_line(printable(fmt::format("congvu {} [{}] {}", match->rule, match->clause, text), 800));
  if (reason.size() > max_line) reason.resize(max_line);
  // Sendmail's quarantine reason passes through macro expansion of its own.
  std::replace(reason.begin(), reason.end(), '$', '_');
  std::replace(reason.begin(), reason.end(), '%', '_');
  return reason;
}

std::string header_value(std::string_view utf8) {
  const std::string text = nfc(printable(utf8, 2'000));
  if (plain_header_text(text) && text.size() <= 900) return text;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.size(), at + encoded_word_bytes);
    while (end < text.size() && end > at && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    if (!out.empty()) out += "\n ";
    out += "=?UTF-8?B?" + base64(std::string_view(text).substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

bool is_own_header(std::string_view name) {
  return name.size() >= own_header_prefix.size() &&
         equals_ascii(trim_ascii(name).substr(0, own_header_prefix.size()), own_header_prefix);
}

}  // namespace congvu::reply
