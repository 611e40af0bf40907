// TNEF, its property lists, and the compressed RTF in it.
#include "message/tnef.h"

#include "fuzz/target.h"
#include "message/compressed_rtf.h"
#include "message/mapi_properties.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(tnef) {
  Budget budget(small_limits());
  const Item item = item_of(input, {"winmail.dat"});
  Readers readers;
  readers.push_back(message::open_tnef(item));
  drain(readers, budget);

  message::MapiProperties properties(input);
  std::size_t count = 0;
  while (const auto value = properties.next()) {
    check_inside(input, value->bytes, "a property lies inside");
    check(++count <= input.size(), "properties are bounded");
  }
  if (!message::is_compressed_rtf(input)) return;
  const auto rtf = message::decompress_rtf(input, 1U << 20);
  check(rtf.bytes.size() <= 18 * input.size(), "unpacked RTF is bounded");
}

}  // namespace congvu::fuzz
