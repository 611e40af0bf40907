// The encoded property lists inside TNEF.
//
// In: untrusted bytes of attMAPIProps or attAttachment. Out: the variable-length values (strings, binary,
// objects) in order; numbers are passed over. Failure: what is cut ends the list; `damaged` says so.
// Time: linear. Threads: pure. Source: MS-OXTNEF 2.1.3.4 (MsgPropertyList).
#pragma once

#include <optional>

#include "facts/bytes.h"

namespace congvu::message {

struct MapiValue {
  std::uint16_t type = 0;  // without the multi-value bit
  std::uint16_t id = 0;
  ByteView bytes;
};

namespace mapi {
constexpr std::uint16_t type_object = 0x000d, type_string8 = 0x001e, type_unicode = 0x001f,
                        type_binary = 0x0102;
}

class MapiProperties {
 public:
  explicit MapiProperties(ByteView bytes);
  std::optional<MapiValue> next();
  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  bool begin_property();
  std::optional<std::uint32_t> number();
  bool skip(std::uint64_t count);
  std::optional<MapiValue> fail();

  ByteView bytes_;
  std::size_t at_ = 0;
  std::uint32_t properties_left_ = 0, values_left_ = 0;
  MapiValue current_;
  bool damaged_ = false;
};

}  // namespace congvu::message
