#include "attachment/markup_data.h"

#include <algorithm>

#include "attachment/document_base64.h"
#include "attachment/document_reader.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t longest_type = 256, tag_before = 512, tag_behind = 512;

struct Reference {
  std::size_t length = 0;  // 0 for none
  char character = '\0';
};

// A character reference for one ASCII character: "&#100;", "&#x64", "&colon;".
Reference reference_at(ByteView lower, std::size_t at) {
  struct Named {
    std::string_view text;
    char character;
  };
  constexpr Named all[] = {{"&colon;", ':'}, {"&comma;", ','},  {"&semi;", ';'},     {"&sol;", '/'},
                           {"&plus;", '+'},  {"&equals;", '='}, {"&newline;", '\n'}, {"&tab;", '\t'}};
  if (lower[at] != '&') return {};
  const ByteView head = lower.substr(at, 16);
  for (const auto& [text, character] : all)
    if (head.starts_with(text)) return {text.size(), character};
  if (!head.starts_with("&#")) return {};
  const bool hex = head.size() > 2 && head[2] == 'x';
  std::size_t digit = hex ? 3 : 2;
  const std::size_t first = digit;
  int value = 0;
  for (; digit < head.size() && hex_digit(head[digit]) >= 0 && (hex || head[digit] <= '9'); ++digit)
    if (value < 0x1000) value = value * (hex ? 16 : 10) + hex_digit(head[digit]);
  if (digit == first || value == 0 || value >= 0x80) return {};
  if (digit < head.size() && head[digit] == ';') ++digit;
  return {digit, static_cast<char>(value)};
}

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
    ++count;
  return count;
}

// The payload ends with the quote that it began in, or where no address can go on.
std::size_t payload_end(ByteView text, std::size_t at, char quote) {
  if (quote != '\0') return std::min(text.find(quote, at), text.size());
  while (at < text.size() && ByteView(" \t\r\n\"'<>)").find(text[at]) == ByteView::npos) ++at;
  return at;
}

std::string attribute(ByteView tag, ByteView lower, std::string_view name) {
  const std::size_t at = lower.find(name);
  if (at == ByteView::npos) return {};
  std::size_t start = at + name.size();
  while (start < tag.size() && (tag[start] == ' ' || tag[start] == '=')) ++start;
  if (start >= tag.size()) return {};
  const char quote = tag[start] == '"' || tag[start] == '\'' ? tag[start++] : '\0';
  const std::size_t end = quote != '\0' ? tag.find(quote, start) : tag.find_first_of(" >", start);
  return std::string(slice(tag, start, std::min(end, tag.size()) - start));
}

bool says_download(ByteView lower_tag) {
  const std::size_t at = lower_tag.find("download");
  return at != ByteView::npos && at > 0 &&
         (lower_tag[at - 1] == ' ' || lower_tag[at - 1] == '"' || lower_tag[at - 1] == '\'' ||
          lower_tag[at - 1] == '\n');
}

void look_at_tag(ByteView text, ByteView lower, DataAddress& address) {
  const std::size_t from = address.begin > tag_before ? address.begin - tag_before : 0;
  ByteView before = lower.substr(from, address.begin - from);
  const std::size_t open = before.rfind('<');
  if (open == ByteView::npos) return;  // in a script or style sheet
  before.remove_prefix(open);
  const std::size_t start = from + open;
  const ByteView behind = slice(lower, address.end, tag_behind);
  const ByteView rest = behind.substr(0, behind.find('>'));
  address.link = before.find("href") != ByteView::npos || before.find("http-equiv") != ByteView::npos;
  address.download = says_download(before) || says_download(rest);
  if (!address.download) return;
  address.name = attribute(text.substr(start, before.size()), before, "download");
  if (address.name.empty()) address.name = attribute(text.substr(address.end, rest.size()), rest, "download");
}

}  // namespace

std::string with_hidden_addresses(ByteView text, ByteView lower) {
  if (lower.find("&#") == ByteView::npos && lower.find("&colon") == ByteView::npos &&
      lower.find("&comma") == ByteView::npos && lower.find_first_of("\t\r\n") == ByteView::npos)
    return {};
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Reference reference = reference_at(lower, at);
    const char c = reference.length > 0 ? reference.character : text[at];
    at += std::max<std::size_t>(reference.length, 1);
    if (c != '\t' && c != '\r' && c != '\n') out += c;
  }
  return count_of(lower_ascii(out), "data:") > count_of(lower, "data:") ? out : std::string{};
}

bool is_page_material(std::string_view type) {
  for (const auto* start : {"image/", "font/", "audio/", "video/", "text/css", "text/javascript",
                            "application/font", "application/x-font", "application/vnd.ms-font",
                            "application/javascript", "application/json", "text/plain"})
    if (type.starts_with(start)) return true;
  return false;
}

std::vector<DataAddress> find_data_addresses(ByteView text, ByteView lower) {
  std::vector<DataAddress> found;
  for (std::size_t at = lower.find("data:"); at != ByteView::npos && found.size() < most_addresses;
       at = lower.find("data:", at + 5)) {
    const ByteView head = slice(lower, at + 5, longest_type);
    const std::size_t comma = head.find(',');
    if (comma == ByteView::npos || head.substr(0, comma).find_first_of("<>{}") != ByteView::npos) continue;
    DataAddress address;
    const ByteView declared = head.substr(0, comma);
    address.type = valid_utf8(trim_ascii(declared.substr(0, declared.find(';'))));
    if (!address.type.empty() && address.type.find('/') == std::string::npos) continue;
    address.base64 = declared.find("base64") != ByteView::npos;
    address.begin = at;
    const char before = at > 0 ? text[at - 1] : '\0';
    const std::size_t start = at + 5 + comma + 1;
    address.end = payload_end(text, start, before == '"' || before == '\'' ? before : '\0');
    address.payload = text.substr(start, address.end - start);
    look_at_tag(text, lower, address);
    at = std::max(at, address.end - 5);
    found.push_back(std::move(address));
  }
  return found;
}

std::string decode_address(const DataAddress& address, std::size_t most) {
  std::string plain;
  const std::size_t enough = most > SIZE_MAX / 8 ? SIZE_MAX : most * 4 + 16;
  for (std::size_t i = 0; i < address.payload.size() && plain.size() < enough; ++i) {
    const char c = address.payload[i];
    const int high = c == '%' && i + 2 < address.payload.size() ? hex_digit(address.payload[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(address.payload[i + 2]) : -1;
    if (low >= 0) i += 2;
    plain += low >= 0 ? static_cast<char>(high * 16 + low) : c;
  }
  if (!address.base64) {
    if (plain.size() > most) plain.resize(most);
    return plain;
  }
  return decode_base64(plain, most);
}

}  // namespace congvu::attachment
