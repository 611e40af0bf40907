#include "attachment/icalendar.h"

#include <algorithm>

#include "attachment/document_base64.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t head_bytes = 4096;
constexpr std::size_t most_parameter_bytes = 8192;

struct Property {
  std::string parameters;  // "ATTACH;ENCODING=BASE64;FILENAME=x", unfolded and bounded
  ByteView value;          // with its folds
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// One line with those that continue it.
ByteView take_property(ByteView& text) {
  std::size_t at = 0;
  do {
    at = text.find('\n', at);
    at = at == ByteView::npos ? text.size() : at + 1;
  } while (at < text.size() && is_blank(text[at]));
  const ByteView line = text.substr(0, at);
  text.remove_prefix(at);
  return line;
}

// The value begins behind the first colon that no quotes enclose.
Property split(ByteView line) {
  Property property;
  bool quoted = false;
  for (std::size_t at = 0; at < line.size() && property.parameters.size() < most_parameter_bytes; ++at) {
    const char c = line[at];
    if (c == '"') quoted = !quoted;
    if (c == ':' && !quoted) {
      property.value = line.substr(at + 1);
      return property;
    }
    const bool fold = c == '\r' || c == '\n' || (is_blank(c) && at > 0 && line[at - 1] == '\n');
    if (!fold) property.parameters += c;
  }
  return property;
}

// Each parameter as "name" and "value"; the first one is the property's own name.
template <class Use>
void for_each_parameter(std::string_view text, Use use) {
  while (!text.empty()) {
    std::size_t end = 0;
    for (bool quoted = false; end < text.size() && (quoted || text[end] != ';'); ++end)
      if (text[end] == '"') quoted = !quoted;
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = one.find('=');
    std::string_view value = equals == std::string_view::npos ? one : one.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    use(lower_ascii(one.substr(0, std::min(equals, one.size()))), value);
  }
}

struct Binary {
  bool is = false;
  std::vector<std::string> names;
};

Binary read_parameters(const Property& property) {
  Binary binary;
  for_each_parameter(property.parameters, [&](const std::string& name, std::string_view value) {
    const std::string lower = lower_ascii(value);
    binary.is = binary.is || ((name == "encoding" || name == lower) && (lower == "b" || lower == "base64"));
    if (name.ends_with("filename") || name == "x-label") add_base_name(binary.names, value);
  });
  return binary;
}

// What stands behind "data:...;base64,", or nothing.
ByteView data_address(ByteView value) {
  const ByteView head = value.substr(0, 512);
  const std::size_t comma = head.find(',');
  if (comma == ByteView::npos) return {};
  std::string lower = lower_ascii(head.substr(0, comma));
  lower.erase(std::remove_if(lower.begin(), lower.end(),
                             [](char c) { return c == '\r' || c == '\n' || is_blank(c); }),
              lower.end());
  return lower.starts_with("data:") && lower.find("base64") != std::string::npos ? value.substr(comma + 1)
                                                                                 : ByteView{};
}

MakeChild decode_later(const Blob& blob, ByteView value, std::vector<std::string> names) {
  return [blob, value, names = std::move(names)](Budget& budget, Findings& findings) -> std::optional<Child> {
    if (value.size() > budget.bytes_left() || !budget.take_bytes(value.size())) {
      budget.note("unpacked_bytes");
      findings.add(Unchecked::limit);
      return std::nullopt;
    }
    std::string bytes = decode_base64(value);
    if (bytes.empty()) return std::nullopt;
    return embedded(Blob::own(std::move(bytes)), names);
  };
}

}  // namespace

bool is_icalendar(ByteView bytes) {
  const std::string head = lower_ascii(slice(bytes, 0, head_bytes));
  for (const auto* word : {"begin:vcalendar", "begin:vcard"})
    for (auto at = head.find(word); at != std::string::npos; at = head.find(word, at + 1))
      if (at == 0 || head[at - 1] == '\n' || head[at - 1] == '\r' || head[at - 1] == '\xBF') return true;
  return false;
}

Makers look_into_icalendar(const Blob& blob, Budget& budget, Findings& findings) {
  Makers makers;
  ByteView text = blob.bytes;
  while (!text.empty()) {
    if (budget.expired() || makers.size() >= budget.limits().entries) {
      findings.add(Unchecked::limit);
      break;
    }
    const Property property = split(take_property(text));
    if (property.value.empty()) continue;
    Binary binary = read_parameters(property);
    const ByteView value = binary.is ? property.value : data_address(property.value);
    if (!value.empty()) makers.push_back(decode_later(blob, value, std::move(binary.names)));
  }
  return makers;
}

}  // namespace congvu::attachment
