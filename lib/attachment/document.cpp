#include "attachment/base64_text.h"
#include "attachment/cfb.h"
#include "attachment/cms.h"
#include "attachment/document_reader.h"
#include "attachment/document_sealed.h"
#include "attachment/flat_opc.h"
#include "attachment/icalendar.h"
#include "attachment/markup.h"
#include "attachment/office_mime.h"
#include "attachment/ole.h"
#include "attachment/onenote.h"
#include "attachment/pdf.h"
#include "attachment/pgp.h"
#include "attachment/readers.h"
#include "attachment/rtf.h"

namespace congvu::attachment {
namespace {

using LookInto = Makers (*)(const Blob&, Budget&, Findings&);

void add(Readers& readers, const Blob& blob, LookInto look) {
  readers.push_back(document_reader(
      [blob, look](Budget& budget, Findings& findings) { return look(blob, budget, findings); }));
}

void add_cms(Readers& readers, const Child& object) {
  readers.push_back(
      document_reader([blob = object.blob, names = object.names](Budget& budget, Findings& findings) {
        return look_into_cms(blob, names, budget, findings);
      }));
}

void add_coded_text(Readers& readers, const Child& object) {
  readers.push_back(document_reader([blob = object.blob, names = object.names](Budget&, Findings& findings) {
    return look_into_coded_text(blob, names, findings);
  }));
}

void add_sealed(Readers& readers, const Child& object) {
  const auto sealed = sealed_file(object.blob.bytes, object.names);
  if (!sealed) return;
  readers.push_back(document_reader([sealed](Budget&, Findings& findings) {
    findings.encrypted = true;
    findings.refine(*sealed);
    return Makers{};
  }));
}

}  // namespace

// By content first, whatever name and declared type say: a false extension hides nothing.
void open_document_readers(const Item& item, const FileType& type, Readers& readers) {
  const Blob& blob = item.object.blob;
  const ByteView bytes = blob.bytes;
  if (bytes.empty()) return;
  // A mail is opened by the readers of mail; under the name of a page a browser opens it, too.
  if (item.object.role == Role::message) {
    if (is_named_like_markup(item.object)) add(readers, blob, look_into_markup);
    return;
  }
  if (bytes.starts_with(cfb::magic)) add(readers, blob, look_into_ole);
  if (is_bare_workbook(bytes)) add(readers, blob, look_into_bare_workbook);
  if (is_office_mime(bytes)) add(readers, blob, look_into_office_mime);
  if (is_rtf(bytes)) add(readers, blob, look_into_rtf);
  if (is_onenote(bytes)) add(readers, blob, look_into_onenote);
  if (is_pdf(bytes)) add(readers, blob, look_into_pdf);
  if (is_cms(bytes)) add_cms(readers, item.object);
  if (is_pgp_binary(bytes)) add(readers, blob, look_into_pgp_binary);
  if (has_pgp_armour(bytes)) add(readers, blob, look_into_pgp_armour);
  if (is_flat_opc(bytes)) add(readers, blob, look_into_flat_opc);
  if (is_icalendar(bytes)) add(readers, blob, look_into_icalendar);
  if (!item.object.inline_text && is_coded_text(bytes)) add_coded_text(readers, item.object);
  if (is_markup(item.object, type)) add(readers, blob, look_into_markup);
  add_sealed(readers, item.object);
}

}  // namespace congvu::attachment
