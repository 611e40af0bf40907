#include "attachment/pdf_lexer.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::attachment::pdf {
namespace {

constexpr std::size_t longest_string = 65'536;
constexpr std::size_t longest_name = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Value text_value(Value::Kind kind, std::string text) {
  Value value;
  value.kind = kind;
  value.text = std::move(text);
  return value;
}

}  // namespace

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }

bool is_delimiter(char c) {
  return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' ||
         c == '/' || c == '%';
}

std::string name_at(ByteView bytes, std::size_t at) {
  std::string out;
  while (at < bytes.size() && is_regular(bytes[at]) && out.size() < longest_name) {
    const int high = bytes[at] == '#' && at + 2 < bytes.size() ? hex_digit(bytes[at + 1]) : -1;
    const int low = high >= 0 ? hex_digit(bytes[at + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      at += 3;
    } else {
      out += bytes[at++];
    }
  }
  return out;
}

const Value* Value::find(std::string_view key) const {
  if (kind != Kind::dictionary) return nullptr;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2)
    if (items[i].text == key) return &items[i + 1];
  return nullptr;
}

char Lexer::peek(std::size_t ahead) const {
  return ahead < bytes_.size() - std::min(at_, bytes_.size()) ? bytes_[at_ + ahead] : '\0';
}

void Lexer::skip_blank() {
  while (at_ < bytes_.size()) {
    if (bytes_[at_] == '%')
      at_ = std::min(bytes_.find_first_of("\r\n", at_), bytes_.size());
    else if (is_blank(bytes_[at_]))
      ++at_;
    else
      return;
  }
}

Value Lexer::next() {
  tokens_ = 0;
  return value(0);
}

Value Lexer::value(unsigned depth) {
  skip_blank();
  if (at_ >= bytes_.size() || ++tokens_ > most_tokens) return {};
  const char c = bytes_[at_];
  if (c == '<' && peek(1) == '<') return at_ += 2, container(depth, ">>");
  if (c == '[') return ++at_, container(depth, "]");
  if (c == '(') return literal_string();
  if (c == '<') return hex_string();
  if (c == '/') return name();
  if (is_digit(c) || c == '+' || c == '-' || c == '.') return number_or_reference();
  const std::size_t start = at_;
  if (c == '>' && peek(1) == '>')
    at_ += 2;
  else if (is_delimiter(c))
    ++at_;
  else
    while (at_ < bytes_.size() && is_regular(bytes_[at_])) ++at_;
  return text_value(Value::Kind::keyword,
                    std::string(slice(bytes_, start, std::min<std::size_t>(at_ - start, 64))));
}

// Ends at its own bracket, and at words that stand only outside of values.
Value Lexer::container(unsigned depth, std::string_view close) {
  Value out;
  out.kind = close == "]" ? Value::Kind::array : Value::Kind::dictionary;
  if (depth >= most_depth) return out;
  while (true) {
    const std::size_t before = at_;
    Value one = value(depth + 1);
    if (one.is(Value::Kind::none)) break;
    if (one.is(Value::Kind::keyword) && one.text == close) break;
    if (one.is(Value::Kind::keyword) && (one.text == "endobj" || one.text == "stream" || one.text == "obj")) {
      at_ = before;
      break;
    }
    // A key that is no name would shift all pairs behind it.
    if (out.is(Value::Kind::dictionary) && out.items.size() % 2 == 0 && !one.is(Value::Kind::name)) continue;
    out.items.push_back(std::move(one));
  }
  return out;
}

Value Lexer::literal_string() {
  std::string out;
  int open = 0;
  for (; at_ < bytes_.size() && out.size() < longest_string; ++at_) {
    char c = bytes_[at_];
    if (c == '(' && open++ == 0) continue;
    if (c == ')' && --open == 0) {
      ++at_;
      break;
    }
    if (c == '\\') {
      c = peek(1);
      ++at_;
      if (c >= '0' && c <= '7') {
        int code = 0;
        for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i) code = code * 8 + (bytes_[at_++] - '0');
        --at_;
        c = static_cast<char>(code & 0xFF);
      } else if (c == '\r' || c == '\n') {
        continue;
      } else {
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      }
    }
    out += c;
  }
  return text_value(Value::Kind::string, std::move(out));
}

Value Lexer::hex_string() {
  std::string out;
  int high = -1;
  for (++at_; at_ < bytes_.size() && bytes_[at_] != '>' && out.size() < longest_string; ++at_) {
    const int digit = hex_digit(bytes_[at_]);
    if (digit < 0) continue;
    if (high >= 0) out += static_cast<char>(high * 16 + digit);
    high = high >= 0 ? -1 : digit;
  }
  if (high >= 0) out += static_cast<char>(high * 16);
  if (at_ < bytes_.size()) ++at_;
  return text_value(Value::Kind::string, std::move(out));
}

Value Lexer::name() {
  const std::size_t start = ++at_;
  while (at_ < bytes_.size() && is_regular(bytes_[at_])) ++at_;
  return text_value(Value::Kind::name, name_at(bytes_.substr(0, at_), start));
}

Value Lexer::number_or_reference() {
  const auto whole = [&]() -> std::int64_t {
    std::int64_t result = 0;
    while (is_digit(peek())) result = std::min<std::int64_t>(result * 10 + (bytes_[at_++] - '0'), 1LL << 40);
    return result;
  };
  Value out;
  out.kind = Value::Kind::number;
  const bool negative = peek() == '-';
  const bool plain = is_digit(peek());
  if (!plain) ++at_;
  out.number = negative ? -whole() : whole();
  while (at_ < bytes_.size() && is_regular(bytes_[at_])) ++at_;  // a fraction, or nonsense
  const std::size_t end = at_;
  skip_blank();
  if (plain && is_digit(peek())) {
    const std::int64_t generation = whole();
    skip_blank();
    if (peek() == 'R' && (at_ + 1 >= bytes_.size() || !is_regular(bytes_[at_ + 1]))) {
      ++at_;
      out.kind = Value::Kind::reference;
      out.generation = generation;
      return out;
    }
  }
  at_ = end;
  return out;
}

}  // namespace congvu::attachment::pdf
