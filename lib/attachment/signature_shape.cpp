#include <array>
#include <cctype>
#include <cstdint>

#include "attachment/signature_fixed.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

std::uint64_t le16(ByteView bytes, std::uint64_t at) { return read_le<2>(bytes, at).value_or(0); }
std::uint64_t le32(ByteView bytes, std::uint64_t at) { return read_le<4>(bytes, at).value_or(0); }
std::uint64_t be16(ByteView bytes, std::uint64_t at) { return read_be<2>(bytes, at).value_or(0); }
std::uint64_t be32(ByteView bytes, std::uint64_t at) { return read_be<4>(bytes, at).value_or(0); }

// --- compressions with short marks ---

std::string_view form_of_compression(ByteView bytes) {
  // RFC 1952: method 8, the three upper flags are reserved.
  if (bytes.starts_with("\x1f\x8b\x08") && bytes.size() >= 10 && (byte_at(bytes, 3) & 0xe0) == 0) return "gz";
  if (bytes.starts_with("BZh") && bytes.size() >= 10 && bytes[3] >= '1' && bytes[3] <= '9') {
    const ByteView block = slice(bytes, 4, 6);
    if (block == "1AY&SY" || block == "\x17\x72\x45\x38\x50\x90") return "bz2";
  }
  if (bytes.starts_with("\x1f\x9d") && bytes.size() > 3 && (byte_at(bytes, 2) & 0x60) == 0) {
    const unsigned bits = byte_at(bytes, 2) & 0x1f;
    if (bits >= 9 && bits <= 16) return "Z";
  }
  return {};
}

// The header of .lzma: properties, a dictionary that is a power of two or three halves of one, a size that is
// unknown or below 256 GiB, and the first byte of the range coder, which is always 0.
bool is_lzma(ByteView bytes) {
  if (bytes.size() < 14 || byte_at(bytes, 0) >= 225 || bytes[13] != 0) return false;
  const std::uint64_t dictionary = le32(bytes, 1);
  const std::uint64_t size = read_le<8>(bytes, 5).value_or(0);
  if (size != UINT64_MAX && (size == 0 || size >= (1ULL << 38))) return false;
  for (unsigned bit = 12; bit < 32; ++bit)
    if (dictionary == (1ULL << bit) || dictionary == (3ULL << (bit - 1))) return true;
  return dictionary == UINT32_MAX;
}

// A filter's number before the header; only with the usual properties, since nothing here can try it.
bool is_lzma86(ByteView bytes) {
  return bytes.size() > 14 && byte_at(bytes, 0) <= 1 && byte_at(bytes, 1) == 0x5d && is_lzma(slice(bytes, 1));
}

// Data of another kind may follow a frame that is to be skipped (RFC 8878, 3.1.2).
bool is_zstd_skippable(ByteView bytes) {
  if ((le32(bytes, 0) & 0xffff'fff0U) != 0x184D'2A50U) return false;
  return slice(bytes, 8 + le32(bytes, 4), 4) == "\x28\xB5\x2F\xFD";
}

// --- archives with short marks ---

bool is_lha(ByteView bytes) {
  const ByteView method = slice(bytes, 2, 5);
  if (method.size() < 5 || method[0] != '-' || method[4] != '-') return false;
  const ByteView family = method.substr(1, 2);
  return (family == "lh" || family == "lz" || family == "pm") && std::isalnum(byte_at(method, 3)) != 0;
}

bool is_arj(ByteView bytes) {
  if (!bytes.starts_with("\x60\xEA") || bytes.size() < 12) return false;
  const auto basic_size = le16(bytes, 2);
  const auto first_size = byte_at(bytes, 4);
  return basic_size >= 30 && basic_size <= 2600 && first_size >= 30 && first_size <= basic_size &&
         bytes[10] == 2;
}

bool is_binary_cpio(ByteView bytes) {
  const bool little = bytes.starts_with("\xC7\x71");
  if (!little && !bytes.starts_with("\x71\xC7")) return false;
  const auto length = little ? le16(bytes, 20) : be16(bytes, 20);
  const ByteView name = slice(bytes, 26, length);
  return length >= 2 && length <= 1024 && name.size() == length && name.back() == '\0' &&
         name.find('\0') == length - 1;
}

// A tar from before "ustar": the octal sum of the header's bytes, its own field counted as blanks.
bool is_old_tar(ByteView bytes) {
  const ByteView header = slice(bytes, 0, 512);
  if (header.size() < 512 || header[0] == '\0') return false;
  std::uint64_t sum = 0, stated = 0;
  for (std::size_t i = 0; i < header.size(); ++i) sum += i >= 148 && i < 156 ? ' ' : byte_at(header, i);
  bool digits = false;
  for (const char c : header.substr(148, 8)) {
    if (c >= '0' && c <= '7') {
      stated = stated * 8 + static_cast<unsigned>(c - '0');
      digits = true;
    } else if (digits) {
      break;
    } else if (c != ' ') {
      return false;
    }
  }
  return digits && stated == sum;
}

// --- images ---

bool is_bmp(ByteView bytes) {
  if (!bytes.starts_with("BM")) return false;
  switch (le32(bytes, 14)) {  // size of the second header
    case 12:
    case 16:
    case 40:
    case 52:
    case 56:
    case 64:
    case 108:
    case 124:
      return le32(bytes, 10) >= 26;
    default:
      return false;
  }
}

// Icons (1) and cursors (2): the first picture lies behind the directory.
bool is_icon(ByteView bytes) {
  if (!bytes.starts_with("\0\0\1\0"sv) && !bytes.starts_with("\0\0\2\0"sv)) return false;
  const auto count = le16(bytes, 4);
  return count >= 1 && count <= 256 && bytes.size() > 22 && bytes[9] == 0 && le32(bytes, 14) != 0 &&
         le32(bytes, 18) >= 6 + 16 * count;
}

bool is_drawing(ByteView bytes) {
  if (!bytes.starts_with("AC10") || bytes.size() < 7) return false;
  return std::isdigit(byte_at(bytes, 4)) != 0 && std::isdigit(byte_at(bytes, 5)) != 0;
}

// --- sound and film ---

std::string_view form_of_riff(ByteView bytes) {
  if (!bytes.starts_with("RIFF")) return {};
  const ByteView form = slice(bytes, 8, 4);
  if (form == "WEBP") return "webp";
  if (form == "WAVE") return "wav";
  return form == "AVI " ? "avi"sv : std::string_view{};
}

std::string_view form_of_iso_media(ByteView bytes) {
  const ByteView box = slice(bytes, 4, 4);
  if (box == "moov" || box == "wide" || box == "mdat") return byte_at(bytes, 0) < 0x40 ? "mov"sv : ""sv;
  if (box != "ftyp" || be32(bytes, 0) > 1024) return {};
  const ByteView brand = slice(bytes, 8, 4);
  constexpr std::array heif{"heic"sv, "heix"sv, "hevc"sv, "hevx"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv};
  for (const auto known : heif)
    if (brand == known) return "heic";
  if (brand == "avif" || brand == "avis") return "avif";
  if (brand == "M4A " || brand == "M4B ") return "m4a";
  return brand == "qt  " ? "mov"sv : "mp4"sv;
}

// One frame of MPEG sound and the next one where its length says (ISO 11172-3): 11 bits alone prove nothing.
std::size_t mpeg_frame_bytes(ByteView bytes, std::size_t at) {
  const auto head = be32(bytes, at);
  if ((head & 0xffe0'0000U) != 0xffe0'0000U || (head & 0x0006'0000U) != 0x0002'0000U) return 0;  // layer III
  const bool mpeg1 = (head & 0x0018'0000U) == 0x0018'0000U;
  constexpr std::array<std::uint16_t, 16> rates1{0,   32,  40,  48,  56,  64,  80,  96,
                                                 112, 128, 160, 192, 224, 256, 320, 0};
  constexpr std::array<std::uint16_t, 16> rates2{0,  8,  16, 24,  32,  40,  48,  56,
                                                 64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::array<std::uint32_t, 4> samples{44'100, 48'000, 32'000, 0};
  const unsigned rate = (mpeg1 ? rates1 : rates2)[(head >> 12) & 15];
  std::uint32_t frequency = samples[(head >> 10) & 3];
  if (rate == 0 || frequency == 0 || (head & 0x0018'0000U) == 0x0008'0000U) return 0;
  if (!mpeg1) frequency /= (head & 0x0018'0000U) == 0 ? 4 : 2;
  return (mpeg1 ? 144'000U : 72'000U) * rate / frequency + ((head >> 9) & 1);
}

bool is_mp3(ByteView bytes) {
  const std::size_t first = mpeg_frame_bytes(bytes, 0);
  return first > 4 && mpeg_frame_bytes(bytes, first) != 0;
}

bool is_aac(ByteView bytes) {
  if ((be16(bytes, 0) & 0xfff6U) != 0xfff0U) return false;
  const auto length = (read_be<3>(bytes, 3).value_or(0) >> 5) & 0x1fff;
  return length > 7 && (be16(bytes, length) & 0xfff6U) == 0xfff0U;
}

bool is_flash(ByteView bytes) {
  if (bytes.size() < 9 || bytes.substr(1, 2) != "WS") return false;
  const bool family = bytes[0] == 'F' || bytes[0] == 'C' || bytes[0] == 'Z';
  return family && byte_at(bytes, 3) >= 1 && byte_at(bytes, 3) <= 60 && le32(bytes, 4) >= 9 &&
         le32(bytes, 4) < (1U << 30);
}

// --- signatures ---

// Past one DER tag and length; npos where it is none of these.
std::size_t der_inside(ByteView bytes, std::size_t at, unsigned tag) {
  if (at + 2 > bytes.size() || byte_at(bytes, at) != tag) return ByteView::npos;
  const unsigned length = byte_at(bytes, at + 1);
  if (length <= 0x80) return at + 2;
  return length <= 0x84 ? at + 2 + (length & 0x7f) : ByteView::npos;
}

// RFC 5652: a sequence that begins with one of the content types; RFC 7292 and 5280 for keys and
// certificates.
std::string_view form_of_der(ByteView bytes) {
  constexpr auto pkcs7 = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"sv;
  constexpr auto auth_enveloped = "\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"sv;
  const std::size_t inside = der_inside(bytes, 0, 0x30);
  if (inside == ByteView::npos) return {};
  const ByteView first = slice(bytes, inside);
  if (first.starts_with(auth_enveloped)) return "cms-enveloped";
  if (first.starts_with(pkcs7) && first.size() > pkcs7.size()) {
    switch (first[pkcs7.size()]) {
      case 2:
        return "cms-signed";
      case 3:
      case 4:
      case 6:
        return "cms-enveloped";
      default:
        return "cms";
    }
  }
  if (first.starts_with("\x02\x01\x03\x30") && slice(first, 3, 24).find(pkcs7) != ByteView::npos)
    return "pfx";
  const std::size_t certificate = der_inside(first, 0, 0x30);
  return slice(first, certificate, 5) == "\xA0\x03\x02\x01\x02" ? "cert"sv : std::string_view{};
}

}  // namespace

std::string_view form_by_shape(ByteView bytes) {
  if (const auto form = form_of_compression(bytes); !form.empty()) return form;
  if (const auto form = form_of_riff(bytes); !form.empty()) return form;
  if (const auto form = form_of_iso_media(bytes); !form.empty()) return form;
  if (const auto form = form_of_der(bytes); !form.empty()) return form;
  if (is_bmp(bytes)) return "bmp";
  if (is_lha(bytes)) return "lha";
  if (is_arj(bytes)) return "arj";
  if (is_binary_cpio(bytes)) return "cpio";
  if (is_old_tar(bytes)) return "tar";
  if (is_zstd_skippable(bytes)) return "zst";
  if (is_icon(bytes)) return "ico";
  if (is_drawing(bytes)) return "dwg";
  if (is_mp3(bytes)) return "mp3";
  if (is_aac(bytes)) return "aac";
  if (is_flash(bytes)) return "swf";
  if (is_lzma86(bytes)) return "lzma86";
  return is_lzma(bytes) ? "lzma"sv : std::string_view{};
}

}  // namespace congvu::attachment
