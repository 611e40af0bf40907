// Documents: compound files and what lies in their streams, RTF, OneNote, PDF, CMS, OpenPGP.
#include "attachment/cfb.h"
#include "attachment/cms.h"
#include "attachment/office_binary.h"
#include "attachment/office_mime.h"
#include "attachment/office_vba.h"
#include "attachment/ole.h"
#include "attachment/onenote.h"
#include "attachment/package.h"
#include "attachment/pdf.h"
#include "attachment/pgp.h"
#include "attachment/readers.h"
#include "attachment/rtf.h"
#include "fuzz/target.h"
#include "fuzz/targets/document_look.h"

namespace congvu::fuzz {
namespace {

using namespace attachment;

void check_compound(ByteView input) {
  Blob blob;
  blob.bytes = input;
  Budget budget(small_limits());
  auto file = cfb::File::open(blob);
  if (!file) return;
  check(file->entries().size() <= cfb::most_entries, "entries are bounded");
  for (const auto& entry : file->entries()) {
    check_utf8(entry.name, "a name is UTF-8");
    check_inside(input, file->head(entry), "a stream's head lies inside");
    const auto content = file->read(entry, budget);
    check(content.blob.bytes.size() <= input.size() + 512, "a stream is no longer than the file");
    if (!content.copied) check_inside(input, content.blob.bytes, "a stream lies inside");
    static_cast<void>(file->parent(entry));
  }
  has_vba_code(*file, budget);
}

}  // namespace

// Compound files, old Office records, VBA modules: the bytes as each of them.
CONGVU_FUZZ_TARGET(office) {
  if (input.starts_with(cfb::magic)) {
    check_compound(input);
    look(input, look_into_ole);
    return;
  }
  const std::uint8_t choice = take_byte(input);
  word_needs_password(input);
  look_at_workbook(input);
  powerpoint_needs_password(input);
  for (const auto& object : look_at_presentation(input, choice).objects)
    check_inside(input, object.bytes, "a stored object lies inside");
  module_has_code(input);
  check(unpack_vba(input, choice).size() <= choice, "no more source than asked for");
  if (is_bare_workbook(input)) look(input, look_into_bare_workbook);
  if (is_office_mime(input)) look(input, look_into_office_mime);
}

CONGVU_FUZZ_TARGET(rtf) { look(input, look_into_rtf); }

CONGVU_FUZZ_TARGET(onenote) {
  look(input, look_into_onenote);
  for (const auto& name : onenote_file_names(input, 100)) check_utf8(name, "a name is UTF-8");
}

CONGVU_FUZZ_TARGET(pdf) { look(input, look_into_pdf); }

// A zip's inside, told by its names: one name a line, then the text of every small entry.
CONGVU_FUZZ_TARGET(package) {
  std::vector<std::string> names;
  while (!input.empty()) {
    const ByteView name = take_line(input);
    if (name.empty()) break;
    names.emplace_back(name);
  }
  Findings findings;
  inspect_package(
      names, [&](std::string_view) { return std::string(input); }, findings);
}

CONGVU_FUZZ_TARGET(cms_pgp) {
  look(input, [](const Blob& blob, Budget& budget, Findings& findings) {
    return look_into_cms(blob, {"input.p7m"}, budget, findings);
  });
  is_cms(input);
  if (is_pgp_binary(input)) look(input, look_into_pgp_binary);
  look(input, look_into_pgp_armour);
}

}  // namespace congvu::fuzz
