// Archives: our own directories of zip and RAR, and what goes through libarchive.
#include "attachment/archive_front.h"
#include "attachment/rar.h"
#include "attachment/readers.h"
#include "attachment/zip_directory.h"
#include "attachment/zip_entry.h"
#include "fuzz/target.h"

namespace congvu::fuzz {
namespace {

using namespace attachment;

void open_archive(ByteView input) {
  Budget budget(small_limits());
  const Item item = item_of(input, {"input"});
  Readers readers;
  open_archive_readers(item, FileType{}, readers);
  drain(readers, budget);
}

void check_zip(ByteView input) {
  Budget budget(small_limits());
  const auto zip = find_zip(input, budget);
  check(!ends_as_zip(input) || zip.has_value(), "what ends as a zip is one");
  if (!zip) return;
  check(zip->entries.size() <= small_limits().entries, "entries are bounded");
  check(zip->begin <= zip->end && zip->end <= input.size(), "the zip lies inside");
  std::uint64_t behind = 0;
  for (const auto& range : zip->free) {
    check(range.begin >= behind && range.begin <= range.end && range.end <= input.size(),
          "free ranges ascend and lie inside");
    behind = range.end;
  }
  for (const auto& entry : zip->entries) {
    check(entry.central || entry.local, "an entry has a header");
    check_inside(input, entry.data, "an entry's data lies inside");
    check_inside(input, entry.local_data, "an entry's data lies inside");
    for (const auto& name : zip_entry_names(entry)) check_utf8(name, "a name is UTF-8");
  }
}

void check_rar(ByteView input, const RarListing& listing) {
  check(listing.entries.size() <= small_limits().entries, "entries are bounded");
  check(listing.end <= input.size(), "the archive ends inside");
  for (const auto& entry : listing.entries) {
    check_inside(input, entry.packed, "an entry's data lies inside");
    check(entry.place <= input.size(), "an entry lies inside");
    for (const auto& name : entry.names) check_utf8(name, "a name is UTF-8");
  }
}

}  // namespace

CONGVU_FUZZ_TARGET(zip) {
  check_zip(input);
  open_archive(input);
}

CONGVU_FUZZ_TARGET(rar) {
  Budget budget(small_limits());
  if (input.starts_with(rar4_marker)) check_rar(input, list_rar4(input, budget));
  if (input.starts_with(rar5_marker)) check_rar(input, list_rar5(input, budget));
  if (const ByteView field = input.substr(0, 4096); field.find('\0') != ByteView::npos)
    check_utf8(decode_rar4_name(field), "a packed name is UTF-8");
  open_archive(input);
}

CONGVU_FUZZ_TARGET(seven_zip) {
  if (archive_front(input) == Front::seven_zip) open_archive(input);
}

// tar, cpio, ar, lha, cab, iso, xar and the one-file compressions.
CONGVU_FUZZ_TARGET(libarchive) {
  if (archive_front(input) != Front::none) open_archive(input);
}

}  // namespace congvu::fuzz
