// The door of attachment/: what an object is, and the readers that open it.
//
// In: an Item (bytes, every name, declared type). Out: its type, with findings about its names; the readers that
// list what is inside. Limits, failure, threads: see facts/item.h; each thread has its own libmagic handle.
#pragma once

#include "facts/item.h"

namespace congvu::attachment {

// The answer to "what is it?", by content and by every name.
struct Identity {
  FileType type;            // the heavier of the two answers
  bool by_content = false;  // the content alone says `type.kind`
  bool by_name = false;     // a name alone says `type.kind`
  Findings findings;        // deviations of the names, split volumes, formats that nothing opens
};

// `object.blob` may be empty or cut; names may be none.
Identity identify(const Child& object);

// Loads what identify() would load on its first call in this thread (libmagic's database), for workers that lock
// themselves down before they work.
void warm_up();

// Sets LC_CTYPE of the process once, since libarchive converts names by it: call it before other threads start.
void warm_up_archives();

// Adds the readers for `item`, in the order in which they should run; several where it is several things at
// once (a program with an archive behind it, a PDF that is also a zip). None for what has no inside.
void open_archive_readers(const Item& item, const FileType& type, Readers& readers);
void open_document_readers(const Item& item, const FileType& type, Readers& readers);

}  // namespace congvu::attachment
