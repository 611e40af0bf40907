#include "yaml/flow.h"

#include <algorithm>

namespace congvu::yaml {
namespace {

class FlowScan {
 public:
  explicit FlowScan(std::string_view text) : text_(text) {}

  std::optional<FlowFault> run() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        new_line();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        blank_ = true;
      } else if (c == '#' && blank_) {
        to_line_end();
      } else {
        depth_ == 0 ? block(c) : flow(c);
        blank_ = false;
        if (depth_ > most_flow_depth) return FlowFault{at_, "too many open brackets"};
        if (values_ > most_flow_values)
          return FlowFault{at_, "too many values in brackets; write them one a line, with `- `"};
      }
    }
    return std::nullopt;
  }

 private:
  void new_line() {
    blank_ = true;
    if (depth_ > 0) return;
    line_ = at_ + 1;
    leads_ = token_ = true;
  }

  // Leaves the position before the line break.
  void to_line_end() { at_ = std::min(text_.find('\n', at_), text_.size()) - 1; }

  [[nodiscard]] bool blank_follows() const {
    return at_ + 1 >= text_.size() || text_[at_ + 1] == ' ' || text_[at_ + 1] == '\n' ||
           text_[at_ + 1] == '\r';
  }

  void block(char c) {
    if (!token_) {
      token_ = c == ':' && blank_follows();
      return;
    }
    if (leads_) key_ = at_ - line_;
    if ((c == '-' || c == '?') && blank_follows()) return;
    leads_ = token_ = false;
    if (c == '[' || c == '{')
      open();
    else if (c == '"' || c == '\'')
      quoted(c);
    else if (c == '|' || c == '>')
      block_text();
  }

  void flow(char c) {
    const bool token = token_;
    token_ = c == ',' || c == ':';
    if (c == '[' || c == '{')
      open();
    else if (c == ']' || c == '}')
      --depth_;
    else if (c == ',')
      ++values_;
    else if (token && (c == '"' || c == '\''))
      quoted(c);
  }

  void open() {
    if (depth_++ == 0) values_ = 0;
    ++values_;
    token_ = true;
  }

  // Leaves the position at the closing quote.
  void quoted(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (quote == '"' && text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == quote)
        return;
    }
  }

  // Lines that are indented more than the key, and empty ones.
  void block_text() {
    to_line_end();
    while (at_ + 1 < text_.size()) {
      const std::size_t line = at_ + 2;
      const std::size_t word = std::min(text_.find_first_not_of(' ', line), text_.size());
      if (word < text_.size() && text_[word] != '\n' && text_[word] != '\r' && word - line <= key_) return;
      at_ = word;
      to_line_end();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;    // where the line begins
  std::size_t key_ = 0;     // column of the line's key, behind its dashes
  std::size_t depth_ = 0;   // of open brackets
  std::size_t values_ = 0;  // in the outermost brackets
  bool leads_ = true;       // nothing but blanks and dashes in this line so far
  bool token_ = true;       // a value or key may begin here
  bool blank_ = true;       // behind a blank or at the beginning of a line
};

}  // namespace

std::optional<FlowFault> oversized_flow(std::string_view text) { return FlowScan(text).run(); }

}  // namespace congvu::yaml
