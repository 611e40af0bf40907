// Disk images: what Windows mounts by a double click, and virtual disks.
//
// In: bytes from the beginning of an object; `whole` says that its end is there, too. Out: a form, or empty.
// Constant time: fixed offsets and the last 512 bytes. Threads: pure functions.
// Sources: ECMA-119, ECMA-167, FAT specification (Microsoft), VHD and MS-VHDX, VMDK, VDI, QCOW2, UDIF.
#pragma once

#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

std::string_view form_of_disk_image(ByteView bytes, bool whole);

// A UDF file system; beside ISO 9660 it is the one that Windows shows.
bool has_udf(ByteView bytes);

}  // namespace congvu::attachment
