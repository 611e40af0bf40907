#include "message/header.h"

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "message/lines.h"

namespace congvu::message {
namespace {

constexpr std::array<std::string_view, 17> mail_fields{"from",
                                                       "to",
                                                       "cc",
                                                       "subject",
                                                       "date",
                                                       "received",
                                                       "reply-to",
                                                       "mime-version",
                                                       "content-type",
                                                       "message-id",
                                                       "return-path",
                                                       "delivered-to",
                                                       "sender",
                                                       "x-mailer",
                                                       "content-transfer-encoding",
                                                       "dkim-signature",
                                                       "content-disposition"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// A CR inside the line, behind which a reader that ends lines there sees a field or the end of the header.
bool hides_line(ByteView line) {
  for (std::size_t at = line.find('\r'); at != ByteView::npos; at = line.find('\r', at + 1)) {
    const ByteView rest = line.substr(at + 1);
    if (rest.empty() || rest.front() == '\r' || field_name_length(rest.substr(0, rest.find('\r'))) != 0)
      return true;
  }
  return false;
}

// Takes the lines of one header, one after the other.
constexpr std::string_view mime_prefix = "content-";
// Some programs drop these, some end the field at them, some take them for blanks.
constexpr std::string_view controls("\0\v\f", 3);

bool has_control(ByteView text) { return text.find_first_of(controls) != ByteView::npos; }

// A line that is a Content- field with such a character anywhere, also in the middle of its name.
bool splits_mime_field(ByteView line) {
  if (!has_control(line)) return false;
  std::string name;
  for (const char c : line.substr(0, 2 * mime_prefix.size()))
    if (controls.find(c) == std::string_view::npos) name += c;
  return equals_ascii(std::string_view(name).substr(0, mime_prefix.size()), mime_prefix);
}

class Collector {
 public:
  Collector(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits)
      : bytes_(bytes), start_(offset), reading_(reading), limits_(limits) {}

  // False once the header has ended; header.body is set then.
  bool take(const Line& line, const StopLine& stop) {
    const ByteView text = bytes_.substr(line.begin, line.end - line.begin);
    if (text.empty()) return end(line.next);
    if (stop && text.substr(0, 2) == "--" && stop(text)) return end(line.begin);
    if (is_blank(text.front()) && open_) return extend(line);
    const std::size_t name = field_name_length(text);
    if (name == 0) {
      if (is_blank(text.front()) && trim_ascii(text).empty() && line.begin == start_) return end(line.next);
      header.junk_line = true;
      header.split_control = header.split_control || splits_mime_field(text);
      open_ = false;
      return reading_.junk_line == JunkLine::ends ? end(line.begin) : true;
    }
    note(text);
    begin_field(line, text, name);
    return true;
  }
  Header header;

 private:
  bool end(std::size_t body) {
    header.body = body;
    return false;
  }
  void note(ByteView text) {
    header.split_control = header.split_control || splits_mime_field(text);
    header.has_nul = header.has_nul || text.find('\0') != ByteView::npos;
    header.hidden_line = header.hidden_line || (reading_.line_ends == LineEnds::lf && hides_line(text));
  }
  bool fits(const Line& line) {
    const bool room =
        header.fields.size() < limits_.header_fields && line.end - start_ <= limits_.header_bytes;
    header.cut = header.cut || !room;
    return room;
  }
  void begin_field(const Line& line, ByteView text, std::size_t name) {
    open_ = true;
    stored_ = fits(line);
    if (!stored_) return;
    const std::size_t colon = text.find(':');
    header.fields.push_back({text.substr(0, name), text.substr(colon + 1), colon != name});
  }
  bool extend(const Line& line) {
    if (stored_ && equals_ascii(header.fields.back().name.substr(0, mime_prefix.size()), mime_prefix))
      header.split_control =
          header.split_control || has_control(bytes_.substr(line.begin, line.end - line.begin));
    note(bytes_.substr(line.begin, line.end - line.begin));
    if (!stored_) return true;
    if (line.end - start_ > limits_.header_bytes) {
      header.cut = true;
      return true;
    }
    ByteView& raw = header.fields.back().raw;
    const auto from = static_cast<std::size_t>(raw.data() - bytes_.data());
    raw = bytes_.substr(from, line.end - from);
    return true;
  }

  ByteView bytes_;
  std::size_t start_;
  const Reading& reading_;
  const Limits& limits_;
  bool open_ = false;    // a field has begun that folds belong to
  bool stored_ = false;  // ... and it is kept
};

}  // namespace

Header read_header(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits,
                   const StopLine& stop) {
  Collector collector(bytes, offset, reading, limits);
  collector.header.body = bytes.size();
  while (offset < bytes.size()) {
    const Line line = line_at(bytes, offset, reading.line_ends);
    if (!collector.take(line, stop)) break;
    offset = line.next;
  }
  return std::move(collector.header);
}

std::size_t behind_mbox_line(ByteView mail) {
  std::size_t at = 0;
  while (mail.substr(at, 5) == "From " || (at != 0 && mail.substr(at, 6) == ">From "))
    at = line_at(mail, at, LineEnds::lf).next;
  return at;
}

std::size_t field_name_length(ByteView line) {
  std::size_t name = 0;
  while (name < line.size() && line[name] > ' ' && line[name] < '\x7f' && line[name] != ':') ++name;
  std::size_t colon = name;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  return colon < line.size() && line[colon] == ':' ? name : 0;
}

std::string unfold(ByteView raw) {
  std::string out;
  out.reserve(raw.size());
  for (const char c : raw)
    if (c != '\r' && c != '\n') out += c;
  return std::string(trim_ascii(out));
}

bool looks_like_mail(ByteView bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  const auto first = bytes.substr(0, 1024).find_first_not_of(" \t\r\n");
  if (first == ByteView::npos) return false;
  ByteView head = bytes.substr(first, 16384);
  head.remove_prefix(behind_mbox_line(head));
  Limits limits;
  limits.header_fields = 64;
  const Header header = read_header(head, 0, Reading{}, limits);
  std::array<bool, mail_fields.size()> seen{};
  for (const auto& field : header.fields)
    for (std::size_t i = 0; i < mail_fields.size(); ++i)
      seen[i] = seen[i] || equals_ascii(field.name, mail_fields[i]);
  return std::count(seen.begin(), seen.end(), true) >= 2;
}

}  // namespace congvu::message
