// The password that Excel tries before it asks: a workbook "protected" with it opens for everybody.
//
// In: the body of a FILEPASS record. Out: whether the well-known default password opens the workbook; false
// for every method that is not checked here. Excel itself writes such files for "protect workbook", so they
// are no more locked than the others. Threads: pure. Sources: [MS-XLS] 2.2.10, 2.4.117,
// [MS-OFFCRYPTO] 2.3.5-2.3.7.
#pragma once

#include "facts/bytes.h"

namespace congvu::attachment {

bool opens_with_default_password(ByteView file_pass);

}  // namespace congvu::attachment
