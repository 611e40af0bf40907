// Texts of rules with placeholders: "Tệp {attachment.path} là tệp thực thi".
//
// In: the text of a rule, checked when it is loaded; then the values of a match. Out: one line, printable:
// what a mail contributes is escaped and bounded. `{{` stands for a brace. Failure: an unknown placeholder or
// a lonely brace is a message of the loader. Threads: constant.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace congvu::rules {

struct TextTemplate {
  struct Piece {
    std::string text;  // literal, or the name of a placeholder
    bool placeholder = false;
  };
  std::vector<Piece> pieces;

  [[nodiscard]] bool empty() const { return pieces.empty(); }
  [[nodiscard]] bool about_attachments() const;
  [[nodiscard]] std::string fill(const std::function<std::string(std::string_view)>& value) const;
};

// Returns what is wrong, or an empty text.
std::string parse_template(std::string_view text, TextTemplate& out);

}  // namespace congvu::rules
