// What the header of a mail or body part says about its content.
//
// In: a Header and the Reading under which it is read. Out: type, boundary, encodings, every name; deviations
// and the reasons to read the mail in another way as well. Limits: names and their bytes; `cut` says so.
// Threads: pure functions. Sources: RFC 2045, 2046, 2183, 2231, 8551 (smime-type).
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "facts/deviation.h"
#include "message/header.h"
#include "message/transfer_encoding.h"

namespace congvu::message {

struct PartHeader {
  std::string type;                    // "type/subtype" in lower case, or empty
  std::string boundary;                // of the chosen field; without blanks at its end, or empty
  std::vector<std::string> spellings;  // what else that boundary is read as
  std::vector<std::string> names;
  std::vector<Encoding> encodings{Encoding::identity};  // every one that is named
  bool attachment = false;                              // some Content-Disposition says so
  bool enveloped = false;                               // S/MIME that is encrypted, by its header
  bool external = false;                                // the content is elsewhere
  bool has_type = false;                                // there is a Content-Type field
  bool inexact_encoding = false;                        // besides, some programs see none
  bool seven_bit = true;                                // declared as 7bit, also by saying nothing
  bool cut = false;                                     // a limit left fields, parameters or names out
  std::string content_type;                             // the chosen field's value, unfolded
  std::size_t types = 1, boundaries = 1;                // how many there are to choose from, see Reading
  std::vector<Deviation> deviations;

  [[nodiscard]] bool multipart() const { return type.rfind("multipart/", 0) == 0; }
  [[nodiscard]] bool mail() const;     // the content is a mail, or the header of one
  [[nodiscard]] bool encoded() const;  // some encoding but the identity is named
};

// Each once.
inline void add_deviation(std::vector<Deviation>& all, Deviation deviation) {
  if (std::find(all.begin(), all.end(), deviation) == all.end()) all.push_back(deviation);
}

PartHeader read_part_header(const Header& header, const Reading& reading, const Limits& limits);

// What is odd about the header of a whole mail, besides: repeated fields, MIME-Version.
std::vector<Deviation> mail_header_deviations(const Header& header, const PartHeader& part);

}  // namespace congvu::message
