#include "reply/smtp_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "facts/text.h"

namespace congvu::reply {
namespace {

constexpr std::size_t most_texts = 4;  // matches that are named, the decisive one first
constexpr std::string_view cut_mark = "...";

std::size_t width(char c) { return c == '%' ? 2 : 1; }

std::size_t width(std::string_view text) {
  return text.size() + static_cast<std::size_t>(std::count(text.begin(), text.end(), '%'));
}

// Breaks text into lines at blanks; a word that fits no line is broken anywhere.
class Lines {
 public:
  void add_text(std::string_view text) {
    flush();
    while (!text.empty()) {
      const std::size_t blank = std::min(text.find(' '), text.size());
      if (blank > 0) add_word(text.substr(0, blank));
      text.remove_prefix(std::min(blank + 1, text.size()));
    }
    flush();
  }

  std::vector<std::string> take() {
    if (lines_.size() <= most_lines) return std::move(lines_);
    lines_.resize(most_lines);
    std::string& last = lines_.back();
    while (width(last) + cut_mark.size() > most_line) last.pop_back();
    last += cut_mark;
    return std::move(lines_);
  }

 private:
  void add_word(std::string_view word) {
    if (full()) return;
    if (!line_.empty() && used_ + 1 + width(word) > most_line) flush();
    if (!line_.empty()) put(' ');
    for (const char c : word) {
      if (used_ + width(c) > most_line) flush();
      if (full()) return;
      put(c);
    }
  }
  void put(char c) {
    line_ += c;
    used_ += width(c);
  }
  void flush() {
    if (!line_.empty() && !full()) lines_.push_back(std::move(line_));
    line_.clear();
    used_ = 0;
  }
  // One line more than allowed, so that take() knows that something was cut.
  [[nodiscard]] bool full() const { return lines_.size() > most_lines; }

  std::vector<std::string> lines_;
  std::string line_;
  std::size_t used_ = 0;
};

std::string action_text(rules::Action action) {
  switch (action) {
    case rules::Action::reject:
      return "Thu bi tu choi theo quy che thu dien tu";
    case rules::Action::defer:
      return "Thu chua duoc nhan, xin gui lai sau";
    default:
      return "Thu duoc giu lai de kiem tra";
  }
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The rule's text, or plain words and the attachment; with clause and regulation, unless the text has them.
std::string match_text(const rules::Match& match, const regulation::Profile& profile) {
  std::string text = ascii_fold(match.text);
  if (trim_ascii(text).empty()) {
    text = action_text(match.action);
    if (!match.attachments.empty()) text += ": " + ascii_fold(match.attachments.front());
  }
  const std::string regulation = ascii_fold(profile.short_name);
  if (match.clause.empty() || (contains(text, match.clause) && contains(text, regulation))) return text;
  return fmt::format("[{}{}{}] {}", ascii_fold(match.clause), regulation.empty() ? "" : " ", regulation,
                     text);
}

// The texts of the matches that decided, each once.
std::vector<std::string> deciding_texts(const rules::Verdict& verdict, const regulation::Profile& profile) {
  std::vector<std::string> texts;
  for (const auto& match : verdict.matches) {
    if (!match.decides() || match.action != verdict.action) continue;
    std::string text = match_text(match, profile);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    if (texts.size() == most_texts) break;
  }
  if (texts.empty()) texts.push_back(action_text(verdict.action));
  return texts;
}

// "550 5.1.1", as the rule compiler let it through; of another class than the reply's it is passed over.
void set_code(std::string_view code, SmtpReply& reply) {
  if (code.size() < 9 || code[3] != ' ' || code[0] != reply.enhanced[0] || code[4] != code[0]) return;
  int number = 0;
  if (std::from_chars(code.data(), code.data() + 3, number).ec != std::errc()) return;
  reply.code = number;
  reply.enhanced = code.substr(4);
}

}  // namespace

std::optional<SmtpReply> smtp_reply(const rules::Verdict& verdict, const regulation::Profile& profile) {
  SmtpReply reply;
  if (verdict.action == rules::Action::reject) {
    reply.code = 554;
    reply.enhanced = "5.7.1";
  } else if (verdict.action == rules::Action::defer) {
    reply.enhanced = "4.7.1";
  } else {
    return std::nullopt;
  }
  if (const auto* match = verdict.decisive(); match != nullptr && !match->code.empty())
    set_code(match->code, reply);
  Lines lines;
  for (const auto& text : deciding_texts(verdict, profile)) lines.add_text(text);
  reply.lines = lines.take();
  return reply;
}

SmtpReply try_again() { return {451, "4.7.1", {"He thong kiem tra thu dang ban, xin gui lai sau"}}; }

std::string hold_reason(const rules::Verdict& verdict, const regulation::Profile& profile) {
  constexpr std::size_t most = 200;
  const std::string text = deciding_texts(verdict, profile).front();
  return text.size() <= most ? text : text.substr(0, most - cut_mark.size()) + std::string(cut_mark);
}

std::string percent_doubled(std::string_view line) {
  std::string out;
  for (const char c : line) out.append(width(c), c);
  return out;
}

std::vector<std::string> wire_lines(const SmtpReply& reply) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < reply.lines.size(); ++i)
    out.push_back(fmt::format("{}{}{} {}", reply.code, i + 1 < reply.lines.size() ? '-' : ' ', reply.enhanced,
                              reply.lines[i]));
  return out;
}

}  // namespace congvu::reply
