#include "attachment/cfb.h"

#include <algorithm>

#include "attachment/document_reader.h"
#include "facts/text.h"

namespace congvu::attachment::cfb {
namespace {

constexpr std::uint32_t last_sector_number = 0xFFFFFFFA;
constexpr std::size_t entry_size = 128;
constexpr std::size_t header_difat = 76;
constexpr unsigned header_difat_count = 109;

std::uint32_t number(ByteView bytes, std::uint64_t offset) {
  return static_cast<std::uint32_t>(read_le<4>(bytes, offset).value_or(none));
}

bool is_type(unsigned value) { return value == 1 || value == 2 || value == 5; }

}  // namespace

Result<File> File::open(const Blob& bytes) {
  File file;
  file.bytes_ = bytes;
  if (!file.read_header()) return fail(ErrorKind::invalid, "compound file", "no directory can be read");
  return file;
}

bool File::read_header() {
  const ByteView all = bytes_.bytes;
  if (!all.starts_with(magic) || all.size() < 512) return false;
  shift_ = static_cast<unsigned>(*read_le<2>(all, 30));
  mini_shift_ = static_cast<unsigned>(*read_le<2>(all, 32));
  if (shift_ < 7 || shift_ > 20) shift_ = *read_le<2>(all, 26) == 4 ? 12 : 9;
  if (mini_shift_ < 3 || mini_shift_ >= shift_) mini_shift_ = 6;
  large_sizes_ = shift_ > 9;
  sectors_ = all.size() >> shift_;  // the header fills the place of one; a short last sector counts
  steps_left_ = 4 * sectors_ + 4 * (all.size() >> mini_shift_) + 1024;
  read_fat(number(all, 68), number(all, 72));
  read_directory(number(all, 48));
  if (entries_.empty()) return false;
  const auto mini_table = chain(fat_, number(all, 60), sectors_);
  for (const auto at : mini_table) {
    const ByteView raw = sector(at);
    for (std::size_t i = 0; i + 4 <= raw.size(); i += 4) mini_fat_.push_back(number(raw, i));
  }
  for (const auto& entry : entries_)
    if (entry.type == Type::root && mini_chain_.empty()) mini_chain_ = chain(fat_, entry.start, sectors_);
  link_tree();
  return true;
}

// The sector numbers of the table itself: 109 of them in the header, the others in a chain of sectors.
void File::read_fat(std::uint32_t first_difat, std::uint32_t difat_count) {
  const std::uint64_t per_sector = (1ULL << shift_) / 4;
  for (unsigned i = 0; i < header_difat_count; ++i)
    add_fat_sector(number(bytes_.bytes, header_difat + 4ULL * i));
  const std::uint64_t most =
      std::min<std::uint64_t>({difat_count, sectors_, sectors_ / per_sector / per_sector + 2});
  std::uint32_t at = first_difat;
  for (std::uint64_t i = 0; i < most && at < last_sector_number; ++i) {
    const ByteView raw = sector(at);
    for (std::uint64_t k = 0; k + 1 < per_sector; ++k) add_fat_sector(number(raw, 4 * k));
    at = number(raw, 4 * (per_sector - 1));
  }
}

void File::add_fat_sector(std::uint32_t at) {
  if (at >= last_sector_number || fat_.size() > sectors_) return;  // the table already covers the whole file
  const ByteView raw = sector(at);
  const std::uint64_t per_sector = (1ULL << shift_) / 4;
  for (std::uint64_t i = 0; i < per_sector; ++i) fat_.push_back(number(raw, 4 * i));
}

ByteView File::sector(std::uint32_t at) const {
  return slice(bytes_.bytes, (static_cast<std::uint64_t>(at) + 1) << shift_, 1ULL << shift_);
}

ByteView File::mini_sector(std::uint32_t at) const {
  const std::uint64_t offset = static_cast<std::uint64_t>(at) << mini_shift_;
  const std::uint64_t place = offset >> shift_;
  if (place >= mini_chain_.size()) return {};
  const ByteView whole = sector(mini_chain_[static_cast<std::size_t>(place)]);
  return slice(whole, offset & ((1ULL << shift_) - 1), 1ULL << mini_shift_);
}

std::vector<std::uint32_t> File::chain(const std::vector<std::uint32_t>& table, std::uint32_t start,
                                       std::uint64_t most) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t at = start; at < last_sector_number && out.size() < most && steps_left_ > 0;
       --steps_left_) {
    out.push_back(at);
    if (at >= table.size()) break;
    at = table[at];
  }
  return out;
}

void File::read_directory(std::uint32_t first) {
  std::vector<std::uint32_t> places = chain(fat_, first, sectors_);
  for (const auto at : places) {
    const ByteView raw = sector(at);
    for (std::size_t i = 0; i + entry_size <= raw.size(); i += entry_size) {
      const ByteView one = raw.substr(i, entry_size);
      index_.push_back(none);
      if (!is_type(byte_at(one, 66))) continue;
      if (entries_.size() >= most_entries) {
        truncated_ = true;
        return;
      }
      index_.back() = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back(entry_at(one));
      raw_.push_back(one);
    }
  }
}

Entry File::entry_at(ByteView raw) const {
  Entry entry;
  const std::uint64_t length = std::min<std::uint64_t>(*read_le<2>(raw, 64), 64);
  entry.name = from_utf16le(slice(raw, 0, length));
  entry.key = lower_ascii(entry.name);
  entry.type = static_cast<Type>(byte_at(raw, 66));
  entry.start = number(raw, 116);
  entry.size = large_sizes_ ? *read_le<8>(raw, 120) : *read_le<4>(raw, 120);
  entry.class_id = raw.substr(80, 16);
  return entry;
}

// Each storage holds its children as a binary tree. An entry that was reached once is not entered again.
void File::link_tree() {
  if (index_.empty() || index_[0] == none) return;
  std::vector<std::uint32_t> storages{index_[0]};
  entries_[index_[0]].reached = true;
  while (!storages.empty()) {
    const std::uint32_t storage = storages.back();
    storages.pop_back();
    link_children(storage, storages);
  }
}

void File::link_children(std::uint32_t storage, std::vector<std::uint32_t>& storages) {
  std::vector<std::uint32_t> open{number(raw_[storage], 76)};
  while (!open.empty()) {
    const std::uint32_t position = open.back();
    open.pop_back();
    if (position >= index_.size() || index_[position] == none) continue;
    Entry& entry = entries_[index_[position]];
    if (entry.reached) continue;
    entry.reached = true;
    entry.parent = storage;
    open.push_back(number(raw_[index_[position]], 68));
    open.push_back(number(raw_[index_[position]], 72));
    if (entry.type != Type::stream) storages.push_back(index_[position]);
  }
}

const Entry* File::parent(const Entry& entry) const {
  return entry.parent < entries_.size() ? &entries_[entry.parent] : nullptr;
}

bool File::is_mini(const Entry& entry) const {
  return entry.size < mini_cutoff_ && entry.type == Type::stream;
}

ByteView File::head(const Entry& entry) const {
  if (entry.start >= last_sector_number) return {};
  return slice(is_mini(entry) ? mini_sector(entry.start) : sector(entry.start), 0, entry.size);
}

Content File::read(const Entry& entry, Budget& budget) {
  Content content;
  if (entry.size == 0) return content;
  const bool mini = is_mini(entry);
  const unsigned shift = mini ? mini_shift_ : shift_;
  const std::uint64_t wanted = ((entry.size - 1) >> shift) + 1;
  const std::uint64_t there = mini ? mini_chain_.size() << (shift_ - mini_shift_) : sectors_;
  const auto places = chain(mini ? mini_fat_ : fat_, entry.start, std::min(wanted, there));
  const auto piece = [&](std::uint32_t at) { return mini ? mini_sector(at) : sector(at); };
  bool contiguous = !mini && !places.empty();
  for (std::size_t i = 1; i < places.size() && contiguous; ++i) contiguous = places[i] == places[i - 1] + 1;
  const std::uint64_t size =
      std::min<std::uint64_t>(entry.size, static_cast<std::uint64_t>(places.size()) << shift);
  if (contiguous) {
    content.blob = bytes_.part((static_cast<std::uint64_t>(places.front()) + 1) << shift, size);
  } else {
    const std::uint64_t room = std::min(size, budget.bytes_left());
    const bool taken = budget.take_bytes(room);
    content.limit = room < size || !taken;
    content.copied = true;
    std::string copy;
    if (taken) copy.reserve(static_cast<std::size_t>(room));
    for (std::size_t i = 0; taken && i < places.size() && copy.size() < room; ++i)
      copy += slice(piece(places[i]), 0, room - copy.size());
    content.blob = Blob::own(std::move(copy));
  }
  content.complete = content.blob.bytes.size() == entry.size;
  return content;
}

}  // namespace congvu::attachment::cfb
