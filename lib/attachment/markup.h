// Pages that bring a file along and put it together in the browser, past every filter of attachments.
//
// In: HTML, SVG, XHTML or XML (by type, name or content), any of the usual encodings. Out: the files and
// pages that stand in it as children; Kind::smuggling when the page means to hand one out: a constant or a
// download link holds a program, archive or disk image, or a script has all of a payload, the means to decode
// it, to make it a file and to save it. Also macros in the XML forms of Office documents. Ordinary mail,
// newsletters, saved pages and exported notebooks have scripts, pictures and fonts, but not those together:
// one sign alone is never enough. Limits: a few linear passes over the text; children's bytes are taken from
// the budget. Threads: see facts/item.h.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_named_like_markup(const Child& object);
bool is_markup(const Child& object, const FileType& type);
Makers look_into_markup(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
