// The cheap looks: is there a zip at all?

#include <algorithm>

#include "attachment/zip_directory.h"
#include "attachment/zip_inflate.h"

namespace congvu::attachment {

bool zip_entry_at(ByteView bytes, std::uint64_t offset) {
  const auto header = peek_local(bytes, offset);
  if (!header || !plausible_local(*header) || header->name.size() > 1024) return false;
  if (std::any_of(header->name.begin(), header->name.end(), [](char c) { return c >= 0 && c < 0x20; }))
    return false;
  if (header->encrypted() || header->method != 8)
    return header->packed == 0xFFFFFFFF || header->end + header->packed <= bytes.size();
  return looks_deflated(slice(bytes, header->end));
}

bool may_be_zip(ByteView bytes) {
  const ByteView four = slice(bytes, 0, 4);
  if (four == zip_local_signature || four == zip_end_signature ||
      (four == zip_descriptor_signature && slice(bytes, 4, 4) == zip_local_signature))
    return true;
  std::size_t tries = 0;
  for (auto at = bytes.rfind(zip_end_signature); at != ByteView::npos && at > 0 && tries < 100;
       at = bytes.rfind(zip_end_signature, at - 1), ++tries) {
    const auto end = read_end(bytes, at, true);
    if (!end) continue;
    const std::uint64_t before = end->directory_end - std::min(end->directory_size, end->directory_end);
    if (read_central(bytes, before) || read_central(bytes, end->directory) || end->directory_encrypted)
      return true;
  }
  tries = 0;
  for (auto at = bytes.find(zip_local_signature); at != ByteView::npos && tries < 1000;
       at = bytes.find(zip_local_signature, at + 4), ++tries)
    if (zip_entry_at(bytes, at)) return true;
  return tries >= 1000;
}

bool ends_as_zip(ByteView bytes) {
  constexpr std::size_t most = 22 + 0xFFFF;
  const ByteView tail = bytes.size() > most ? bytes.substr(bytes.size() - most) : bytes;
  const std::size_t from = bytes.size() - tail.size();
  for (auto at = tail.rfind(zip_end_signature); at != ByteView::npos;
       at = at == 0 ? ByteView::npos : tail.rfind(zip_end_signature, at - 1)) {
    const auto end = read_end(bytes, from + at, true);
    if (!end || end->comment_cut || end->end != bytes.size() || end->directory_size > end->directory_end)
      continue;
    const auto first = read_central(bytes, end->directory_end - end->directory_size);
    if (!first) continue;
    const std::uint64_t directory = end->directory_end - end->directory_size;
    const std::uint64_t shift = directory >= end->directory ? directory - end->directory : 0;
    if (first->local <= bytes.size() && read_local(bytes, first->local + shift)) return true;
  }
  return false;
}

}  // namespace congvu::attachment
