// The other spellings of a parameter's value: what programs make of it that read quotes, comments, blanks and
// characters out of place in another way.
//
// In: values as they stand. Out: `others` of the parameter, each once. Limits: ten a parameter, and so many
// bytes for all parameters of a field. Time: linear. Threads: one object a field. Sources: RFC 2045 5.1, RFC
// 2231.
#pragma once

#include <string>
#include <string_view>

#include "message/parameters.h"

namespace congvu::message {

class Spellings {
 public:
  // `room`: bytes that all of them may take, since open quotes can make many long spellings of one text.
  explicit Spellings(std::size_t room) : room_(room) {}

  void add(Parameter& parameter, std::string value);
  // Of a value without quotes around it.
  void add_of_token(Parameter& parameter, std::string_view text);

 private:
  void add_cut(Parameter& parameter, std::string_view text);

  std::size_t room_;
};

std::string without(std::string_view text, char dropped);

}  // namespace congvu::message
