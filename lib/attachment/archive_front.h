// Which container begins at the first byte of an object, told by signatures and the fields behind them.
//
// In: the bytes. Out: one form. Short signatures (tar, cpio, lha, lzma, .Z) count only when further fields of
// the header make sense, so that text and random bytes are `none`. Threads: pure functions. Sources: POSIX
// pax/ustar and cpio, ECMA-119, RFC 1952, the .xz and .zst formats, [MS-CAB], 7zFormat.txt, LHA header levels
// 0-3, the RAR 5.0 technote, xar.h.
#pragma once

#include <utility>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

enum class Front : std::uint8_t {
  none,
  zip,
  rar4,
  rar5,
  seven_zip,
  cab,
  tar,
  cpio,
  ar,
  lha,
  iso,
  xar,
  gzip,
  bzip2,
  xz,
  lzma,
  zstd,
  compress,  // .Z
  compound,  // OLE: a document reader opens it; its sectors may hold whole archives
  unsupported,
};

Front archive_front(ByteView bytes);

// What the same bytes are besides `first`, to programs that look elsewhere than at the first bytes.
std::vector<Front> further_fronts(ByteView bytes, Front first);

// A container of one compressed stream.
bool is_one_stream(Front front);

constexpr ByteView rar4_marker = ByteView("Rar!\x1a\x07\x00", 7);
constexpr ByteView rar5_marker = ByteView("Rar!\x1a\x07\x01\x00", 8);
constexpr ByteView seven_zip_marker = "7z\xbc\xaf\x27\x1c";
constexpr ByteView cab_marker = ByteView("MSCF\0\0\0\0", 8);

// Where a 7z or cab archive that begins at the first byte says that it ends; nothing when its header makes no
// sense. The end may lie behind the bytes: then the archive is cut, or a volume.
std::optional<std::uint64_t> seven_zip_end(ByteView bytes);
std::optional<std::uint64_t> cab_end(ByteView bytes);
bool cab_of_a_set(ByteView bytes);
// The bytes of a cabinet's header that the format leaves to others; {0, 0} for none.
std::pair<std::uint64_t, std::uint64_t> cab_reserve(ByteView bytes);
// The 7z AES coder stands in the header as far as it is not packed itself.
bool seven_zip_names_aes(ByteView bytes);

}  // namespace congvu::attachment
