// What a RAR archive lists: names, encryption, volumes, and where each entry's packed bytes lie. Nothing is
// unpacked here.
//
// In: bytes that begin with a RAR marker. Out: every file block in order, folders included, so that entries
// can be counted off against another reader's. A wrong checksum is noted and walked over, as WinRAR does.
// Limits: Limits::entries entries (then `limited`); each block is read once. Failure: what was found stays.
// Threads: pure but for the Budget.
// Sources: RAR 5.0 archive format (rarlab technote); for RAR 1.5 to 4 the technote that came with WinRAR 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/bytes.h"
#include "facts/limits.h"

namespace congvu::attachment {

struct RarEntry {
  std::vector<std::string> names;
  ByteView packed;  // what is there of it
  std::uint64_t size = 0;
  std::uint64_t place = 0;  // of its block
  bool folder = false;
  bool encrypted = false;
  bool stored = false;
  bool link = false;
  bool part = false;  // begins or ends in another volume
  bool cut = false;   // the file ends before its data does
  bool names_differ = false;
  bool service = false;  // no file of its own: an alternate stream, or what nobody knows
  bool hidden = false;  // only in the copy of the headers that speeds up listing
};

struct RarListing {
  std::vector<RarEntry> entries;
  std::uint64_t end = 0;  // behind the last block that made sense
  bool headers_encrypted = false;
  bool volume = false;
  bool damaged = false;
  bool unreadable = false;  // it has content that nothing here reads
  bool limited = false;
  bool complete = false;  // an end block was seen
};

RarListing list_rar4(ByteView bytes, Budget& budget);
RarListing list_rar5(ByteView bytes, Budget& budget);

// Whether a service block of that name holds what only the packer itself needs.
bool is_rar_service(std::string_view name);

// Whether a marker is followed by a first block that makes sense.
bool rar4_begins(ByteView bytes);
bool rar5_begins(ByteView bytes);

// The name that RAR 3 packs behind the plain one. Source: as above; the packing is that of the file's unicode
// field.
std::string decode_rar4_name(ByteView field);

}  // namespace congvu::attachment
