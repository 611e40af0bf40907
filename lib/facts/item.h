// The one work list: items, the children that readers return, and what readers find.
//
// In: a reader is opened on an Item. Out: one Child a call of next() until there is none, so that only one
// unpacked child a level is in memory; what is found about the item itself goes into Findings.
// Limits: every unpacked byte and every child is taken from the Budget by the reader *before* it is made; a
// reader that is refused stops, adds Unchecked::limit and returns nothing more.
// Failure: a reader never throws and never fails as a whole: damage is Unchecked::damaged, and children found
// so far stay found.
// Threads: an item, its readers and its budget belong to one scan on one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/deviation.h"
#include "facts/kind.h"
#include "facts/limits.h"

namespace congvu {

enum class Role : std::uint8_t {
  message,   // a whole mail: the message itself, or message/rfc822
  part,      // a MIME leaf part, or a file uuencoded or TNEF-packed in one
  entry,     // an entry of an archive
  embedded,  // an object inside a document
  layer,     // the only content of a one-file compression (gz, xz ...)
};

enum class Content : std::uint8_t {
  whole,
  cut,     // the first bytes only; the reader says why in `unchecked`
  absent,  // listed only (encrypted, or not unpacked); the reader says why
};

// What a reader found out about one object: the item that it reads, or a child.
struct Findings {
  bool encrypted = false;
  std::vector<Unchecked> unchecked;
  std::vector<Deviation> deviations;
  std::optional<FileType> refined;  // a better answer than the first look gave; the heavier kind wins
  std::uint64_t readings = 1;       // in how many ways a mail was read

  void add(Unchecked reason);     // each reason once
  void add(Deviation deviation);  // each deviation once
  void refine(FileType type);     // keeps the heavier kind; of equal kinds the newer
};

struct Child {
  Blob blob;
  Role role = Role::part;
  Content content = Content::whole;
  // Every name that some program would show for it, most usual first: valid UTF-8 (see facts/text.h), with
  // control, invisible and bidi characters still inside, since they are evidence.
  std::vector<std::string> names;
  std::string declared_type;   // "type/subtype" in lower case, or empty
  bool inline_text = false;    // a text part that a mail program shows as the mail's own text
  std::uint64_t declared_size = 0;  // what the container says; used where content is not whole
  Findings findings;
};

// A child that has its place: what readers are opened on.
struct Item {
  Child object;
  std::string path;  // for people: "mail > ho-so.zip > foto/x.exe", already safe to print (facts/text.h)
  std::uint64_t depth = 0;
};

class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  virtual ~Reader() = default;
  // The next child, or nothing at the end. `findings` are those of the item being read.
  virtual std::optional<Child> next(Budget& budget, Findings& findings) = 0;
};

using Readers = std::vector<std::unique_ptr<Reader>>;

// A reader whose children are already at hand (slices of the item, or small).
std::unique_ptr<Reader> list_reader(std::vector<Child> children, Findings findings = {});

}  // namespace congvu
