#include "attachment/document_sniff.h"

#include <array>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t offset;
  ByteView bytes;
  Kind kind;
};

constexpr std::array magics{
    Magic{0,
          "\x7f"
          "ELF"sv,
          Kind::executable},
    Magic{0, "L\0\0\0\1\x14\2\0"sv, Kind::executable},       // shell link
    Magic{0, "\xCA\xFE\xBA\xBE\0\0\0"sv, Kind::executable},  // Java class
    Magic{0, "ITSF\3\0\0\0"sv, Kind::executable},            // CHM
    Magic{0, "#@~^"sv, Kind::executable},                    // encoded VBScript or JScript
    Magic{0, "Cr24"sv, Kind::executable},                    // Chrome extension
    Magic{0, "dex\n"sv, Kind::executable},
    Magic{0, "PK\3\4"sv, Kind::archive},
    Magic{0, "PK\5\6"sv, Kind::archive},
    Magic{0, "PK00PK\3\4"sv, Kind::archive},
    Magic{0, "Rar!\x1a\7"sv, Kind::archive},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv, Kind::archive},
    Magic{0, "MSCF\0\0\0\0"sv, Kind::archive},
    Magic{0, "\x1f\x8b\x08"sv, Kind::archive},
    Magic{0, "BZh"sv, Kind::archive},
    Magic{0,
          "\xFD"
          "7zXZ\0"sv,
          Kind::archive},
    Magic{0, "\x28\xB5\x2F\xFD"sv, Kind::archive},  // zstd
    Magic{0, "MSWIM\0\0\0"sv, Kind::archive},
    Magic{0, "xar!"sv, Kind::archive},
    Magic{7, "**ACE**"sv, Kind::archive},
    Magic{257, "ustar"sv, Kind::archive},
    Magic{0, "vhdxfile"sv, Kind::disk_image},
    Magic{0, "conectix"sv, Kind::disk_image},
    Magic{0x8001, "CD001"sv, Kind::disk_image},
    Magic{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, Kind::document},
    Magic{0, "{\\rt"sv, Kind::document},
    Magic{0, "%PDF-"sv, Kind::document},
    Magic{0, "ActiveMime"sv, Kind::document},
};

// Two letters are no proof: a DOS header has a page count that fits its last-page count, a PE header a "PE".
bool is_program(ByteView bytes) {
  if (!bytes.starts_with("MZ") && !bytes.starts_with("ZM")) return false;
  if (const auto header = read_le<4>(bytes, 0x3C)) {
    const ByteView mark = slice(bytes, *header, 4);
    if (mark == "PE\0\0"sv || mark.starts_with("NE"sv) || mark.starts_with("LE"sv)) return true;
    if (*header >= bytes.size() && *header < 0x10000 && *header % 4 == 0 && *header >= 0x40) return true;
  }
  const auto last = read_le<2>(bytes, 2), pages = read_le<2>(bytes, 4), paragraphs = read_le<2>(bytes, 8);
  return paragraphs && *last < 512 && *pages > 0 && *pages < 0x800 && *paragraphs >= 2 && *paragraphs < 0x100;
}

}  // namespace

Kind sniff_carried(ByteView bytes) {
  if (is_program(bytes)) return Kind::executable;
  for (const auto& magic : magics)
    if (slice(bytes, magic.offset, magic.bytes.size()) == magic.bytes) return magic.kind;
  return Kind::unknown;
}

}  // namespace congvu::attachment
