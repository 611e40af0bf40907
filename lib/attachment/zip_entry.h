// The content and the names of one zip entry.
//
// In: an entry of zip_directory.h, the Blob in which it lies. Out: a Child, as far as it can be unpacked.
// Limits: every byte is taken from the Budget first, stored ones too, since entries may overlap.
// Threads: pure but for the Budget. Source: PKWARE APPNOTE 6.3.10.
#pragma once

#include <optional>
#include <string>

#include "attachment/zip_directory.h"
#include "facts/item.h"

namespace congvu::attachment {

std::vector<std::string> zip_entry_names(const ZipEntry& entry);
bool zip_entry_names_differ(const ZipEntry& entry);
bool is_zip_folder(const ZipEntry& entry);

// How one of the two headers describes the data.
struct ZipPacking {
  ByteView data;
  std::uint16_t method = 0, flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
};
ZipPacking zip_packing(const ZipHeader& header, ByteView data);

// Fills blob, content and findings. What a deflate stream leaves over of its data is returned.
ByteView unpack_zip_entry(const Blob& blob, const ZipPacking& packing, Budget& budget, Child& child,
                          std::uint64_t most = UINT64_MAX);

// The content of an entry that only one header calls encrypted, if it is plain after all.
bool unpack_if_plain(const Blob& blob, const ZipEntry& entry, Budget& budget, Child& child);

}  // namespace congvu::attachment
