// What an object is: the coarse kind that rules speak of, and the exact form.
//
// Out: `kind_name()` is the stable word of rules, JSON and journal; `form` words are lower case, stable and
// short ("pe", "pe-dll", "elf", "vbs", "zip", "rar5", "docx", "pdf"), listed in attachment/file_type.cpp.
// Source of "executable": Quyết định 27/2018/QĐ-UBND, 2.7 ("thực thi được trong Windows như ...", an open list).
// Threads: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace congvu {

// Ordered by what weighs more when two readings of one object disagree.
enum class Kind : std::uint8_t {
  unknown,
  text,
  image,
  media,     // sound and film
  document,  // Office, PDF, HTML without assembled files, ODF
  signature, // S/MIME or PGP signatures and certificates
  mail,
  archive,     // packs other files
  disk_image,  // iso, img, vhd: Windows mounts it by a double click
  macro,       // an Office document that carries macros
  smuggling,   // HTML or SVG that assembles a file in the browser
  executable,  // anything that Windows runs: programs, scripts, shortcuts, packages of them
};

std::string_view kind_name(Kind kind);
// The kind of that name; Kind::unknown for others.
Kind kind_of(std::string_view name);

struct FileType {
  Kind kind = Kind::unknown;
  std::string form;         // exact form, or empty
  std::string mime;         // media type, or empty
  std::string description;  // plain words in English ("PE32+ executable"), or empty
};

}  // namespace congvu
