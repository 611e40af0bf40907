// Names inside Windows Installer files, and how to know one.
//
// In: names and class ids of a compound file. Out: readable names. Threads: pure functions.
// Sources: the class ids of msi.h; the packing of table and stream names as documented by libmsi and Wine.
#pragma once

#include <string>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

// Installer, patch or transform.
bool is_installer_class(ByteView class_id);
// The name of a stream as the installer reads it: two letters are packed in one code point. Other names are
// returned as they are.
std::string installer_stream_name(std::string_view utf8);

}  // namespace congvu::attachment
