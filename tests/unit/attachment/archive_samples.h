// Writers of small archives, honest and dishonest, and a look inside them.
//
// Out: bytes. Where a field is not given it is what an honest writer would put there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attachment/readers.h"

namespace congvu::attachment::archives {

using namespace std::string_literals;

// --- looking ---
struct Look {
  std::vector<Child> children;
  Findings findings;
  std::vector<std::string> limits;

  // The child with that name among its names; nullptr for none.
  [[nodiscard]] const Child* find(const std::string& name) const;
  [[nodiscard]] bool has(Unchecked reason) const;
  [[nodiscard]] bool has(Deviation deviation) const;
  // Nothing odd about the archive or any child.
  [[nodiscard]] bool clean() const;
};
bool has(const Findings& findings, Unchecked reason);
bool has(const Findings& findings, Deviation deviation);
Look look(const std::string& bytes, const std::string& name = "mau", const Limits& limits = {},
          const FileType& type = {});
std::string content(const Look& seen, const std::string& name);
// Whether a child named `name` is found at any depth, with `content`.
bool reaches(const std::string& bytes, const std::string& name, const std::string& content,
             unsigned depth = 8);

// --- bytes ---
std::string le(std::uint64_t value, unsigned size);
std::string deflated(const std::string& content, int level = 6);
std::uint32_t crc(const std::string& content);
// A file of data/archives/, base64 with line breaks.
std::string sample(const std::string& name);

// --- zip ---
struct ZipFile {
  std::string name = {};
  std::string content = {};
  std::uint16_t method = 8;
  std::uint16_t flags = 0;
  std::optional<std::string> packed = {};  // in place of the content packed by `method` 0 or 8
  std::optional<std::string> local_name = {};
  std::optional<std::uint16_t> local_flags = {};
  std::optional<std::uint16_t> local_method = {};
  std::optional<std::uint32_t> local_packed = {};
  std::string extra = {}, local_extra = {};
  bool central = true;      // stands in the directory
  bool descriptor = false;  // sizes behind the data, not in the local header
  std::uint16_t disk = 0;
};
struct ZipShape {
  std::string comment = {};
  std::string before = {};  // bytes in front that offsets do not count
  std::optional<std::uint16_t> entries = {};
  std::uint16_t disk = 0;
  bool directory = true, end = true;
};
std::string make_zip(const std::vector<ZipFile>& files, const ZipShape& shape = {});
std::string unicode_path(const std::string& header_name, const std::string& name);

// --- RAR ---
struct RarFile {
  std::string name = {};
  std::string content = {};
  bool encrypted = false;
  bool folder = false;
  bool stored = true;        // else the content is written as if it were packed
  std::string unicode = {};  // RAR 4: the packed name behind the plain one
  bool split_after = false;
  bool bad_sum = false;
  std::uint64_t redirect = 0;  // RAR 5: kind of link
};
struct RarShape {
  bool headers_encrypted = false;
  bool volume = false;
  bool solid = false;
  bool end = true;
};
std::string make_rar4(const std::vector<RarFile>& files, const RarShape& shape = {});
std::string make_rar5(const std::vector<RarFile>& files, const RarShape& shape = {});
// One RAR 5 block; the CRC is right unless asked for.
std::string rar5_block(const std::string& body, const std::string& data = {}, bool bad_sum = false);
std::string rar5_file(const RarFile& file, std::uint64_t flags);
std::string vint(std::uint64_t value);

// --- others ---
struct Plain {
  std::string name, content;
};
// By libarchive's writers: "zip", "7zip", "ustar", "pax", "newc", "odc", "arbsd", "iso9660", "xar"; filter
// "gzip" ...
std::string make_archive(const char* format, const char* filter, const std::vector<Plain>& files);
std::string make_stream(const char* filter, const std::string& content);
std::string make_cab(const std::vector<Plain>& files, std::uint16_t flags = 0);
std::string make_lha(const std::vector<Plain>& files);

// A small program that would return at once, and a text.
std::string program();
std::string text();

}  // namespace congvu::attachment::archives
