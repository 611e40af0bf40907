// What every fuzz target is made of: a name, a function of hostile bytes, and what must hold.
//
//   CONGVU_FUZZ_TARGET(rar) { check(..., "..."); }      // `input` holds the bytes
//
// In: any bytes, in a buffer of exactly their size. Out: nothing; a broken promise ends the process with the
// words of what does not hold, as a sanitizer's report does. Threads: one.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "facts/item.h"

namespace congvu::fuzz {

using Target = void (*)(ByteView input);

// All targets of the program by name.
std::map<std::string_view, Target>& targets();

struct Registration {
  Registration(std::string_view name, Target target) { targets().emplace(name, target); }
};

#define CONGVU_FUZZ_TARGET(name)                                        \
  static void name(congvu::ByteView input);                             \
  static const congvu::fuzz::Registration register_##name(#name, name); \
  static void name([[maybe_unused]] congvu::ByteView input)

// Ends the process, with `what`, where the promise does not hold.
void check(bool holds, std::string_view what);
void check_utf8(std::string_view text, std::string_view what);
// `part` lies in `whole`, or is empty.
void check_inside(ByteView whole, ByteView part, std::string_view what);

// Cuts the input: decisions first, then what is left.
std::uint8_t take_byte(ByteView& input);
// Up to the next line feed, without it.
ByteView take_line(ByteView& input);

// Small, so that a slow input is one that is slow for its size and not one that unpacks much; the clock stops
// nothing, since that would hide it.
Limits small_limits();

// Opens what `readers` hold until the end. Checks that the budget was kept, that every text is valid UTF-8
// and that every child has at most the bytes that the budget allows. Children of children stay closed.
struct Drained {
  std::size_t children = 0;
  Findings findings;
};
Drained drain(Readers& readers, Budget& budget);
// The item that readers are opened on; its bytes are the input's.
Item item_of(ByteView bytes, std::vector<std::string> names = {});

}  // namespace congvu::fuzz
