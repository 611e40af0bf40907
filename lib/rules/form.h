// How texts are made alike before they are compared.
#pragma once

#include <cstdint>

namespace congvu::rules {

enum class Form : std::uint8_t {
  folded,    // NFKC and case folding
  no_marks,  // and without diacritics
  exact,     // NFC only
};

}  // namespace congvu::rules
