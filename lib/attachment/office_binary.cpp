#include "attachment/office_binary.h"

#include "attachment/office_password.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t encrypted_token = 0xF3D1C4DF;

namespace biff {
constexpr unsigned bof = 0x09, file_pass = 0x2F, bound_sheet = 0x85;
constexpr std::uint64_t macro_sheet = 0x40;
}  // namespace biff

namespace ppt {
constexpr unsigned vba_info_atom = 0x0400, stored_object = 0x1011;
}  // namespace ppt

// BOF of BIFF2, 3, 4, 5 and 8: the version is the high byte of the record's number.
bool is_bof(std::uint64_t type) {
  return (type & 0xFF) == biff::bof && (type == 0x0009 || type == 0x0209 || type == 0x0409 || type == 0x0809);
}

void look_at_record(std::uint64_t type, ByteView body, Workbook& found) {
  if (is_bof(type)) {
    found.macro_sheet |= read_le<2>(body, 2).value_or(0) == biff::macro_sheet;
  } else if (type == biff::file_pass) {
    found.needs_password |= !opens_with_default_password(body);
  } else if (type == biff::bound_sheet) {
    found.macro_sheet |= body.size() > 5 && byte_at(body, 5) == 1;
  }
}

}  // namespace

bool word_needs_password(ByteView word_document) {
  const auto ident = read_le<2>(word_document, 0);
  if (!ident || (*ident != 0xA5EC && *ident != 0xA5DC)) return false;
  return (read_le<2>(word_document, 0x0A).value_or(0) & 0x0100) != 0;
}

Workbook look_at_workbook(ByteView stream) {
  Workbook found;
  std::uint64_t at = 0;
  while (true) {
    const auto type = read_le<2>(stream, at), length = read_le<2>(stream, at + 2);
    if (!length) break;
    if (at == 0 && !(is_bof(*type) && *length >= 4 && *length <= 32)) break;
    found.is_workbook = true;
    look_at_record(*type, slice(stream, at + 4, *length), found);
    at += 4 + *length;
  }
  return found;
}

bool powerpoint_needs_password(ByteView current_user) {
  return read_le<4>(current_user, 12).value_or(0) == encrypted_token;
}

// Containers are entered by stepping over their header only, so that one flat walk sees every record.
Presentation look_at_presentation(ByteView stream, std::size_t most_objects) {
  Presentation found;
  std::uint64_t at = 0;
  while (const auto length = read_le<4>(stream, at + 4)) {
    const auto version = *read_le<2>(stream, at), type = *read_le<2>(stream, at + 2);
    const ByteView body = slice(stream, at + 8, *length);
    if (type == ppt::vba_info_atom) found.macros |= read_le<4>(body, 4).value_or(0) != 0;
    if (type == ppt::stored_object && found.objects.size() < most_objects) {
      const bool deflated = (version >> 4) == 1;
      found.objects.push_back({deflated ? slice(body, 4) : body, deflated});
    }
    at += 8 + ((version & 0x0F) == 0x0F ? 0 : *length);
  }
  return found;
}

}  // namespace congvu::attachment
