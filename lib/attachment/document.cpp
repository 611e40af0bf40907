#include "attachment/cfb.h"
#include "attachment/document_reader.h"
#include "attachment/ole.h"
#include "attachment/onenote.h"
#include "attachment/pdf.h"
#include "attachment/readers.h"
#include "attachment/rtf.h"
#include "attachment/readers.h"

namespace congvu::attachment {

void open_document_readers(const Item& item, const FileType& type, Readers& readers) {
  const Blob& blob = item.object.blob;
  const auto add = [&](Makers (*look)(const Blob&, Budget&, Findings&)) {
    readers.push_back(document_reader(
        [blob, look](Budget& budget, Findings& findings) { return look(blob, budget, findings); }));
  };
  (void)type;
  if (blob.bytes.starts_with(cfb::magic)) add(look_into_ole);
  if (is_rtf(blob.bytes)) add(look_into_rtf);
  if (is_onenote(blob.bytes)) add(look_into_onenote);
  if (is_pdf(blob.bytes)) add(look_into_pdf);
}

}  // namespace congvu::attachment
