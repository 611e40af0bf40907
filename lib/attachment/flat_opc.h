// Office Open XML in one XML file ("flat OPC"): binary parts as base64 between two tags.
//
// In: text with <pkg:binaryData>, which Word opens whatever the file's name. Out: each binary
// part as a child. Limits: every decoded byte comes from the budget; one pass, linear. Failure: none.
// Threads: pure. Source: ECMA-376 part 4, annex on flat OPC. (Word 2003 XML is markup_data's.)
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_flat_opc(ByteView bytes);
Makers look_into_flat_opc(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
