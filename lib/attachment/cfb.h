// OLE compound files (structured storage): the directory, and the streams.
//
// In: untrusted bytes. Out: every used directory entry, also those that the directory tree does not lead to;
// streams as slices where they are contiguous, else as copies taken from the budget.
// Limits: no recursion; a sector chain is followed no longer than the file has sectors, and all chains
// together no longer than a few times that (no sector of a sound file belongs to two streams), so a file of
// any shape costs linear time. At most `most_entries` entries. Why not libgsf: its directory walk recurses
// once a sibling (a chain of them overruns the stack) and glib aborts the process where memory is short.
// Failure: open() fails where there is no directory to read; `complete` is false where a stream is cut or
// broken. Threads: one object, one thread. Source: [MS-CFB].
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/error.h"
#include "facts/limits.h"

namespace congvu::attachment::cfb {

inline constexpr ByteView magic{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
inline constexpr std::uint32_t none = 0xFFFFFFFF;
inline constexpr std::size_t most_entries = 100'000;

enum class Type : std::uint8_t { storage = 1, stream = 2, root = 5 };

struct Entry {
  std::string name;  // valid UTF-8, control characters still inside
  std::string key;   // the name in lower case: the format compares names without case
  Type type = Type::stream;
  bool reached = false;         // the tree leads here: what Office would open
  std::uint32_t parent = none;  // index of the storage that holds it
  std::uint32_t start = 0;
  std::uint64_t size = 0;
  ByteView class_id;  // 16 bytes
};

struct Content {
  Blob blob;
  bool complete = true;  // all bytes that the directory promises are here
  bool limit = false;    // the budget is why not
  bool copied = false;   // the bytes were taken from the budget
};

class File {
 public:
  static Result<File> open(const Blob& bytes);

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  // More entries than `most_entries`.
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] const Entry* parent(const Entry& entry) const;
  Content read(const Entry& entry, Budget& budget);
  // The first bytes, at most one sector of them.
  ByteView head(const Entry& entry) const;

 private:
  File() = default;
  bool read_header();
  void read_fat(std::uint32_t first_difat, std::uint32_t difat_count);
  void add_fat_sector(std::uint32_t sector);
  void read_directory(std::uint32_t first);
  void link_tree();
  void link_children(std::uint32_t storage, std::vector<std::uint32_t>& storages);
  Entry entry_at(ByteView raw) const;
  [[nodiscard]] ByteView sector(std::uint32_t number) const;
  [[nodiscard]] ByteView mini_sector(std::uint32_t number) const;
  // The chain from `start`, at most `most` sectors.
  std::vector<std::uint32_t> chain(const std::vector<std::uint32_t>& table, std::uint32_t start,
                                   std::uint64_t most);
  [[nodiscard]] bool is_mini(const Entry& entry) const;

  Blob bytes_;
  unsigned shift_ = 9, mini_shift_ = 6;
  std::uint64_t mini_cutoff_ = 4096;
  std::uint64_t sectors_ = 0;
  std::uint64_t steps_left_ = 0;
  bool large_sizes_ = false;
  bool truncated_ = false;
  std::vector<std::uint32_t> fat_, mini_fat_, mini_chain_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_;  // directory position -> entries_, or none
  std::vector<ByteView> raw_;         // of each entry
};

}  // namespace congvu::attachment::cfb
