#include "message/parameters.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "facts/text.h"
#include "message/comments.h"
#include "message/lines.h"
#include "message/parameter_name.h"
#include "message/parameter_spellings.h"

namespace congvu::message {
namespace {

constexpr std::size_t most_further_values = 4;
constexpr std::size_t most_open_comments = 16;
constexpr std::size_t longest_section_mark = 32;  // "* 12 *" with its blanks
constexpr std::size_t longest_word = 64;          // of those that together may be a parameter's name
bool is_blank(char c) { return c == ' ' || c == '\t'; }
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, Structured& out)
      : text_(text), limits_(limits), out_(out), spellings_(4 * text.size()) {}

  void parse() {
    take_value();
    while (at_ < text_.size() && !out_.cut) take_parameter();
  }

 private:
  void take_value() {
    skip_blank();
    const std::size_t begin = at_;
    bool quoted = false, quote_inside = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') quoted = !quoted;
      quote_inside = quote_inside || (c == '"' && at_ != begin && text_[begin] != '"');
      if (!quoted && (c == ';' || c == ',' || is_blank(c) || c == '=')) break;
      at_ = c == '(' && !quoted ? comment_end() : at_ + 1;
    }
    // A quote that is open or begins inside: other programs end the value at the first semicolon.
    const std::size_t semicolon = text_.find(';', begin);
    if (quoted || (quote_inside && semicolon < at_)) {
      at_ = std::min(semicolon, text_.size());
      out_.damaged = true;
    }
    // "Content-Type: name=x": there is no value at all.
    if (at_ < text_.size() && text_[at_] == '=') {
      at_ = begin;
      out_.damaged = true;
      return;
    }
    out_.value = lower_ascii(trim_ascii(without(without_comments(text_.substr(begin, at_ - begin)), '"')));
  }

  void skip_blank() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_]))
        ++at_;
      else if (text_[at_] == '(')
        at_ = comment_end();
      else
        break;
    }
  }

  // Behind the comment that begins at at_; behind its "(" where it is open, as programs do that look for
  // parameters anyway. Open ones are looked for a few times only.
  std::size_t comment_end() {
    if (open_comments_ < most_open_comments) {
      const std::size_t end = behind_comment(text_, at_);
      if (end != text_.size() || text_.back() == ')') return end;
      ++open_comments_;
    }
    out_.damaged = true;
    return at_ + 1;
  }

  void take_parameter() {
    skip_blank();
    if (at_ >= text_.size()) return;
    if (text_[at_] == ';') {
      ++at_;
      whole_kept_ = false;
      words_.clear();
      return;
    }
    const std::string name = take_name();
    if (at_ >= text_.size() || text_[at_] != '=') {
      word_without_value(name);
      return;
    }
    ++at_;
    if (out_.parameters.size() >= limits_.parameters) {
      out_.cut = true;
      return;
    }
    Parameter parameter = parameter_named(name);
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    parameter.begin = at_;
    if (at_ < text_.size() && text_[at_] == '"')
      take_quoted(parameter);
    else
      take_token(parameter);
    add_under_joined_name(parameter, name);
    out_.parameters.push_back(std::move(parameter));
  }

  // "filena me=x", "filena(c)me=x": one name for programs that leave out what may not stand in it.
  void add_under_joined_name(const Parameter& parameter, std::string_view name) {
    if (words_.empty()) return;
    Parameter joined = parameter_named(words_ + std::string(name));
    words_.clear();
    constexpr std::array<std::string_view, 3> known{"name", "filename", "boundary"};
    if (joined.name == parameter.name || std::find(known.begin(), known.end(), joined.name) == known.end())
      return;
    joined.value = parameter.value;
    joined.others = parameter.others;
    joined.token = parameter.token;
    joined.begin = parameter.begin;
    out_.parameters.push_back(std::move(joined));
  }

  // Comments are dropped, and blanks inside an RFC 2231 section ("name* 0*=").
  std::string take_name() {
    const std::size_t begin = at_;
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != '=' && text_[end] != ';' && !is_blank(text_[end]) &&
           text_[end] != '(')
      ++end;
    std::string name(text_.substr(begin, end - begin));
    at_ = end;
    skip_blank();
    if (at_ < text_.size() && text_[at_] == '=') return name;
    // No '=' yet: one that belongs to it stands behind digits and stars.
    const std::string_view window = text_.substr(at_, longest_section_mark);
    const std::string_view marks = window.substr(0, window.find_first_not_of("*0123456789 \t"));
    const std::size_t rest = at_ + marks.size();
    if (rest < text_.size() && text_[rest] == '=' &&
        (marks.find('*') != std::string_view::npos || (!name.empty() && name.back() == '*'))) {
      for (const char c : marks)
        if (!is_blank(c)) name += c;
      at_ = rest;
    }
    return name;
  }

  // In front of the first parameter it can be another type.
  void word_without_value(std::string_view word) {
    out_.damaged = true;
    if (words_.size() + word.size() <= longest_word) words_ += word;
    if (!out_.parameters.empty() || word.find('/') == std::string_view::npos) return;
    std::string value = lower_ascii(without(without_comments(word), '"'));
    value.erase(0, std::min(value.find_first_not_of(", "), value.size()));
    value.erase(value.find_last_not_of(", ") + 1);
    if (value != out_.value && out_.further_values.size() < most_further_values)
      out_.further_values.push_back(std::move(value));
  }

  // True where, behind blanks at `at`, "word=" stands: the next parameter without a semicolon.
  [[nodiscard]] bool parameter_follows(std::size_t at) const {
    const std::size_t begin = at;
    while (at < text_.size() && (is_name_character(text_[at]) || text_[at] == '*')) ++at;
    return at > begin && at < text_.size() && text_[at] == '=';
  }

  // The end of the segment: the next semicolon that stands outside quotes.
  [[nodiscard]] std::size_t segment_end(std::size_t at) const {
    bool quoted = false;
    for (; at < text_.size(); ++at) {
      if (text_[at] == '"') quoted = !quoted;
      if (text_[at] == ';' && !quoted) break;
    }
    return at;
  }

  void take_quoted(Parameter& parameter) {
    const std::size_t open = at_++;
    std::string raw;  // backslashes kept, as programs do that take them for Windows paths
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) raw += text_[at_++];
      raw += text_[at_];
      parameter.value += text_[at_++];
    }
    const bool closed = at_ < text_.size();
    if (raw != parameter.value) spellings_.add(parameter, raw);
    if (!closed) {
      take_open_quote(parameter, open);
      return;
    }
    ++at_;
    take_tail(parameter, open);
  }

  // No closing quote: the value is all there is, or ends at the first semicolon and parameters follow.
  void take_open_quote(Parameter& parameter, std::size_t open) {
    out_.damaged = true;
    const std::size_t semicolon = text_.find(';', open);
    if (semicolon == std::string_view::npos) return;
    spellings_.add(parameter, std::string(trim_ascii(text_.substr(open + 1, semicolon - open - 1))));
    at_ = semicolon;
  }

  // What stands between a closing quote and the next semicolon.
  void take_tail(Parameter& parameter, std::size_t open) {
    const std::size_t behind_quote = at_;
    skip_blank();
    if (at_ >= text_.size() || text_[at_] == ';') return;
    out_.damaged = true;
    if (parameter_follows(at_)) return;
    if (whole_kept_) {
      while (at_ < text_.size() && text_[at_] != ';' && !is_blank(text_[at_])) ++at_;
      return;
    }
    whole_kept_ = true;
    const std::size_t end = segment_end(behind_quote);
    spellings_.add(parameter, without(text_.substr(open, end - open), '"'));
    spellings_.add(parameter, std::string(text_.substr(open + 1, end - open - 1)));
    at_ = behind_quote;
    while (at_ < end && !(is_blank(text_[at_]) && parameter_follows(at_ + 1))) ++at_;
  }

  void take_token(Parameter& parameter) {
    parameter.token = true;
    const std::size_t begin = at_;
    const std::size_t semicolon = std::min(text_.find(';', at_), text_.size());
    std::size_t end = begin;
    while (end < semicolon && !(is_blank(text_[end]) && parameter_follows(end + 1))) ++end;
    at_ = end;
    const std::string_view text = trim_right(text_.substr(begin, end - begin));
    parameter.value = text;
    if (end != semicolon) {
      out_.damaged = true;
      if (!whole_kept_)
        spellings_.add(parameter, std::string(trim_right(text_.substr(begin, semicolon - begin))));
      whole_kept_ = true;
    }
    const bool blank = text.find_first_of(" \t") != std::string_view::npos;
    if (text.find('"') != std::string_view::npos ||
        (blank && without_comments(text).find_first_of(" \t") != std::string::npos))
      out_.damaged = true;
    spellings_.add_of_token(parameter, text);
    if (at_ == semicolon) add_behind_semicolon(parameter, begin, semicolon);
  }

  // "name=a;.bat": a semicolon behind which no parameter stands can belong to the value.
  void add_behind_semicolon(Parameter& parameter, std::size_t begin, std::size_t semicolon) {
    if (semicolon + 1 >= text_.size() || is_blank(text_[semicolon + 1])) return;
    const std::size_t end = std::min(text_.find(';', semicolon + 1), text_.size());
    const std::string_view behind = text_.substr(semicolon, end - semicolon);
    if (behind.size() < 2 || behind.find('=') != std::string_view::npos) return;
    out_.damaged = true;
    const std::string_view whole = trim_right(text_.substr(begin, end - begin));
    spellings_.add(parameter, std::string(whole));
    spellings_.add(parameter, without(whole, '\\'));
  }

  std::string_view text_;
  const Limits& limits_;
  Structured& out_;
  Spellings spellings_;
  std::size_t at_ = 0;
  std::size_t open_comments_ = 0;
  std::string words_;        // behind the last semicolon, without a value
  bool whole_kept_ = false;  // the whole segment was kept once as a spelling: more would be quadratic
};

}  // namespace

Structured parse_structured(std::string_view text, const Limits& limits) {
  Structured out;
  Parser(text, limits, out).parse();
  return out;
}

}  // namespace congvu::message
