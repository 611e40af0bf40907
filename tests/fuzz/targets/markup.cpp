// Pages, scripts, XML documents, calendar entries.
#include "attachment/markup.h"

#include "attachment/flat_opc.h"
#include "attachment/icalendar.h"
#include "attachment/script.h"
#include "facts/text.h"
#include "fuzz/target.h"
#include "fuzz/targets/document_look.h"

namespace congvu::fuzz {

using namespace attachment;

CONGVU_FUZZ_TARGET(markup) {
  look(input, look_into_markup);
  look(input, look_into_flat_opc);
  look(input, look_into_icalendar);
  is_icalendar(input);
  is_encoded_script(input);
  form_of_script(lower_ascii(input));
}

}  // namespace congvu::fuzz
