// Every entry of a zip that any program would list: the union of all directories and all local headers.
//
// In: the bytes of a file that is, contains or pretends to be a zip. Out: its entries in directory order,
// then those that no directory names; where each one's data lies; what the two headers of one entry disagree
// on. Programs differ on which directory counts (the last end record, the first, the one in a comment), on
// offsets when data stands in front, and on entries without a directory record: here all of them count. What
// lies inside the data of an entry is not looked at: it is the entry's content. Limits: Limits::entries
// entries (then `limited`); every directory record is read once, every byte is passed over once, whatever
// offsets say. Failure: what is damaged is flagged, entries found so far stay. Threads: pure but for the
// Budget. Source: PKWARE APPNOTE 6.3.10.
#pragma once

#include <optional>
#include <vector>

#include "attachment/zip_records.h"
#include "facts/limits.h"

namespace congvu::attachment {

struct ByteRange {
  std::uint64_t begin = 0, end = 0;
};

struct ZipEntry {
  std::optional<ZipHeader> central;  // none: only the local headers know the entry
  std::optional<ZipHeader> local;    // none: the directory points nowhere
  ByteView data;                     // packed, as the directory says where it does
  ByteView local_data;               // packed, as the local header says, where that differs; else empty
  bool cut = false;                  // the file ends before the data does
  bool unsaid = false;               // the size stands in neither header, and the directory says 0
  bool hidden = false;               // only some programs list it

  // The header that decides first: the directory's.
  [[nodiscard]] const ZipHeader& header() const { return central ? *central : *local; }
  [[nodiscard]] bool encrypted() const;
  [[nodiscard]] bool flags_differ() const;    // one header says encrypted, the other not
  [[nodiscard]] bool methods_differ() const;  // packed size or method
};

struct ZipDirectory {
  std::vector<ZipEntry> entries;
  std::vector<ByteRange> free;  // ascending: where neither an entry nor a record lies
  std::uint64_t begin = 0;      // of the first record or entry
  std::uint64_t end = 0;        // behind the last
  bool has_end_record = false;
  bool directory_encrypted = false;
  bool several_directories = false;
  bool split = false;
  bool damaged = false;
  bool limited = false;
};

// Nothing where no program would see a zip at all.
std::optional<ZipDirectory> find_zip(ByteView bytes, Budget& budget);

// A cheap first look: whether find_zip is worth the call. It is for a plausible local header, for an end
// record with a directory in front, and at a zip signature in the first bytes.
bool may_be_zip(ByteView bytes);

// Whether a plausible local header stands at `offset`, with data that its method could have packed.
bool zip_entry_at(ByteView bytes, std::uint64_t offset);

// Whether the file ends with an end record and its directory, as the strictest program wants it.
bool ends_as_zip(ByteView bytes);

}  // namespace congvu::attachment
