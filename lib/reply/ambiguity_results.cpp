#include "reply/ambiguity_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/reasons.h"

namespace congvu::reply {
namespace {

constexpr std::size_t most_id = 255;
constexpr std::size_t line_bytes = 76;

// Words put behind each other, with a fold where the line would become too long.
class Value {
 public:
  explicit Value(std::string_view first)
      : text_(first), used_(ambiguity_results_name.size() + 2 + first.size()) {}

  // `before` stands directly behind the last word; between the two a line may end.
  void add(std::string_view before, std::string_view word, bool blank) {
    text_ += before;
    used_ += before.size();
    if (used_ + 1 + word.size() > line_bytes) {
      text_ += "\n ";
      used_ = 1;
    } else if (blank) {
      text_ += ' ';
      ++used_;
    }
    text_ += word;
    used_ += word.size();
  }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t used_;
};

void add_reasons(Value& value, const std::vector<Deviation>& reasons) {
  constexpr std::size_t room_behind = 60;  // more=, readings=
  std::size_t written = 0;
  for (const auto reason : reasons) {
    const auto code = info(reason).code;
    if (value.size() + code.size() + room_behind > most_results) break;
    if (written++ == 0)
      value.add(";", fmt::format("reasons={}", code), true);
    else
      value.add(",", code, false);
  }
  if (written < reasons.size()) value.add(";", fmt::format("more={}", reasons.size() - written), true);
}

}  // namespace

bool valid_authserv_id(std::string_view name) {
  return !name.empty() && name.size() <= most_id && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::string ambiguity_results(std::string_view authserv_id, const MessageFacts* facts) {
  Value value(valid_authserv_id(authserv_id) ? authserv_id : "localhost");
  if (facts == nullptr) {
    value.add(";", "grade=unknown", true);
    return value.take();
  }
  const auto reasons = deviations_of(*facts);
  value.add(";", fmt::format("grade={}", ambiguity_of(reasons)), true);
  add_reasons(value, reasons);
  value.add(";", fmt::format("readings={}", facts->readings), true);
  return value.take();
}

}  // namespace congvu::reply
