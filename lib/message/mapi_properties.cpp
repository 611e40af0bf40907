#include "message/mapi_properties.h"

namespace congvu::message {
namespace {

constexpr std::uint16_t multi_value = 0x1000;
constexpr std::uint16_t first_named = 0x8000;
constexpr std::size_t guid_bytes = 16;

// Bytes of one value of a fixed-length type, padded to four; 0 for variable or unknown types.
std::uint64_t fixed_size(std::uint16_t type) {
  switch (type) {
    case 0x0002:  // integer16
    case 0x0003:  // integer32
    case 0x0004:  // floating32
    case 0x000a:  // error code
    case 0x000b:  // boolean
      return 4;
    case 0x0005:  // floating64
    case 0x0006:  // currency
    case 0x0007:  // floating time
    case 0x0014:  // integer64
    case 0x0040:  // time
      return 8;
    case 0x0048:  // GUID
      return 16;
    default:
      return 0;
  }
}

bool is_variable(std::uint16_t type) {
  return type == mapi::type_object || type == mapi::type_string8 || type == mapi::type_unicode ||
         type == mapi::type_binary;
}

}  // namespace

MapiProperties::MapiProperties(ByteView bytes) : bytes_(bytes) {
  if (const auto count = number())
    properties_left_ = *count;
  else
    damaged_ = true;
}

std::optional<MapiValue> MapiProperties::next() {
  while (values_left_ == 0) {
    if (properties_left_ == 0) return std::nullopt;
    --properties_left_;
    if (!begin_property()) return fail();
  }
  --values_left_;
  const auto length = number();
  if (!length) return fail();
  current_.bytes = slice(bytes_, at_, *length);
  const std::uint64_t padded = (std::uint64_t{*length} + 3) / 4 * 4;
  if (current_.bytes.size() < *length) damaged_ = true;
  if (!skip(padded)) {
    properties_left_ = values_left_ = 0;
    at_ = bytes_.size();
  }
  return current_;
}

// Reads a property up to its first value; those of fixed length are passed over whole.
bool MapiProperties::begin_property() {
  const auto type = read_le<2>(bytes_, at_), id = read_le<2>(bytes_, at_ + 2);
  if (!type || !id || !skip(4)) return false;
  const bool multi = (*type & multi_value) != 0;
  current_.type = static_cast<std::uint16_t>(*type & ~std::uint64_t{multi_value});
  current_.id = static_cast<std::uint16_t>(*id);
  if (current_.id >= first_named) {
    if (!skip(guid_bytes)) return false;
    const auto kind = number(), value = kind ? number() : std::nullopt;
    if (!value) return false;
    if (*kind != 0 && !skip((std::uint64_t{*value} + 3) / 4 * 4)) return false;
  }
  const bool variable = is_variable(current_.type);
  std::uint32_t count = 1;
  if (multi || variable) {
    const auto stated = number();
    if (!stated) return false;
    count = *stated;
  }
  if (variable) {
    values_left_ = count;
    return true;
  }
  const std::uint64_t size = fixed_size(current_.type);
  return size != 0 && skip(size * count);
}

std::optional<std::uint32_t> MapiProperties::number() {
  const auto value = read_le<4>(bytes_, at_);
  if (!value) return std::nullopt;
  at_ += 4;
  return static_cast<std::uint32_t>(*value);
}

bool MapiProperties::skip(std::uint64_t count) {
  if (count > bytes_.size() - at_) return false;
  at_ += static_cast<std::size_t>(count);
  return true;
}

std::optional<MapiValue> MapiProperties::fail() {
  damaged_ = true;
  properties_left_ = values_left_ = 0;
  return std::nullopt;
}

}  // namespace congvu::message
