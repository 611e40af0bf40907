// Views of bytes and bounded little-/big-endian reads.
//
// In: untrusted bytes. Out: numbers, or nothing where the bytes end too early: no read is ever past the end.
// A string_view is the byte view everywhere, since find(), substr() and literals are what parsers need.
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace congvu {

using ByteView = std::string_view;

// [offset, offset + length) cut to what is there; never throws.
constexpr ByteView slice(ByteView bytes, std::uint64_t offset, std::uint64_t length = UINT64_MAX) {
  if (offset >= bytes.size()) return {};
  const std::uint64_t rest = bytes.size() - offset;
  return bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length < rest ? length : rest));
}

constexpr std::uint8_t byte_at(ByteView bytes, std::size_t offset) {
  return static_cast<std::uint8_t>(bytes[offset]);
}

// An unsigned number of `Size` bytes at `offset`.
template <unsigned Size>
constexpr std::optional<std::uint64_t> read_le(ByteView bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < Size) return std::nullopt;
  std::uint64_t value = 0;
  for (unsigned i = Size; i-- > 0;) value = (value << 8) | byte_at(bytes, static_cast<std::size_t>(offset) + i);
  return value;
}

template <unsigned Size>
constexpr std::optional<std::uint64_t> read_be(ByteView bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < Size) return std::nullopt;
  std::uint64_t value = 0;
  for (unsigned i = 0; i < Size; ++i) value = (value << 8) | byte_at(bytes, static_cast<std::size_t>(offset) + i);
  return value;
}

// Bytes together with whatever keeps them alive (an unpacked buffer, a mapping, or nobody for a literal).
// Copies share; the bytes are immutable.
struct Blob {
  std::shared_ptr<const void> owner;
  ByteView bytes;

  static Blob own(std::string data) {
    auto held = std::make_shared<const std::string>(std::move(data));
    const ByteView view = *held;
    return {std::move(held), view};
  }
  [[nodiscard]] Blob part(std::uint64_t offset, std::uint64_t length = UINT64_MAX) const {
    return {owner, slice(bytes, offset, length)};
  }
  [[nodiscard]] Blob part(ByteView inside) const { return {owner, inside}; }
};

}  // namespace congvu
