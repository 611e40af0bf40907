// The syntax of PDF objects: names, strings, numbers, arrays, dictionaries, references.
//
// In: untrusted bytes. Out: values; a dictionary keeps duplicates. Limits: `most_depth` containers deep,
// `most_tokens` a value; what is behind that is left out. Failure: a value of kind `none`; never past the
// end. Threads: plain values. Source: ISO 32000-1, 7.2, 7.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment::pdf {

struct Value {
  enum class Kind : std::uint8_t { none, number, name, string, keyword, array, dictionary, reference };

  Kind kind = Kind::none;
  std::string text;         // of a name (escapes decoded), string, keyword
  std::int64_t number = 0;  // of a number (whole part), reference
  std::int64_t generation = 0;
  std::vector<Value> items;  // of an array; of a dictionary key, value, key, value ...

  [[nodiscard]] bool is(Kind other) const { return kind == other; }
  // The value of a key of a dictionary, or nothing.
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};

class Lexer {
 public:
  static constexpr unsigned most_depth = 16, most_tokens = 50'000;

  explicit Lexer(ByteView bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}
  // The next value; none at the end. A closing bracket without an opening one is a keyword.
  Value next();
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  Value value(unsigned depth);
  Value container(unsigned depth, std::string_view close);
  Value literal_string();
  Value hex_string();
  Value name();
  Value number_or_reference();
  void skip_blank();
  [[nodiscard]] char peek(std::size_t ahead = 0) const;

  ByteView bytes_;
  std::size_t at_ = 0;
  unsigned tokens_ = 0;
};

bool is_blank(char c);
bool is_delimiter(char c);
inline bool is_regular(char c) { return !is_blank(c) && !is_delimiter(c); }
// A name behind its slash, "#41" decoded; at most 128 bytes of it.
std::string name_at(ByteView bytes, std::size_t at);

}  // namespace congvu::attachment::pdf
