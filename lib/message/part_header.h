// What the header of a mail or body part says about its content.
//
// In: a Header and the Reading under which it is read. Out: type, boundary, encodings, every name; deviations
// and the reasons to read the mail in another way as well. Limits: names and their bytes; `cut` says so.
// Threads: pure functions. Sources: RFC 2045, 2046, 2183, 2231, 8551 (smime-type).
#pragma once

#include <string>
#include <vector>

#include "facts/deviation.h"
#include "message/header.h"
#include "message/transfer_encoding.h"

namespace congvu::message {

struct PartHeader {
  std::string type;      // "type/subtype" in lower case, or empty
  std::string boundary;  // of the chosen field; without blanks at its end, or empty
  std::vector<std::string> names;
  std::vector<Encoding> encodings{Encoding::identity};  // every one that is named; see chosen()
  bool attachment = false;                              // some Content-Disposition says so
  bool enveloped = false;                               // S/MIME that is encrypted, by its header
  bool external = false;                                // the content is elsewhere
  bool has_type = false;                                // there is a Content-Type field
  bool duplicates = false;   // reading the last instead of the first gives something else
  bool has_variant = false;  // the boundary has another spelling
  bool cut = false;          // a limit left fields, parameters or names out
  std::string content_type;  // the chosen field's value, unfolded
  std::vector<Deviation> deviations;

  [[nodiscard]] bool multipart() const { return type.rfind("multipart/", 0) == 0; }
  [[nodiscard]] bool mail() const;  // the content is a mail, or the header of one
  [[nodiscard]] Encoding encoding(Pick pick) const {
    return pick == Pick::first ? encodings.front() : encodings.back();
  }
};

PartHeader read_part_header(const Header& header, const Reading& reading, const Limits& limits);

}  // namespace congvu::message
