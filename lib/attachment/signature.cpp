#include "attachment/signature.h"

#include <algorithm>

#include "attachment/script.h"
#include "attachment/signature_disk.h"
#include "attachment/signature_fixed.h"
#include "attachment/signature_ole.h"
#include "attachment/signature_program.h"
#include "attachment/signature_text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t pdf_search_bytes = 1024;
constexpr std::size_t zip_end_bytes = 22;

std::optional<std::string_view> named(std::string_view form) {
  return form.empty() ? std::nullopt : std::optional<std::string_view>(form);
}

std::string_view binary_form(ByteView bytes, bool whole) {
  if (const auto form = form_of_program(bytes); !form.empty()) return form;
  if (const auto form = form_of_disk_image(bytes, whole); !form.empty()) return form;
  if (is_compound_file(bytes)) return form_of_compound_file(bytes);
  if (const auto form = form_by_fixed_bytes(bytes); !form.empty()) return form;
  return form_by_shape(bytes);
}

bool is_complete_zip(ByteView bytes) {
  const ByteView tail =
      slice(bytes, bytes.size() - std::min<std::size_t>(bytes.size(), 65'535 + zip_end_bytes));
  const auto found = tail.rfind("PK\5\6");
  if (found == ByteView::npos) return false;
  const std::uint64_t end = bytes.size() - tail.size() + found;
  const auto disk = read_le<2>(bytes, end + 4);
  const auto size = read_le<4>(bytes, end + 12);
  const auto offset = read_le<4>(bytes, end + 16);
  return disk && size && offset && *disk == 0 && *offset + *size <= end;
}

bool is_complete_7z(ByteView bytes) {
  const auto offset = read_le<8>(bytes, 12);
  const auto size = read_le<8>(bytes, 20);
  return offset && size && *offset <= bytes.size() && *size <= bytes.size() &&
         32 + *offset + *size <= bytes.size();
}

}  // namespace

std::size_t pdf_start(ByteView bytes) { return slice(bytes, 0, pdf_search_bytes + 5).find("%PDF-"); }

bool is_complete_archive(ByteView bytes, std::string_view form) {
  if (form == "zip") return is_complete_zip(bytes);
  return form == "7z" && is_complete_7z(bytes);
}

std::optional<std::string_view> form_by_content(ByteView bytes, ContentLook look) {
  if (bytes.empty()) return std::nullopt;
  if (const auto form = binary_form(bytes, look.whole); !form.empty()) return form;
  if (!look.prose && is_encoded_script(bytes)) return "encoded-script"sv;
  const TextHead head = text_head(bytes);
  // Text may speak of PDF; a PDF has its mark at the beginning of a line.
  if (const auto at = pdf_start(bytes); at != ByteView::npos && !look.prose) {
    if (!head.is_text || at == 0 || bytes[at - 1] == '\n' || bytes[at - 1] == '\r') return "pdf"sv;
  }
  return head.is_text ? named(form_of_text(head, look.prose)) : std::nullopt;
}

}  // namespace congvu::attachment
