// Minimal images of what identify() must know. Programs end at once: their entry point returns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "attachment/readers.h"

namespace congvu::attachment::samples {

using namespace std::string_literals;

inline void put(std::string& bytes, std::size_t at, std::uint64_t value, unsigned size) {
  if (bytes.size() < at + size) bytes.resize(at + size, '\0');
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

inline void put(std::string& bytes, std::size_t at, std::string_view text) {
  if (bytes.size() < at + text.size()) bytes.resize(at + text.size(), '\0');
  bytes.replace(at, text.size(), text);
}

struct Pe {
  unsigned characteristics = 0x0102;
  unsigned subsystem = 2;
  bool plus = true;
  bool clr = false;
};

inline std::string pe(const Pe& wanted = {}) {
  std::string bytes(1024, '\0');
  put(bytes, 0, "MZ\x90");
  put(bytes, 0x3c, 0x80, 4);
  put(bytes, 0x80, "PE"s);
  put(bytes, 0x84, wanted.plus ? 0x8664 : 0x14c, 2);
  put(bytes, 0x86, 1, 2);
  put(bytes, 0x80 + 20, wanted.plus ? 240 : 224, 2);
  put(bytes, 0x80 + 22, wanted.characteristics, 2);
  put(bytes, 0x80 + 24, wanted.plus ? 0x20b : 0x10b, 2);
  put(bytes, 0x80 + 24 + 68, wanted.subsystem, 2);
  if (wanted.clr) put(bytes, 0x80 + 24 + (wanted.plus ? 112 : 96) + 14 * 8, 0x2000, 4);
  bytes[1000] = '\xc3';  // ret
  return bytes;
}

inline std::string mz(std::string_view new_header = {}) {
  std::string bytes(256, '\0');
  put(bytes, 0, "MZ");
  put(bytes, 2, 0x50, 2);
  put(bytes, 4, 2, 2);
  put(bytes, 8, 4, 2);
  if (!new_header.empty()) {
    put(bytes, 0x3c, 0x80, 4);
    put(bytes, 0x80, new_header);
  }
  return bytes;
}

// mov ax,4c00h; int 21h
inline std::string dos_com() { return "\xb8\x00\x4c\xcd\x21"s; }
inline std::string eicar() {
  return std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-") + "ANTIVIRUS-TEST-FILE!$H+H*";
}
inline std::string elf() {
  return "\x7f"
         "ELF\x02\x01\x01\x00"s +
         std::string(56, '\0');
}
inline std::string mach_o() { return "\xcf\xfa\xed\xfe\x07\0\0\x01"s + std::string(24, '\0'); }
inline std::string mach_o_fat() { return "\xca\xfe\xba\xbe\0\0\0\x02\x01\0\0\x07"s + std::string(40, '\0'); }
inline std::string java_class() { return "\xca\xfe\xba\xbe\0\0\0\x34\0\x10"s + std::string(40, '\0'); }
inline std::string lnk() {
  return "L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"s + std::string(56, '\0');
}
inline std::string pif() {
  std::string bytes(0x171, '\0');
  bytes[1] = '\x78';
  return bytes + "MICROSOFT PIFEX\0"s + std::string(100, '\0');
}
inline std::string chm() { return "ITSF\x03\0\0\0\x60\0\0\0"s + std::string(84, '\0'); }

inline std::string compound_file(std::string_view root_class, std::string_view second_name = {}) {
  std::string bytes(512 * 3, '\0');
  put(bytes, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
  put(bytes, 24, 0x3e, 2);
  put(bytes, 26, 3, 2);
  put(bytes, 28, 0xfffe, 2);
  put(bytes, 30, 9, 2);
  put(bytes, 32, 6, 2);
  put(bytes, 48, 1, 4);
  const std::size_t directory = 1024;
  put(bytes, directory, "R\0o\0o\0t\0 \0E\0n\0t\0r\0y\0"s);
  put(bytes, directory + 80, root_class);
  put(bytes, directory + 128, second_name);
  return bytes;
}
inline std::string installer(char which) {
  return compound_file(which + "\x10\x0C\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"s);
}

inline std::string zip() {
  std::string bytes = "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a"s;
  const std::size_t central = bytes.size();
  bytes +=
      "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a"s;
  const std::size_t end = bytes.size();
  bytes += "PK\5\6\0\0\0\0\x01\0\x01\0"s;
  put(bytes, end + 12, end - central, 4);
  put(bytes, end + 16, central, 4);
  put(bytes, end + 20, 0, 2);
  return bytes;
}
inline std::string pdf() {
  return "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
}
inline std::string png() { return "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01"s; }
inline std::string jpg() { return "\xff\xd8\xff\xe0\0\x10JFIF\0\x01"s; }

inline std::string iso() {
  std::string bytes(0x8000 + 2048 * 2, '\0');
  put(bytes, 0x8000,
      "\x01"
      "CD001\x01");
  put(bytes, 0x8800,
      "\xff"
      "CD001\x01");
  return bytes;
}
inline std::string fat() {
  std::string bytes(2048, '\0');
  put(bytes, 0, "\xeb\x3c\x90MSDOS5.0");
  put(bytes, 11, 512, 2);
  put(bytes, 13, 1, 1);
  put(bytes, 14, 1, 2);
  put(bytes, 16, 2, 1);
  put(bytes, 21, 0xf8, 1);
  put(bytes, 54, "FAT12   ");
  put(bytes, 510, "\x55\xaa");
  return bytes;
}

inline std::string at(std::size_t offset, std::string_view mark) {
  std::string bytes(offset + mark.size() + 512, '\0');
  put(bytes, offset, mark);
  return bytes;
}

inline std::string ext() {
  std::string bytes(2048, '\0');
  put(bytes, 1024, 64, 4);
  put(bytes, 1024 + 56, 0xEF53, 2);
  put(bytes, 1024 + 76, 1, 4);
  return bytes;
}

inline std::string utf16(std::string_view ascii, bool mark = true) {
  std::string out = mark ? "\xff\xfe"s : ""s;
  for (const char c : ascii) {
    out += c;
    out += '\0';
  }
  return out;
}

inline Child object(std::string bytes, std::vector<std::string> names = {}) {
  Child child;
  child.blob = Blob::own(std::move(bytes));
  child.names = std::move(names);
  return child;
}

}  // namespace congvu::attachment::samples
