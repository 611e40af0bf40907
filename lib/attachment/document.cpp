#include "attachment/cfb.h"
#include "attachment/document_reader.h"
#include "attachment/ole.h"
#include "attachment/pdf.h"
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
  if (is_pdf(blob.bytes)) add(look_into_pdf);
}

}  // namespace congvu::attachment
