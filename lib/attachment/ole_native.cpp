#include "attachment/ole_native.h"

#include "attachment/document_reader.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t longest_string = 4096;
constexpr std::uint64_t embedded_format = 2, package_flags = 2;

// A string up to its NUL; moves `at` behind it.
std::optional<ByteView> c_string(ByteView bytes, std::uint64_t& at) {
  const ByteView rest = slice(bytes, at, longest_string);
  const auto end = rest.find('\0');
  if (end == ByteView::npos) return std::nullopt;
  at += end + 1;
  return rest.substr(0, end);
}

std::optional<ByteView> counted(ByteView bytes, std::uint64_t& at, unsigned unit) {
  const auto length = read_le<4>(bytes, at);
  if (!length || *length * unit > bytes.size()) return std::nullopt;
  const ByteView value = slice(bytes, at + 4, *length * unit);
  at += 4 + *length * unit;
  return value;
}

// Behind the data newer writers repeat the three names in UTF-16: temporary path, label, path.
void add_wide_names(ByteView package, std::uint64_t at, std::vector<std::string>& names) {
  for (int i = 0; i < 3; ++i) {
    const auto wide = counted(package, at, 2);
    if (!wide || wide->size() > longest_string) return;
    add_base_name(names, from_utf16le(*wide));
  }
}

// flags, label, path, 4 bytes, temporary path, data. Native data of other programs can look like that by
// chance, but hardly with sizes that fit.
std::optional<Packed> open_package(ByteView package) {
  std::uint64_t at = 2;
  const auto label = c_string(package, at);
  const auto path = label ? c_string(package, at) : std::nullopt;
  if (!path) return std::nullopt;
  at += 4;
  const auto temporary = counted(package, at, 1);
  if (!temporary || temporary->size() > longest_string) return std::nullopt;
  const auto size = read_le<4>(package, at);
  if (!size) return std::nullopt;
  Packed packed;
  packed.package = true;
  packed.data = slice(package, at + 4, *size);
  packed.complete = packed.data.size() == *size;
  if (!packed.complete && read_le<2>(package, 0) != package_flags) return std::nullopt;
  add_wide_names(package, at + 4 + *size, packed.names);  // first: they have all letters
  add_base_name(packed.names, *label);
  add_base_name(packed.names, *path);
  add_base_name(packed.names, temporary->substr(0, temporary->find('\0')));
  return packed;
}

}  // namespace

std::optional<Packed> open_native_stream(ByteView stream) {
  const auto size = read_le<4>(stream, 0);
  if (!size) return std::nullopt;
  const ByteView body = slice(stream, 4);
  if (auto package = open_package(body)) return package;
  return Packed{slice(body, 0, *size), {}, *size <= body.size(), false};
}

std::optional<Packed> open_ole1_object(ByteView object) {
  std::uint64_t at = 4;  // the version is whatever the writer liked
  const auto format = read_le<4>(object, at);
  if (!format || *format != embedded_format) return std::nullopt;
  at += 4;
  for (int i = 0; i < 3; ++i)  // class, topic, item
    if (!counted(object, at, 1)) return std::nullopt;
  const auto size = read_le<4>(object, at);
  if (!size) return std::nullopt;
  const ByteView native = slice(object, at + 4, *size);
  if (native.starts_with(ByteView("\2\0", 2)))
    if (auto package = open_package(native)) return package;
  return Packed{native, {}, native.size() == *size, false};
}

}  // namespace congvu::attachment
