// RAR 5: blocks of a CRC-32, a variable-length size, then type, flags, fields and an extra area.

#include <zlib.h>

#include <algorithm>
#include <unordered_map>

#include "attachment/archive_front.h"
#include "attachment/archive_names.h"
#include "attachment/rar.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t main_block = 1, file_block = 2, service_block = 3, encryption_block = 4,
                        end_block = 5;
constexpr std::uint64_t most_header = 2U << 20;

// Reads on through a header; past the end everything is 0 and bad() is true.
class Cursor {
 public:
  explicit Cursor(ByteView bytes, std::uint64_t at = 0) : bytes_(bytes), at_(at) {}

  std::uint64_t number() {  // seven bits a byte, the low ones first
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ >= bytes_.size()) break;
      const std::uint64_t byte = byte_at(bytes_, static_cast<std::size_t>(at_++));
      value |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    bad_ = true;
    return 0;
  }
  ByteView take(std::uint64_t size) {
    const ByteView part = slice(bytes_, at_, size);
    if (part.size() < size) bad_ = true;
    at_ += part.size();
    return part;
  }
  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] bool done() const { return bad_ || at_ >= bytes_.size(); }
  [[nodiscard]] std::uint64_t at() const { return at_; }

 private:
  ByteView bytes_;
  std::uint64_t at_;
  bool bad_ = false;
};

struct Block {
  std::uint64_t at = 0, end = 0;  // of the header
  std::uint64_t type = 0, flags = 0, data = 0;
  ByteView fields;  // behind the fixed part, without the extra area
  ByteView extra;
  bool sum_right = true;
};

std::optional<Block> read_block(ByteView bytes, std::uint64_t at) {
  const auto sum = read_le<4>(bytes, at);
  if (!sum) return std::nullopt;
  Cursor head(bytes, at + 4);
  const std::uint64_t size = head.number();
  const ByteView body = slice(bytes, head.at(), size);
  if (head.bad() || size == 0 || size > most_header || body.size() < size) return std::nullopt;
  Block block;
  block.at = at;
  block.end = head.at() + size;
  const ByteView summed =
      bytes.substr(static_cast<std::size_t>(at) + 4, static_cast<std::size_t>(block.end - at - 4));
  block.sum_right =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size())) == *sum;
  Cursor fixed(body);
  block.type = fixed.number();
  block.flags = fixed.number();
  const std::uint64_t extra = (block.flags & 1U) != 0 ? fixed.number() : 0;
  block.data = (block.flags & 2U) != 0 ? fixed.number() : 0;
  if (fixed.bad() || extra > body.size() - fixed.at()) return std::nullopt;
  block.fields = body.substr(static_cast<std::size_t>(fixed.at()),
                             static_cast<std::size_t>(body.size() - extra - fixed.at()));
  block.extra = slice(body, body.size() - extra);
  return block;
}

void read_extra(ByteView extra, RarEntry& entry) {
  for (Cursor records(extra); !records.done();) {
    const ByteView record = records.take(records.number());
    Cursor fields(record);
    const std::uint64_t type = fields.number();
    if (fields.bad()) continue;
    if (type == 1) entry.encrypted = true;
    if (type == 5) entry.link = true;
  }
}

// A file or service block.
std::optional<RarEntry> read_file(const Block& block) {
  Cursor fields(block.fields);
  RarEntry entry;
  entry.place = block.at;
  const std::uint64_t flags = fields.number();
  entry.size = fields.number();
  if ((flags & 8U) != 0) entry.size = 0;
  fields.number();  // attributes
  if ((flags & 2U) != 0) fields.take(4);
  if ((flags & 4U) != 0) fields.take(4);
  entry.stored = (fields.number() >> 7 & 7U) == 0;
  fields.number();  // host system
  const std::uint64_t length = fields.number();
  add_entry_name(entry.names, fields.take(length));
  if (fields.bad() && entry.names.empty()) return std::nullopt;
  entry.folder = (flags & 1U) != 0;
  entry.part = (block.flags & 0x18U) != 0;
  read_extra(block.extra, entry);
  return entry;
}

class Walk {
 public:
  Walk(ByteView bytes, Budget& budget) : bytes_(bytes), budget_(budget) {}

  RarListing run() {
    std::uint64_t at = rar5_marker.size();
    while (!stopped_) {
      list_.end = at;
      if (at >= bytes_.size()) break;
      const auto block = read_block(bytes_, at);
      if (!block) {
        list_.damaged = true;
        break;
      }
      take(*block);
      const std::uint64_t rest = bytes_.size() - block->end;
      at = block->end + std::min(block->data, rest);
      if (block->data > rest) list_.damaged = true;
      list_.end = at;
      if (budget_.expired()) stop("cpu_ms");
    }
    if (!quick_open_.empty()) read_quick_open();
    return std::move(list_);
  }

 private:
  void take(const Block& block) {
    if (!block.sum_right) list_.damaged = true;
    // Some programs pass over data here, and some do not.
    const bool other = block.type != file_block && block.type != service_block;
    if (block.type > end_block || (other && block.data > 0)) list_.damaged = true;
    if (block.type == main_block) {
      if ((Cursor(block.fields).number() & 1U) != 0) list_.volume = true;
    } else if (block.type == encryption_block) {
      list_.headers_encrypted = stopped_ = true;
    } else if (block.type == end_block) {
      list_.complete = stopped_ = true;
      if ((Cursor(block.fields).number() & 1U) != 0) list_.volume = true;
    } else if (block.type == file_block) {
      add_file(block);
    } else if (block.type == service_block) {
      take_service(block);
    }
  }

  void add_file(const Block& block) {
    auto entry = read_file(block);
    if (!entry) {
      list_.damaged = true;
      return;
    }
    entry->packed = slice(bytes_, block.end, block.data);
    entry->cut = entry->packed.size() < block.data;
    list_.volume |= entry->part;
    places_.emplace(block.at, list_.entries.size());
    add(std::move(*entry));
  }

  void add(RarEntry entry) {
    if (list_.entries.size() >= budget_.limits().entries) return stop("entries");
    list_.entries.push_back(std::move(entry));
  }

  // "QO" holds copies of headers, which WinRAR lists instead of the headers themselves.
  void take_service(const Block& block) {
    auto service = read_file(block);
    if (!service || service->names.empty()) return;
    if (!is_rar_service(service->names.front())) {
      service->packed = slice(bytes_, block.end, block.data);
      service->cut = service->packed.size() < block.data;
      service->service = true;
      return add(std::move(*service));
    }
    if (service->names.front() != "QO" || !service->stored || service->encrypted) return;
    quick_open_ = slice(bytes_, block.end, block.data);
    quick_open_at_ = block.at;
  }

  void read_quick_open() {
    for (std::uint64_t at = 0; at < quick_open_.size() && !list_.limited;) {
      Cursor record(quick_open_, at + 4);
      const std::uint64_t size = record.number();
      const std::uint64_t body = record.at();
      record.number();  // flags
      const std::uint64_t back = record.number();
      const ByteView header = record.take(record.number());
      if (record.bad() || size == 0 || size > quick_open_.size() - body) return;
      if (const auto block = read_block(header, 0); block && block->type == file_block)
        compare(*block, quick_open_at_ - back);
      at = body + size;
      if (budget_.expired()) return stop("cpu_ms");
    }
  }

  void compare(const Block& copy, std::uint64_t place) {
    auto entry = read_file(copy);
    if (!entry) return;
    const auto known = places_.find(place);
    if (known != places_.end() && known->second < list_.entries.size()) {
      RarEntry& original = list_.entries[known->second];
      if (original.names == entry->names || original.names.size() > 8) return;
      original.names_differ = true;
      original.names.insert(original.names.end(), entry->names.begin(), entry->names.end());
      return;
    }
    entry->hidden = true;
    add(std::move(*entry));
  }

  void stop(std::string_view limit) {
    budget_.note(limit);
    list_.limited = stopped_ = true;
  }

  ByteView bytes_;
  Budget& budget_;
  RarListing list_;
  std::unordered_map<std::uint64_t, std::size_t> places_;
  ByteView quick_open_;
  std::uint64_t quick_open_at_ = 0;
  bool stopped_ = false;
};

}  // namespace

RarListing list_rar5(ByteView bytes, Budget& budget) { return Walk(bytes, budget).run(); }

// Markers may follow each other closely: a first block that must prove itself by its sum is a short one.
bool rar5_begins(ByteView bytes) {
  if (bytes.substr(0, rar5_marker.size()) != rar5_marker) return false;
  constexpr std::uint64_t longest = 512;
  Cursor head(bytes, rar5_marker.size() + 4);
  const std::uint64_t size = head.number();
  const bool whole = size > 0 && size <= most_header && head.at() + size <= bytes.size();
  const std::uint64_t type = head.number();
  if (head.bad() || !whole) return false;
  if (type == main_block || type == encryption_block) return true;
  const auto first = read_block(slice(bytes, 0, longest), rar5_marker.size());
  return first && first->sum_right;
}

}  // namespace congvu::attachment
