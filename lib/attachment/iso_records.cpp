#include "attachment/iso_records.h"

#include <deque>
#include <unordered_set>

#include "attachment/archive_names.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t sector = 2048;
constexpr std::uint64_t first_descriptor = 16;
constexpr std::uint64_t most_descriptors = 64;
// Directories may overlap: so many records and sectors are passed over for each file that may be listed.
constexpr std::uint64_t steps_an_entry = 16;

struct Directory {
  std::uint64_t place = 0, size = 0;
  bool joliet = false;
};

// UTF-16, the high byte first.
std::string wide_name(ByteView raw) {
  std::string swapped;
  for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
    swapped.push_back(raw[i + 1]);
    swapped.push_back(raw[i]);
  }
  return utf16le_to_utf8(swapped);
}

std::string without_version(std::string name) {
  const auto semicolon = name.rfind(';');
  if (semicolon != std::string::npos && semicolon > 0) name.resize(semicolon);
  return name;
}

class Walk {
 public:
  Walk(ByteView image, Budget& budget) : image_(image), budget_(budget) {}

  IsoListing run() {
    for (std::uint64_t i = 0; i < most_descriptors; ++i) {
      const ByteView descriptor = slice(image_, (first_descriptor + i) * sector, sector);
      if (descriptor.size() < sector || descriptor.substr(1, 5) != "CD001") break;
      const unsigned kind = byte_at(descriptor, 0);
      if (kind == 1 || kind == 2) add_root(descriptor);
    }
    while (!waiting_.empty() && !listing_.limited) {
      const Directory next = waiting_.front();
      waiting_.pop_front();
      read(next);
    }
    return std::move(listing_);
  }

 private:
  void add_root(ByteView descriptor) {
    const bool joliet = byte_at(descriptor, 0) == 2 && descriptor.substr(88, 2) == "%/";
    const std::uint64_t size = *read_le<2>(descriptor, 128);
    block_ = size == 0 ? sector : size;
    add_directory({*read_le<4>(descriptor, 158), *read_le<4>(descriptor, 166), joliet});
  }

  void add_directory(const Directory& directory) {
    if (visited_.insert(directory.place).second) waiting_.push_back(directory);
  }

  // Records do not cross a sector; a length of 0 leads to the next one.
  void read(const Directory& directory) {
    const ByteView bytes = slice(image_, directory.place * block_, directory.size);
    for (std::uint64_t at = 0; at < bytes.size() && !listing_.limited;) {
      if (++steps_ > budget_.limits().entries * steps_an_entry) return stop("entries");
      const std::uint64_t length = byte_at(bytes, static_cast<std::size_t>(at));
      if (length == 0) {
        at = (at / sector + 1) * sector;
        continue;
      }
      const ByteView record = slice(bytes, at, length);
      if (record.size() < 34) return;
      take(record, directory.joliet);
      at += length;
      if (budget_.expired()) stop("cpu_ms");
    }
  }

  void take(ByteView record, bool joliet) {
    const ByteView raw = slice(record, 33, byte_at(record, 32));
    const std::uint64_t place = *read_le<4>(record, 2);
    const std::uint64_t size = *read_le<4>(record, 10);
    if ((byte_at(record, 25) & 2U) != 0) {
      if (raw.size() > 1 || (raw != ByteView("\0", 1) && raw != "\1")) add_directory({place, size, joliet});
      return;
    }
    if (size == 0) return;
    if (listing_.files.size() >= budget_.limits().entries) return stop("entries");
    listing_.files.push_back({without_version(joliet ? wide_name(raw) : name_to_utf8(raw)),
                              (place + byte_at(record, 1)) * block_, size});
  }

  void stop(std::string_view limit) {
    budget_.note(limit);
    listing_.limited = true;
  }

  ByteView image_;
  Budget& budget_;
  IsoListing listing_;
  std::deque<Directory> waiting_;
  std::unordered_set<std::uint64_t> visited_;
  std::uint64_t block_ = sector, steps_ = 0;
};

}  // namespace

IsoListing list_iso(ByteView image, Budget& budget) { return Walk(image, budget).run(); }

}  // namespace congvu::attachment
