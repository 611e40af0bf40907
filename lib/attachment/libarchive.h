// The one door to libarchive: a session that lists an archive and unpacks entry after entry.
//
// In: bytes that outlive the session, the container that they begin with (archive_front.h). Exactly the
// filter and the formats for that container are registered: nothing is guessed, no external program can be
// started. Out: names as UTF-8, sizes, contents under the budget. Limits: bytes, ratio and time are tested
// between blocks; a single call into libarchive can still be long, so this runs inside the bounded worker.
// Failure: next() and read() say so; a session that failed is finished. Threads: a session belongs to one
// thread. warm_up_archives() sets LC_CTYPE for the process, once, since libarchive converts names by it: call
// it before other threads start. Source: archive_read(3) of libarchive 3.6.2.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attachment/archive_front.h"
#include "attachment/zip_inflate.h"
#include "facts/limits.h"

struct archive;
struct archive_entry;

namespace congvu::attachment {

void warm_up_archives();

struct ListedEntry {
  std::vector<std::string> names;
  std::uint64_t size = 0;
  std::uint64_t place = 0;  // of the data (iso), or 0: two names of one file share it
  bool directory = false;
  bool encrypted = false;
};

struct EntryBytes {
  std::string bytes;
  UnpackState state = UnpackState::whole;
  bool unsupported = false;  // the method, not the data, is at fault
};

class LibarchiveSession {
 public:
  // What is read behind a filter: the archive in it, or the unpacked stream as one entry.
  enum class Inside : std::uint8_t { tar, cpio, stream };
  enum class Step : std::uint8_t { entry, end, failed };

  // For containers with entries.
  LibarchiveSession(ByteView bytes, Front front, const char* option = nullptr);
  // For one compressed stream.
  LibarchiveSession(ByteView bytes, Front filter, Inside inside);
  // For one zip entry whose method only libarchive unpacks: `pieces` are read one after the other.
  explicit LibarchiveSession(std::vector<ByteView> zip_pieces);
  // For a tar or cpio archive that comes in pieces; each is valid until the next is asked for.
  using Source = std::function<std::optional<ByteView>()>;
  LibarchiveSession(Source source, Inside inside);
  ~LibarchiveSession();
  LibarchiveSession(const LibarchiveSession&) = delete;
  LibarchiveSession& operator=(const LibarchiveSession&) = delete;

  Step next(ListedEntry& entry);
  // The current entry; at most min(most, entry_bytes). `packed` is what the ratio is judged by.
  EntryBytes read(std::uint64_t most, std::uint64_t packed, Budget& budget);
  // The next piece of the current entry, not charged to anybody; nothing at its end or where it breaks.
  std::optional<ByteView> read_piece();

  [[nodiscard]] bool broken() const { return broken_; }  // read_piece() ended before the data did
  [[nodiscard]] bool has_encrypted() const;
  [[nodiscard]] bool unsupported() const;  // the last error speaks of something not supported
  // How many bytes the format used, for unfiltered formats that read straight on.
  [[nodiscard]] std::uint64_t used() const;
  // The same in front of the filter.
  [[nodiscard]] std::uint64_t used_packed() const;

 private:
  void start();
  UnpackState append_blocks(EntryBytes& out, std::uint64_t limit, std::uint64_t packed, Budget& budget);
  static long give(archive* a, void* self, const void** buffer);
  static long give_source(archive* a, void* self, const void** buffer);

  archive* archive_ = nullptr;
  archive_entry* entry_ = nullptr;
  std::vector<ByteView> pieces_;
  std::size_t piece_ = 0;
  Source source_;
  std::uint64_t unpacked_ = 0;
  bool open_ = false;
  bool failed_ = false;
  bool broken_ = false;
};

}  // namespace congvu::attachment
