// The table of file name endings, and what an ending alone says about a file.
//
// In: a view of a name (file_name.h) and what the content turned out to be. Out: the form that the name makes
// of it, or none. Limits: none. Threads: constant data, pure functions. Sources: Quyết định
// 27/2018/QĐ-UBND 2.7 (exe, com, dll, net; an open list), the lists of blocked attachments of Outlook and
// Gmail, PATHEXT of Windows, msc/ClickOnce/library file formats by Microsoft.
#pragma once

#include <cstdint>
#include <string_view>

#include "attachment/file_type.h"
#include "facts/bytes.h"

namespace congvu::attachment {

// How much the content may say against the name.
enum class NameRule : std::uint8_t {
  always,   // the name decides, whatever is inside
  script,   // recognised content other than text clears it (".vb", ".pl", ".sh" end Vietnamese names, too)
  program,  // any recognised content clears it: such a file cannot run or be mounted
  domain,   // .com and .net: as program, and unknown content counts only where the name is no address or
            // sentence
  archive,  // speaks only where the content is silent
  benign,   // the same
};

struct Extension {
  std::string_view extension;  // folded, without the dot
  std::string_view form;
  NameRule rule;
};

// The row of that ending, or nullptr.
const Extension* find_extension(std::string_view extension);

// What is known of the content when a name is judged.
struct Seen {
  const Form* form = nullptr;  // by content, nullptr where the content is silent
  ByteView bytes;
  bool absent = false;  // nobody saw the content (an entry of an encrypted archive)
};

// The form that `view` makes of an object with that content; empty where the name says nothing against it.
std::string_view form_by_name(std::string_view view, const Seen& seen);

// One volume of several by its name: .001, .r00, .z01, .part2.rar, .zip.aa.
bool is_volume_name(std::string_view view);

}  // namespace congvu::attachment
