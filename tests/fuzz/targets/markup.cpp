// Pages, scripts, XML documents, calendar entries.
#include "attachment/markup.h"

#include "attachment/flat_opc.h"
#include "attachment/icalendar.h"
#include "attachment/script.h"
#include "facts/text.h"
#include "fuzz/target.h"

namespace congvu::fuzz {
namespace {

using namespace attachment;

void look(ByteView input, Makers (*look_into)(const Blob&, Budget&, Findings&)) {
  Blob blob;
  blob.bytes = input;
  Budget budget(small_limits());
  Readers readers;
  readers.push_back(
      document_reader([&](Budget& spent, Findings& findings) { return look_into(blob, spent, findings); }));
  drain(readers, budget);
}

}  // namespace

CONGVU_FUZZ_TARGET(markup) {
  look(input, look_into_markup);
  look(input, look_into_flat_opc);
  look(input, look_into_icalendar);
  is_icalendar(input);
  is_encoded_script(input);
  form_of_script(lower_ascii(input));
}

}  // namespace congvu::fuzz
