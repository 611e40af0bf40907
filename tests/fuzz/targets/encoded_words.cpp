// Encoded words, charsets and RFC 2231: whatever comes in, valid UTF-8 comes out.
#include "fuzz/target.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/parameters.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(encoded_words) {
  for (const auto use : message::every_charset_use)
    check_utf8(message::decode_words(input, use), "decoded words are UTF-8");
  const auto field = message::parse_structured(input, small_limits());
  for (const auto& parameter : field.parameters)
    for (const auto& value : message::decoded_values(field, parameter.name))
      check_utf8(value, "a decoded parameter is UTF-8");
  const ByteView label = take_line(input);
  for (const auto use : message::every_charset_use)
    check_utf8(message::to_utf8(input, label, use), "text of any charset is UTF-8");
}

}  // namespace congvu::fuzz
