#include "attachment/zip_directory.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "attachment/zip_inflate.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t most_directories = 64;

bool inside(const ByteRange& range, std::uint64_t at) { return range.begin <= at && at < range.end; }

// What is taken, as ranges that may overlap while they are collected and do not once they are sorted.
class Taken {
 public:
  void add(std::uint64_t begin, std::uint64_t end) {
    if (begin < end) ranges_.push_back({begin, end});
  }
  void settle() {
    std::sort(ranges_.begin(), ranges_.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    std::vector<ByteRange> merged;
    for (const auto& range : ranges_) {
      if (!merged.empty() && range.begin <= merged.back().end)
        merged.back().end = std::max(merged.back().end, range.end);
      else
        merged.push_back(range);
    }
    ranges_ = std::move(merged);
  }
  // After settle(): the first range that ends behind `at`.
  [[nodiscard]] std::size_t find(std::uint64_t at) const {
    const auto found =
        std::upper_bound(ranges_.begin(), ranges_.end(), at,
                         [](std::uint64_t value, const ByteRange& r) { return value < r.end; });
    return static_cast<std::size_t>(found - ranges_.begin());
  }
  [[nodiscard]] bool holds(std::uint64_t at) const {
    const std::size_t found = find(at);
    return found < ranges_.size() && inside(ranges_[found], at);
  }
  [[nodiscard]] const std::vector<ByteRange>& ranges() const { return ranges_; }

 private:
  std::vector<ByteRange> ranges_;
};

class Finder {
 public:
  Finder(ByteView bytes, Budget& budget) : bytes_(bytes), budget_(budget) {}

  std::optional<ZipDirectory> run() {
    read_directories();
    if (!zip_.limited) read_free_entries();
    if (zip_.entries.empty() && !zip_.has_end_record && !zip_.directory_encrypted) return std::nullopt;
    finish();
    return std::move(zip_);
  }

 private:
  // From the last end record to the first, since what the last one covers is content of its entries.
  void read_directories() {
    std::size_t ends = 0;
    for (auto at = bytes_.rfind(zip_end_signature); at != ByteView::npos && !zip_.limited;
         at = at == 0 ? ByteView::npos : bytes_.rfind(zip_end_signature, at - 1)) {
      if (budget_.expired()) return stop("cpu_ms");
      if (!taken_.holds(at) && read_end_record(at) && ++ends > most_directories) return stop("entries");
    }
    zip_.several_directories = directories_ > 1;
  }

  bool read_end_record(std::uint64_t at) {
    const auto plain = read_end(bytes_, at, false);
    const auto large = read_end(bytes_, at, true);
    if (!plain || !large) return false;
    bool found = read_directory(*large);
    if (large->zip64) found |= read_directory(*plain);
    const bool empty = plain->entries == 0 && plain->directory_size == 0 && (at == 0 || found);
    const bool unreadable = !found && !empty;
    if (unreadable && (!directory_encrypted(*large))) {
      // An end record that leads nowhere: damage in a zip, chance in anything else.
      lost_end_record_ = true;
      return false;
    }
    if (unreadable) zip_.directory_encrypted = true;
    zip_.has_end_record = true;
    note_disks(*large);
    taken_.add(large->directory_end, at + 22);
    // Only the outermost comment is content of nothing: what stands in it is looked at.
    taken_.settle();
    file_end_ = std::max(file_end_, large->end);
    if (large->comment_cut) zip_.damaged = true;
    return true;
  }

  void note_disks(const ZipEnd& end) {
    const auto other = [](std::uint64_t disk) { return disk != 0 && disk != 0xFFFF && disk != 0xFFFFFFFF; };
    if (other(end.disk) || other(end.directory_disk)) zip_.split = true;
  }

  bool directory_encrypted(const ZipEnd& end) {
    if (end.directory_encrypted) return true;
    if (end.entries == 0) return false;
    if (!first_local_) first_local_ = bytes_.find(zip_local_signature);
    const auto first = read_local(bytes_, *first_local_);
    return first && (first->flags & zip_flag_masked) != 0 && (first->flags & zip_flag_encrypted) != 0;
  }

  // The directory stands where the offset says, or just in front of the end record; with data in front of the
  // zip only the second is right, and a file may hold a different one at each.
  bool read_directory(const ZipEnd& end) {
    const std::uint64_t before =
        end.directory_size <= end.directory_end ? end.directory_end - end.directory_size : UINT64_MAX;
    const std::uint64_t shift = before != UINT64_MAX && before >= end.directory ? before - end.directory : 0;
    bool found = before != UINT64_MAX && walk(before, shift, end.directory_end);
    if (found && walked_to_ < end.directory_end && slice(bytes_, walked_to_, 4) != "PK\x05\x05")
      odd_tail_ = true;
    if (end.directory != before) found |= walk(end.directory, 0, end.directory_end);
    return found;
  }

  // Records follow each other until one does not; counts are not believed.
  bool walk(std::uint64_t at, std::uint64_t shift, std::uint64_t most) {
    const std::size_t known = visited_.size();
    bool found = false;
    walked_to_ = most;
    while (at < most && !zip_.limited) {
      const auto header = read_central(bytes_, at);
      if (header && !visited_.insert(at).second) return true;
      walked_to_ = at;
      if (!header) break;
      found = true;
      taken_.add(at, header->end);
      add_central(*header, shift);
      at = walked_to_ = header->end;
      if (budget_.expired()) stop("cpu_ms");
    }
    if (visited_.size() > known) ++directories_;
    return found;
  }

  void add_central(const ZipHeader& header, std::uint64_t shift) {
    if (zip_.entries.size() >= budget_.limits().entries) return stop("entries");
    if (header.disk != 0 && header.disk != 0xFFFF) zip_.split = true;
    ZipEntry entry;
    entry.central = header;
    if (header.local <= bytes_.size()) entry.local = read_local(bytes_, header.local + shift);
    if (!entry.local && shift != 0) entry.local = read_local(bytes_, header.local);
    if (entry.local) {
      if (!known_.insert(key(entry)).second) return;
      place_data(entry);
    } else {
      zip_.damaged = true;
    }
    entry.hidden = directories_ > 0;
    zip_.entries.push_back(entry);
  }

  static std::string key(const ZipEntry& entry) {
    return std::to_string(entry.local->offset) + ':' + std::string(entry.central->name);
  }

  void place_data(ZipEntry& entry) {
    const ZipHeader& local = *entry.local;
    const std::uint64_t begin = local.end;
    const std::uint64_t packed = entry.central->packed;
    entry.data = slice(bytes_, begin, packed);
    entry.cut = entry.data.size() < packed;
    std::uint64_t covered = entry.data.size();
    if (entry.methods_differ()) {
      entry.local_data = slice(bytes_, begin, local.packed);
      covered = std::min<std::uint64_t>(covered, entry.local_data.size());
    } else if (packed == 0 && (local.flags & zip_flag_descriptor) != 0 && local.packed == 0) {
      place_unsaid(entry);
      covered = entry.local_data.size();
    }
    taken_.add(local.offset, begin + covered);
  }

  // Both headers leave the size to a descriptor behind the data; a program that reads straight on finds data
  // where the directory says that there are none.
  void place_unsaid(ZipEntry& entry) {
    constexpr std::uint64_t longest_descriptor = 24;
    // Each look may run to the end of the file.
    if (unsaid_ > 4 * bytes_.size()) {
      zip_.damaged = true;
      return;
    }
    const std::uint64_t length = free_length(*entry.local);
    unsaid_ += length;
    const ByteView two = slice(bytes_, entry.local->end, 2);
    const bool empty = length <= longest_descriptor && entry.local->method != 8;
    if (empty || two == "PK" || (entry.local->method == 8 && length <= 2)) return;
    entry.local_data = slice(bytes_, entry.local->end, length);
    entry.unsaid = true;
  }

  // Local headers where nothing is taken. `at` only moves forward.
  void read_free_entries() {
    taken_.settle();
    Taken fresh;
    for (std::uint64_t at = 0; at < bytes_.size() && !zip_.limited;) {
      const auto found = bytes_.find(zip_local_signature, static_cast<std::size_t>(at));
      if (found == ByteView::npos) break;
      const std::size_t range = taken_.find(found);
      if (range < taken_.ranges().size() && inside(taken_.ranges()[range], found)) {
        at = taken_.ranges()[range].end;
        continue;
      }
      if (budget_.expired()) return stop("cpu_ms");
      at = found + 4;
      if (const auto end = add_free(found)) {
        fresh.add(found, *end);
        at = *end;
      }
    }
    for (const auto& range : fresh.ranges()) taken_.add(range.begin, range.end);
    taken_.settle();
  }

  std::optional<std::uint64_t> add_free(std::uint64_t at) {
    const auto first = peek_local(bytes_, at);
    if (!first || !plausible_local(*first)) return std::nullopt;
    const bool trusted = zip_.has_end_record || starts_as_zip() || !zip_.entries.empty();
    if (!trusted && !zip_entry_at(bytes_, at)) return std::nullopt;
    if (zip_.entries.size() >= budget_.limits().entries) {
      stop("entries");
      return std::nullopt;
    }
    const auto header = read_local(bytes_, at);
    ZipEntry entry;
    entry.local = header;
    const std::uint64_t packed = free_length(*header);
    entry.data = slice(bytes_, header->end, packed);
    entry.cut = entry.data.size() < packed;
    entry.hidden = zip_.has_end_record;
    // A length that runs over the end of the file hides nothing that stands behind the header.
    const std::uint64_t end = header->end + (entry.cut ? 0 : entry.data.size());
    zip_.entries.push_back(entry);
    return end;
  }

  [[nodiscard]] std::uint64_t free_length(const ZipHeader& header) {
    const bool unknown = (header.flags & zip_flag_descriptor) != 0 && header.packed == 0;
    if (!unknown) return header.packed;
    if (header.method == 8 && !header.encrypted()) return deflate_length(slice(bytes_, header.end), budget_);
    // Stored, or nothing that could be followed: up to the next record of any kind.
    for (auto at = bytes_.find("PK", static_cast<std::size_t>(header.end)); at != ByteView::npos;
         at = bytes_.find("PK", at + 2)) {
      if (budget_.expired()) break;
      const ByteView four = slice(bytes_, at, 4);
      if (four == zip_descriptor_signature || four == zip_central_signature || four == zip_end_signature)
        return at - header.end;
      if (four == zip_local_signature && zip_entry_at(bytes_, at)) return at - header.end;
    }
    return bytes_.size() - header.end;
  }

  [[nodiscard]] bool starts_as_zip() const {
    const ByteView four = slice(bytes_, 0, 4);
    return four == zip_local_signature || four == zip_end_signature || four == zip_descriptor_signature ||
           four == "PK00";
  }

  void finish() {
    if (slice(bytes_, 0, 4) == zip_descriptor_signature && !zip_.has_end_record) zip_.split = true;
    if (!zip_.has_end_record || (lost_end_record_ && starts_as_zip()) || odd_tail_) zip_.damaged = true;
    std::uint64_t at = 0;
    const auto& ranges = taken_.ranges();
    zip_.begin = ranges.empty() ? 0 : ranges.front().begin;
    zip_.end = ranges.empty() ? 0 : std::max(ranges.back().end, file_end_);
    for (const auto& range : ranges) {
      if (at < range.begin) zip_.free.push_back({at, range.begin});
      at = range.end;
    }
    if (at < bytes_.size()) zip_.free.push_back({at, bytes_.size()});
  }

  void stop(std::string_view limit) {
    zip_.limited = true;
    budget_.note(limit);
  }

  ByteView bytes_;
  Budget& budget_;
  ZipDirectory zip_;
  Taken taken_;
  std::unordered_set<std::uint64_t> visited_;  // central records
  std::unordered_set<std::string> known_;
  std::size_t directories_ = 0;
  std::uint64_t file_end_ = 0, walked_to_ = 0, unsaid_ = 0;
  std::optional<std::uint64_t> first_local_;
  bool lost_end_record_ = false, odd_tail_ = false;
};

}  // namespace

bool ZipEntry::encrypted() const {
  return (central && central->encrypted()) || (local && local->encrypted());
}

bool ZipEntry::flags_differ() const { return central && local && central->encrypted() != local->encrypted(); }

bool ZipEntry::methods_differ() const {
  if (!central || !local) return false;
  if (unsaid) return true;
  if (central->method != local->method) return true;
  const bool later = (local->flags & zip_flag_descriptor) != 0 || (local->packed == 0 && local->crc == 0);
  return !(later && local->packed == 0) && local->packed != 0xFFFFFFFF && local->packed != central->packed;
}

std::optional<ZipDirectory> find_zip(ByteView bytes, Budget& budget) { return Finder(bytes, budget).run(); }

}  // namespace congvu::attachment
