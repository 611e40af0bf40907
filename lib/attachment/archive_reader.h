// What every archive reader has besides its children: the parts of the object that it did not use.
//
// In: a Blob that begins with (or, for a zip, contains) the archive. Out: children, findings about the whole,
// and after the last child the ranges where something else may lie. Threads: as Reader (facts/item.h).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "attachment/archive_front.h"
#include "attachment/zip_directory.h"
#include "attachment/zip_inflate.h"
#include "facts/item.h"

namespace congvu::attachment {

// How far the archive is believed in.
enum class Trust : std::uint8_t {
  front,    // the object begins with it: damage and oddities are findings
  overlay,  // it stands behind other data
  quiet,    // perhaps only a part of what another reader opens: children count, oddities do not
};

class ArchiveReader : public Reader {
 public:
  // Ascending; relative to the reader's own blob.
  [[nodiscard]] virtual std::vector<ByteRange> unseen() const = 0;
};

std::unique_ptr<ArchiveReader> zip_reader(Blob blob, Trust trust);
std::unique_ptr<ArchiveReader> rar_reader(Blob blob, Trust trust);
// tar, cpio, ar, lha, cab, iso, xar, 7z.
std::unique_ptr<ArchiveReader> container_reader(Blob blob, Front front, Trust trust);
// gz, bz2, xz, lzma, zst, Z: the tar or cpio inside, else one child of Role::layer. `names` are the object's
// own.
std::unique_ptr<ArchiveReader> layer_reader(Blob blob, Front front, std::vector<std::string> names);

// What the states of unpacking mean for a child.
void note_state(Child& child, UnpackState state);

}  // namespace congvu::attachment
