// RAR 1.5 to 4: blocks of a 7-byte head (sum, type, flags, size), with data behind some.

#include <zlib.h>

#include <algorithm>

#include "attachment/archive_front.h"
#include "attachment/archive_names.h"
#include "attachment/rar.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t main_block = 0x73, file_block = 0x74, comment_block = 0x75, old_service_block = 0x77,
                        service_block = 0x7a, end_block = 0x7b;
constexpr std::uint64_t old_stream = 0x105;
constexpr std::uint64_t flag_has_data = 0x8000;

struct Block {
  std::uint64_t at = 0, type = 0, flags = 0, size = 0;
  std::uint64_t data = 0;  // bytes behind the head
  bool sum_right = true;
};

bool sum_right(ByteView bytes, const Block& block) {
  // A comment inside the head is left out of the sum.
  const std::uint64_t comment = block.type == main_block ? 0x0002 : block.type == file_block ? 0x0008 : 0;
  if ((block.flags & comment) != 0) return true;
  const ByteView summed = slice(bytes, block.at + 2, block.size - 2);
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return (sum & 0xFFFFU) == *read_le<2>(bytes, block.at);
}

std::optional<Block> read_block(ByteView bytes, std::uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < 7) return std::nullopt;
  Block block;
  block.at = at;
  block.type = byte_at(bytes, static_cast<std::size_t>(at) + 2);
  block.flags = *read_le<2>(bytes, at + 3);
  block.size = *read_le<2>(bytes, at + 5);
  if (block.type < 0x72 || block.type > 0x7f || block.size < 7 || block.size > bytes.size() - at)
    return std::nullopt;
  if ((block.flags & flag_has_data) != 0 || block.type == file_block || block.type == service_block) {
    if (block.size < 11) return std::nullopt;
    block.data = *read_le<4>(bytes, at + 7);
  }
  if ((block.type == file_block || block.type == service_block) && (block.flags & 0x0100U) != 0)
    block.data |= read_le<4>(slice(bytes, at, block.size), 32).value_or(0) << 32;
  block.sum_right = sum_right(bytes, block);
  return block;
}

void take_names(ByteView field, bool packed_unicode, RarEntry& entry) {
  const auto nul = field.find('\0');
  if (!packed_unicode || nul == ByteView::npos) {
    add_entry_name(entry.names, field);
    return;
  }
  const ByteView plain = field.substr(0, nul);
  const std::string unicode = decode_rar4_name(field);
  add_entry_name(entry.names, unicode);
  add_entry_name(entry.names, plain);
  entry.names_differ = !unicode.empty() && names_disagree(unicode, plain);
}

std::optional<RarEntry> read_file(ByteView bytes, const Block& block) {
  const ByteView head = slice(bytes, block.at, block.size);
  if (head.size() < 32) return std::nullopt;
  RarEntry entry;
  const bool large = (block.flags & 0x0100U) != 0;
  entry.place = block.at;
  entry.size = *read_le<4>(head, 11);
  if (large) entry.size |= read_le<4>(head, 36).value_or(0) << 32;
  const std::uint64_t host = byte_at(head, 15);
  const std::uint64_t attributes = *read_le<4>(head, 28);
  entry.stored = byte_at(head, 25) == 0x30;
  entry.folder = (block.flags & 0x00e0U) == 0x00e0U;
  entry.encrypted = (block.flags & 0x0004U) != 0;
  entry.part = (block.flags & 0x0003U) != 0;
  entry.link = host == 3 && (attributes & 0170000U) == 0120000U;
  entry.packed = slice(bytes, block.at + block.size, block.data);
  entry.cut = entry.packed.size() < block.data;
  take_names(slice(head, large ? 40 : 32, *read_le<2>(head, 26)), (block.flags & 0x0200U) != 0, entry);
  return entry;
}

class Walk {
 public:
  Walk(ByteView bytes, Budget& budget) : bytes_(bytes), budget_(budget) {}

  RarListing run() {
    std::uint64_t at = rar4_marker.size();
    while (!stopped_) {
      list_.end = at;
      if (at >= bytes_.size()) break;
      const auto block = read_block(bytes_, at);
      if (!block) {
        list_.damaged = true;
        break;
      }
      take(*block);
      // A length that runs over the end is that of a cut file.
      const std::uint64_t rest = bytes_.size() - at - block->size;
      at += block->size + std::min(block->data, rest);
      if (block->data > rest) list_.damaged = true;
      list_.end = at;
      if (budget_.expired()) stop("cpu_ms");
    }
    return std::move(list_);
  }

 private:
  void take(const Block& block) {
    if (!block.sum_right) list_.damaged = true;
    if (block.type == main_block) {
      if ((block.flags & 0x0001U) != 0) list_.volume = true;
      list_.headers_encrypted |= (block.flags & 0x0080U) != 0;
      // What follows is ciphertext up to an end that nothing tells.
      if (list_.headers_encrypted) stopped_ = true;
    } else if (block.type == end_block) {
      list_.complete = stopped_ = true;
      if ((block.flags & 0x0001U) != 0) list_.volume = true;
    } else if (block.type == file_block) {
      add(block);
    } else if (block.type == service_block) {
      add_service(block);
    }
    // Some programs pass over data here, and some do not.
    const bool none = block.type == main_block || block.type == comment_block || block.type > end_block;
    if (none && block.data > 0) list_.damaged = true;
    if (block.type == old_service_block && read_le<2>(bytes_, block.at + 11).value_or(0) == old_stream)
      list_.unreadable = true;
  }

  // What belongs to the file in front: its alternate streams, and blocks whose meaning nobody knows.
  void add_service(const Block& block) {
    auto entry = read_file(bytes_, block);
    if (!entry || entry->names.empty() || is_rar_service(entry->names.front())) return;
    entry->service = true;
    if (list_.entries.size() >= budget_.limits().entries) return stop("entries");
    list_.entries.push_back(std::move(*entry));
  }

  void add(const Block& block) {
    if (list_.entries.size() >= budget_.limits().entries) return stop("entries");
    auto entry = read_file(bytes_, block);
    if (!entry) {
      list_.damaged = true;
      return;
    }
    list_.volume |= entry->part;
    list_.entries.push_back(std::move(*entry));
  }

  void stop(std::string_view limit) {
    budget_.note(limit);
    list_.limited = stopped_ = true;
  }

  ByteView bytes_;
  Budget& budget_;
  RarListing list_;
  bool stopped_ = false;
};

}  // namespace

RarListing list_rar4(ByteView bytes, Budget& budget) { return Walk(bytes, budget).run(); }

// Markers may follow each other closely: a first block that must prove itself by its sum is a short one.
bool rar4_begins(ByteView bytes) {
  if (bytes.substr(0, rar4_marker.size()) != rar4_marker) return false;
  constexpr std::uint64_t longest = 512;
  const auto size = read_le<2>(bytes, rar4_marker.size() + 5);
  const auto type = read_le<1>(bytes, rar4_marker.size() + 2);
  if (type == main_block) return size >= 7U && *size <= bytes.size() - rar4_marker.size();
  const auto first = read_block(slice(bytes, 0, longest), rar4_marker.size());
  return first && first->sum_right;
}

std::string decode_rar4_name(ByteView field) {
  const auto nul = field.find('\0');
  if (nul == ByteView::npos) return std::string(field);
  const ByteView plain = field.substr(0, nul);
  const ByteView packed = field.substr(nul + 1);
  if (packed.empty()) return {};
  const unsigned high = byte_at(packed, 0);
  std::string units;  // UTF-16, little-endian
  const auto put = [&units](unsigned unit) {
    units.push_back(static_cast<char>(unit & 0xFFU));
    units.push_back(static_cast<char>(unit >> 8 & 0xFFU));
  };
  const auto copy = [&](unsigned count, unsigned correction, unsigned upper) {
    for (unsigned i = 0; i < count && units.size() / 2 < plain.size(); ++i)
      put(((byte_at(plain, units.size() / 2) + correction) & 0xFFU) | upper << 8);
  };
  std::size_t at = 1;
  const auto take = [&]() -> unsigned { return at < packed.size() ? byte_at(packed, at++) : 0; };
  for (unsigned flags = 0, bits = 0; at < packed.size();) {
    if (bits == 0) {
      flags = take();
      bits = 8;
    }
    if (at >= packed.size()) break;
    switch (flags >> 6 & 3U) {
      case 0:
        put(take());
        break;
      case 1:
        put(take() | high << 8);
        break;
      case 2: {
        const unsigned low = take();
        put(low | take() << 8);
        break;
      }
      default: {
        const unsigned length = take();
        if ((length & 0x80U) != 0) {
          const unsigned correction = take();
          copy((length & 0x7FU) + 2, correction, high);
        } else {
          copy(length + 2, 0, 0);
        }
      }
    }
    flags <<= 2;
    bits -= 2;
  }
  return utf16le_to_utf8(units);
}

}  // namespace congvu::attachment
