// A reading of a mail, chosen by the first bytes of the input.
#pragma once

#include "fuzz/target.h"
#include "message/reading.h"

namespace congvu::fuzz {

inline message::Reading take_reading(ByteView& input) {
  message::Reading reading;
  reading.choices = message::Choices(take_byte(input) | unsigned{take_byte(input)} << 8U);
  const std::uint8_t numbers = take_byte(input);
  reading.type = numbers & 3U;
  reading.boundary = numbers >> 2U & 3U;
  reading.spelling = numbers >> 4U & 7U;
  if ((numbers & 128U) != 0) reading.guess_at.insert(0);
  return reading;
}

}  // namespace congvu::fuzz
