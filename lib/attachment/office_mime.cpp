#include "attachment/office_mime.h"

#include "attachment/document_inflate.h"
#include "attachment/office_binary.h"

namespace congvu::attachment {

// BOF of any version with a plausible length and kind of sheet.
bool is_bare_workbook(ByteView bytes) {
  const auto type = read_le<2>(bytes, 0), length = read_le<2>(bytes, 2), sheet = read_le<2>(bytes, 6);
  if (!sheet || (*type != 0x0009 && *type != 0x0209 && *type != 0x0409 && *type != 0x0809)) return false;
  if (*length != 4 && *length != 6 && *length != 8 && *length != 16) return false;
  return *sheet == 0x05 || *sheet == 0x06 || *sheet == 0x10 || *sheet == 0x20 || *sheet == 0x40 ||
         *sheet == 0x100;
}

Makers look_into_bare_workbook(const Blob& bytes, Budget&, Findings& findings) {
  const Workbook found = look_at_workbook(bytes.bytes);
  findings.encrypted |= found.needs_password;
  if (found.macro_sheet)
    findings.refine(
        {Kind::macro, "xls-macro", "application/vnd.ms-excel", "Excel workbook with Excel 4.0 macros"});
  else
    findings.refine({Kind::document, "xls", "application/vnd.ms-excel", "Excel workbook"});
  return {};
}

bool is_office_mime(ByteView bytes) { return bytes.starts_with("ActiveMime"); }

// The head has no fixed size; a zlib stream begins behind it.
Makers look_into_office_mime(const Blob& bytes, Budget& budget, Findings& findings) {
  constexpr std::size_t longest_head = 512;
  const ByteView head = slice(bytes.bytes, 0, longest_head);
  for (std::size_t at = head.find('\x78'); at != ByteView::npos; at = head.find('\x78', at + 1)) {
    Unpacked unpacked = inflate_all(slice(bytes.bytes, at), Wrapping::zlib, budget);
    if (unpacked.bytes.empty()) continue;
    if (unpacked.state == Unpacking::limit) findings.add(Unchecked::limit);
    return {[blob = Blob::own(std::move(unpacked.bytes))](Budget&, Findings&) -> std::optional<Child> {
      return embedded(blob);
    }};
  }
  findings.add(Unchecked::damaged);
  return {};
}

}  // namespace congvu::attachment
