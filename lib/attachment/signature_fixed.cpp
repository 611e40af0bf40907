#include "attachment/signature_fixed.h"

#include <cstdint>

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::uint16_t offset;
  ByteView bytes;
  std::string_view form;
};

// The first row that fits is taken: longer signatures stand before those that they begin with.
constexpr Signature signatures[] = {
    // What Windows starts.
    {0, "L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"sv, "lnk"},
    {0x171, "MICROSOFT PIFEX\0"sv, "pif"},
    {0, "ITSF\x03\0\0\0"sv, "chm"},
    {0, "ITSF\x02\0\0\0"sv, "chm"},
    {0, "ITOLITLS"sv, "chm"},
    {0, "\x3F\x5F\x03\0"sv, "hlp"},
    {0, "dex\n0"sv, "dex"},
    {0, "\0asm\x01\0\0\0"sv, "wasm"},

    // Archives.
    {0, "PK\3\4"sv, "zip"},
    {0, "PK\5\6"sv, "zip"},
    {0, "PK\7\x08PK"sv, "zip"},
    {0, "PK00PK\3\4"sv, "zip"},
    {0, "Rar!\x1a\x07\x01\0"sv, "rar5"},
    {0, "Rar!\x1a\x07\0"sv, "rar4"},
    {0, "RE\x7E\x5E"sv, "rar-old"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "7z"},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     "xz"},
    {0, "\x28\xB5\x2F\xFD"sv, "zst"},
    {0, "\x04\x22\x4D\x18"sv, "lz4"},
    {0, "\x02\x21\x4C\x18"sv, "lz4"},
    {0, "LZIP\x01"sv, "lzip"},
    {0, "\x89LZO\0\x0D\x0A\x1A\x0A"sv, "lzop"},
    {0, "LRZI\0"sv, "lrzip"},
    {0, "MSCF\0\0\0\0"sv, "cab"},
    {0, "ISc("sv, "is-cab"},
    {0, "SZDD\x88\xF0\x27\x33"sv, "szdd"},
    {0, "KWAJ\x88\xF0\x27\xD1"sv, "szdd"},
    {0, "SZ \x88\xF0\x27\x33\xD1"sv, "szdd"},
    {7, "**ACE**"sv, "ace"},
    {0, "MSWIM\0\0\0"sv, "wim"},
    {0, "WLPWM\0\0\0"sv, "wim"},
    {0, "xar!"sv, "xar"},
    {0, "!<arch>\ndebian"sv, "deb"},
    {0, "!<arch>\n"sv, "ar"},
    {0, "\xED\xAB\xEE\xDB"sv, "rpm"},
    {257, "ustar"sv, "tar"},
    {0, "070701"sv, "cpio"},
    {0, "070702"sv, "cpio"},
    {0, "070707"sv, "cpio"},
    {20, "\xDC\xA7\xC4\xFD"sv, "zoo"},
    {0, "StuffIt (c)1997"sv, "sit"},
    {0, "SIT!"sv, "sit"},
    {0, "ALZ\x01"sv, "alz"},
    {0, "EGGA\0\x01"sv, "egg"},
    {0, "ArC\x01"sv, "freearc"},
    {0, "zPQ\x01"sv, "zpaq"},
    {0, "7kSt"sv, "zpaq"},
    {0, "\x8F\xAF\xAC\x84"sv, "ppmd"},
    {0, "!BDN"sv, "pst"},

    // Documents.
    {0, "%PDF-"sv, "pdf"},
    {0, "{\\rt"sv, "rtf"},
    {0, "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"sv, "onenote"},
    {0, "\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F"sv, "onenote"},
    {0, "%!PS"sv, "ps"},
    {0, "\xC5\xD0\xD3\xC6"sv, "ps"},
    {0, "\x09\x08\x10\0\0\x06\x05\0"sv, "biff"},
    {0, "\x09\x08\x08\0\0\x05"sv, "biff"},
    {0, "\x09\0\x04\0\x02\0"sv, "biff"},
    {0, "\x09\0\x04\0\x07\0"sv, "biff"},
    {0, "\x09\x02\x06\0"sv, "biff"},
    {0, "\x09\x04\x06\0"sv, "biff"},
    {0, "\xDB\xA5\x2D\0"sv, "word2"},
    {0, "\x31\xBE\0\0"sv, "write"},
    {0, "\x32\xBE\0\0"sv, "write"},
    {0, "\xFFWPC"sv, "wordperfect"},
    {0, "ActiveMime"sv, "activemime"},
    {0, "\0\x01\0\0Standard Jet DB\0"sv, "access"},
    {0, "\0\x01\0\0Standard ACE DB\0"sv, "access"},
    {0, "SQLite format 3\0"sv, "sqlite"},
    {0, "AT&TFORM"sv, "djvu"},
    {0, "\x89HDF\r\n\x1a\n"sv, "hdf"},
    {0, "OTTO\0"sv, "font"},
    {0, "\0\x01\0\0\0"sv, "font"},
    {0, "ttcf\0"sv, "font"},
    {0, "wOFF"sv, "font"},
    {0, "wOF2"sv, "font"},

    // Images.
    {0, "\x89PNG\r\n\x1a\n"sv, "png"},
    {0, "\xFF\xD8\xFF"sv, "jpg"},
    {0, "GIF87a"sv, "gif"},
    {0, "GIF89a"sv, "gif"},
    {0, "II*\0"sv, "tiff"},
    {0, "MM\0*"sv, "tiff"},
    {0, "II+\0"sv, "tiff"},
    {0, "MM\0+"sv, "tiff"},
    {0, "8BPS\0"sv, "psd"},
    {0, "\0\0\0\x0CjP  \x0D\x0A\x87\x0A"sv, "jp2"},
    {0, "\xFF\x4F\xFF\x51"sv, "jp2"},
    {0, "\0\0\0\x0CJXL \x0D\x0A\x87\x0A"sv, "jxl"},
    {0, "\xD7\xCD\xC6\x9A"sv, "wmf"},
    {40, " EMF"sv, "emf"},
    {128, "DICM"sv, "dicom"},
    {0, "EHFA_HEADER_TAG"sv, "erdas"},

    // Sound and film.
    {0, "ID3\x02"sv, "mp3"},
    {0, "ID3\x03"sv, "mp3"},
    {0, "ID3\x04"sv, "mp3"},
    {0, "fLaC"sv, "flac"},
    {0, "OggS\0"sv, "ogg"},
    {0, "#!AMR"sv, "amr"},
    {0, "MThd\0\0\0\x06"sv, "midi"},
    {0, "\x1A\x45\xDF\xA3"sv, "mkv"},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "wmv"},
    {0, "FLV\x01"sv, "flv"},
    {0, "\0\0\x01\xBA"sv, "mpeg"},
    {0, "\0\0\x01\xB3"sv, "mpeg"},

    {0, "\x78\x9F\x3E\x22"sv, "tnef"},
};

}  // namespace

std::string_view form_by_fixed_bytes(ByteView bytes) {
  for (const Signature& row : signatures)
    if (slice(bytes, row.offset, row.bytes.size()) == row.bytes) return row.form;
  return {};
}

}  // namespace congvu::attachment
