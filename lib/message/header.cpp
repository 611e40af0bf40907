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
    if (rest.empty() || rest.front() == '\r') return true;
    const ByteView words = rest.substr(0, rest.find('\r'));
    if (field_name_length(words) != 0 || loose_field(words)) return true;
  }
  return false;
}

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

// The field says that the body is a mail, which begins with fields of its own.
bool declares_mail(const Field& field) {
  if (!equals_ascii(field.name, "content-type")) return false;
  const std::string type = lower_ascii(trim_ascii(field.raw.substr(0, 64)));
  return type.rfind("message/", 0) == 0 || type.find("rfc822") != std::string::npos;
}

// Takes the lines of one header, one after the other.
class Collector {
 public:
  Collector(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits,
            const HeaderPlace& place)
      : bytes_(bytes), start_(offset), reading_(reading), limits_(limits), place_(place) {
    header.body = bytes.size();
  }

  void read() {
    const LineEnds ends = reading_.has(Choice::cr_ends_line) ? LineEnds::any : LineEnds::lf;
    bool going_on = true;
    for (std::size_t at = start_; going_on && at < bytes_.size();) {
      const Line line = line_at(bytes_, at, ends);
      header.bare_cr = header.bare_cr || (ends == LineEnds::lf && line.next - line.end > 2);
      going_on = take(line);
      at = line.next;
    }
    if (!going_on || junk_ == none) return;
    header.unterminated = true;
    header.body = junk_;
  }
  Header header;

 private:
  static constexpr std::size_t none = SIZE_MAX;

  // False once the header has ended; header.body is set then.
  bool take(const Line& line) {
    const ByteView text = bytes_.substr(line.begin, line.end - line.begin);
    if (text.empty()) return empty_line(line);
    if (place_.stop && text.substr(0, 2) == "--" && place_.stop(text))
      return end(junk_ == none ? line.begin : junk_, false);
    if (is_blank(text.front())) return line_with_blank(line, text);
    return unfolded_line(line, text);
  }
  bool end(std::size_t body, bool terminated) {
    header.body = body;
    header.unterminated = !terminated;
    return false;
  }
  bool empty_line(const Line& line) {
    if (line.next - line.end > 2) return odd_end(line);
    if (!goes_on(line.next)) return end(line.next, true);
    header.goes_on = true;
    open_ = false;
    return reading_.has(Choice::empty_line_skipped) || end(line.next, true);
  }
  // For some programs that is no empty line, but nothing at all.
  bool odd_end(const Line& line) {
    header.odd_end = true;
    return reading_.has(Choice::junk_is_skipped) || end(line.next, true);
  }
  // A mail inside begins with fields of its own, and that is no oddity.
  [[nodiscard]] bool goes_on(std::size_t at) {
    for (; asked_ < header.fields.size(); ++asked_)
      holds_mail_ = holds_mail_ || declares_mail(header.fields[asked_]);
    return !place_.holds_mail && !holds_mail_ && begins_with_mime_fields(bytes_.substr(at));
  }
  bool line_with_blank(const Line& line, ByteView text) {
    if (trim_ascii(text).empty()) {
      if (line.begin == start_) return odd_end(line);
      if (reading_.has(Choice::blanks_end_header)) return end(line.next, true);
      header.blank_line = true;
      return open_ ? extend(line) : junk(line, text);
    }
    if (const auto loose = loose_field(text)) {
      header.folded_field = true;
      if (reading_.has(Choice::loose_names)) return begin_field(line, text, loose->name, loose->value);
    }
    return open_ ? extend(line) : junk(line, text);
  }
  bool unfolded_line(const Line& line, ByteView text) {
    const std::size_t name = field_name_length(text);
    const auto loose = loose_field(text);
    if (loose && !loose->plain) {
      header.odd_name = true;
      if (reading_.has(Choice::loose_names)) return begin_field(line, text, loose->name, loose->value);
    }
    const std::size_t colon = text.find(':');
    if (name == 0 || (colon != name && reading_.has(Choice::strict_names))) return junk(line, text);
    begin_field(line, text, text.substr(0, name), text.substr(colon + 1));
    if (stored_) header.fields.back().blank_before_colon = colon != name;
    return true;
  }
  bool junk(const Line& line, ByteView text) {
    header.junk_line = true;
    header.bare_cr = header.bare_cr || has_bare_cr(text);
    header.split_control = header.split_control || splits_mime_field(text);
    open_ = false;
    if (reading_.has(Choice::junk_is_dropped)) return end(line.next, false);
    if (!reading_.has(Choice::junk_is_skipped)) return end(line.begin, false);
    if (junk_ == none) junk_ = line.begin;
    return true;
  }
  [[nodiscard]] bool has_bare_cr(ByteView text) const {
    return !reading_.has(Choice::cr_ends_line) && text.find('\r') != ByteView::npos;
  }
  void note(ByteView text) {
    header.split_control = header.split_control || splits_mime_field(text);
    header.has_nul = header.has_nul || text.find('\0') != ByteView::npos;
    header.bare_cr = header.bare_cr || has_bare_cr(text);
    header.hidden_line = header.hidden_line || (!reading_.has(Choice::cr_ends_line) && hides_line(text));
  }
  bool fits(const Line& line) {
    const bool room =
        header.fields.size() < limits_.header_fields && line.end - start_ <= limits_.header_bytes;
    header.cut = header.cut || !room;
    return room;
  }
  bool begin_field(const Line& line, ByteView text, ByteView name, ByteView value) {
    note(text);
    open_ = true;
    junk_ = none;
    stored_ = fits(line);
    if (stored_) header.fields.push_back({name, value, false});
    return true;
  }
  bool extend(const Line& line) {
    const ByteView text = bytes_.substr(line.begin, line.end - line.begin);
    if (stored_ && equals_ascii(header.fields.back().name.substr(0, mime_prefix.size()), mime_prefix))
      header.split_control = header.split_control || has_control(text);
    note(text);
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
  const HeaderPlace& place_;
  std::size_t asked_ = 0;    // fields that were asked whether they declare a mail
  bool holds_mail_ = false;  // ... and one did
  bool open_ = false;        // a field has begun that folds belong to
  bool stored_ = false;      // ... and it is kept
  std::size_t junk_ = none;  // the first skipped line behind the last field: the body, if no empty line comes
};

}  // namespace

Header read_header(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits,
                   const HeaderPlace& place) {
  Collector collector(bytes, offset, reading, limits, place);
  collector.read();
  return std::move(collector.header);
}

std::size_t behind_mbox_line(ByteView mail) {
  std::size_t at = 0;
  while (mail.substr(at, 5) == "From " || (at != 0 && mail.substr(at, 6) == ">From "))
    at = line_at(mail, at, LineEnds::lf).next;
  return at;
}

std::string unfold(ByteView raw) {
  std::string out;
  out.reserve(raw.size());
  for (const char c : raw)
    if (c != '\r' && c != '\n') out += c;
  return std::string(trim_ascii(out));
}

std::string unfold_tightly(ByteView raw) {
  raw = trim_ascii(raw);
  if (raw.find_first_of("\r\n") == ByteView::npos) return {};
  std::string out;
  out.reserve(raw.size());
  bool folded = false;
  for (const char c : raw) {
    if (c == '\r' || c == '\n') {
      folded = true;
    } else if (!folded || !is_blank(c)) {
      out += c;
      folded = false;
    }
  }
  return out;
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
