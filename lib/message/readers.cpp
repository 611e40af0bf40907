#include "message/readers.h"

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/header.h"
#include "message/lines.h"
#include "message/mac_file.h"
#include "message/mail_reader.h"
#include "message/mailbox.h"
#include "message/tnef.h"
#include "message/uuencode.h"

namespace congvu::message {
namespace {

constexpr std::array<std::string_view, 6> mail_names{".eml", ".emlx", ".mht", ".mhtml", ".nws", ".mim"};
constexpr int junk_lines = 4;  // that programs pass over at the begin of such a file
// What Word and Excel open although a web archive is inside, even behind other data.
constexpr std::array<std::string_view, 8> office_names{".doc", ".docx", ".docm", ".dot",
                                                       ".rtf", ".xls",  ".xlsx", ".wps"};

template <std::size_t Count>
bool has_ending(const Child& object, const std::array<std::string_view, Count>& endings) {
  for (const auto& name : object.names) {
    const std::string folded = fold_case(name);
    const std::string_view text = std::string_view(folded).substr(0, folded.find_last_not_of(". ") + 1);
    for (const auto ending : endings)
      if (text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending) return true;
  }
  return false;
}

// A byte order mark or empty lines, which programs that open files pass over.
std::size_t behind_leading_blanks(ByteView bytes) {
  const std::size_t mark = bytes.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n", mark);
  return first == ByteView::npos ? mark : first;
}

// Behind lines that are no field, if fields follow: the byte count of an .emlx file, or junk.
std::size_t behind_leading_junk(ByteView bytes) {
  const std::size_t begin = behind_leading_blanks(bytes);
  std::size_t at = begin;
  for (int i = 0; i <= junk_lines && at < bytes.size(); ++i) {
    const Line line = line_at(bytes, at, LineEnds::lf);
    const ByteView words = bytes.substr(line.begin, line.end - line.begin);
    if (field_name_length(words) != 0 || behind_mbox_line(words) != 0) return at;
    at = line.next;
  }
  return begin;
}

// The line "MIME-Version:" further down in what is named like an Office file.
std::optional<std::size_t> archive_inside(const Child& object) {
  if (!has_ending(object, office_names)) return std::nullopt;
  const ByteView bytes = object.blob.bytes;
  for (std::size_t at = 0; at < bytes.size();) {
    const Line line = line_at(bytes, at, LineEnds::lf);
    if (equals_ascii(bytes.substr(at, 13), "mime-version:")) return at;
    at = line.next;
  }
  return std::nullopt;
}

// Where the header of the mail begins that the item is; nothing where it is none.
std::optional<std::size_t> mail_begins(const Child& object) {
  if (object.role == Role::message) return 0;
  const ByteView bytes = object.blob.bytes;
  const bool declared = object.declared_type == "message/rfc822" || object.declared_type == "message/global";
  if (looks_like_mail(bytes)) return behind_leading_blanks(bytes);
  if (declared || has_ending(object, mail_names)) return behind_leading_junk(bytes);
  return archive_inside(object);
}

bool may_hold_encoded_text(const Child& object, const FileType& type) {
  return object.inline_text || type.kind <= Kind::text || object.declared_type.rfind("text/", 0) == 0;
}

}  // namespace

void open_readers(const Item& item, const FileType& type, Readers& readers) {
  const Child& object = item.object;
  if (is_tnef(object.blob.bytes)) {
    readers.push_back(open_tnef(item));
    return;
  }
  if (is_mac_file(object)) {
    readers.push_back(open_mac_file(item));
    return;
  }
  if (item.depth != 0 && is_mailbox(object.blob.bytes)) {
    // What is declared as one mail is one for some programs, with the rest as its text.
    if (object.role == Role::message) readers.push_back(open_mail(item));
    readers.push_back(open_mailbox(item));
    return;
  }
  if (const auto begin = mail_begins(object)) {
    readers.push_back(open_mail(item, *begin));
    return;
  }
  if (!may_hold_encoded_text(object, type)) return;
  if (auto reader = open_encoded_text(item)) readers.push_back(std::move(reader));
}

void warm_up() { warm_charsets(); }

std::vector<HeaderField> header_fields(ByteView mail, const Limits& limits) {
  std::vector<HeaderField> out;
  const Header header = read_header(mail, behind_mbox_line(mail), Reading{}, limits);
  std::uint64_t left = limits.header_bytes;
  for (const auto& field : header.fields) {
    std::string value = decode_words(unfold(field.raw));
    if (value.size() > left)
      value = valid_utf8(std::string_view(value).substr(0, static_cast<std::size_t>(left)));
    left -= std::min<std::uint64_t>(left, value.size());
    out.push_back({valid_utf8(field.name), std::move(value)});
  }
  return out;
}

}  // namespace congvu::message
