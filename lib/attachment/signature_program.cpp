#include "attachment/signature_program.h"

#include <algorithm>
#include <cstdint>

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t head_bytes = 64U << 10;
constexpr std::size_t most_com_bytes = 0xff00;  // a .com program lives in one segment behind its prefix
constexpr std::size_t hidden_bytes = 512;       // how far a PE may stand behind blanks

std::uint64_t word_at(ByteView bytes, std::uint64_t offset) { return read_le<2>(bytes, offset).value_or(0); }
std::uint64_t long_at(ByteView bytes, std::uint64_t offset) { return read_le<4>(bytes, offset).value_or(0); }

constexpr std::uint64_t characteristics_dll = 0x2000;
constexpr std::uint64_t optional_header = 24;  // behind "PE\0\0" and the 20 bytes of the COFF header

bool has_clr_header(ByteView pe) {
  const std::uint64_t directories = word_at(pe, optional_header) == 0x20b ? 112 : 96;
  return long_at(pe, optional_header + directories + 14ULL * 8) != 0;
}

std::string_view form_of_pe(ByteView pe) {
  const auto subsystem = word_at(pe, optional_header + 68);
  if (has_clr_header(pe)) return "pe-dotnet";
  if (subsystem == 1) return "pe-sys";
  if (subsystem >= 10 && subsystem <= 13) return "pe-efi";
  return (word_at(pe, 22) & characteristics_dll) != 0 ? "pe-dll" : "pe";
}

bool is_mz(ByteView bytes) { return bytes.starts_with("MZ") || bytes.starts_with("ZM"); }

// The new header that e_lfanew points to, or nothing.
ByteView new_header(ByteView bytes) {
  const auto offset = read_le<4>(bytes, 0x3c);
  return offset && *offset >= 4 ? slice(bytes, *offset) : ByteView{};
}

bool is_pe(ByteView bytes) { return is_mz(bytes) && new_header(bytes).starts_with("PE\0\0"sv); }

std::size_t control_bytes(ByteView bytes) {
  return static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
  }));
}

// A text may begin with "MZ", and so may the name that a tar begins with. Two letters where the DOS header
// has small numbers, and no NUL, tell it.
bool plausible_mz(ByteView bytes) {
  const ByteView head = slice(bytes, 0, 64);
  if (head.size() < 6) return false;
  const bool sizes = word_at(head, 2) < 512 && word_at(head, 4) != 0 && word_at(head, 4) < 0x4000;
  if (sizes) return true;
  if (slice(bytes, 257, 5) == "ustar") return false;
  return head.find('\0') != ByteView::npos || control_bytes(head) >= 4;
}

std::string_view form_of_mz(ByteView bytes) {
  const ByteView header = new_header(bytes);
  if (header.starts_with("PE\0\0"sv)) return form_of_pe(header);
  if (!plausible_mz(bytes)) return {};
  if (header.starts_with("NE")) return "ne";
  if (header.starts_with("LE\0\0"sv) || header.starts_with("LX\0\0"sv)) return "le";
  return "mz";
}

bool begins_as_image(ByteView bytes) {
  return bytes.starts_with("GIF8") || bytes.starts_with("\xff\xd8\xff") || bytes.starts_with("BM") ||
         bytes.starts_with("%PDF-") || bytes.starts_with("\x89PNG");
}

bool pe_behind_other_bytes(ByteView bytes) {
  constexpr ByteView blanks = " \t\r\n\f\v\0\xEF\xBB\xBF"sv;
  if (bytes.empty()) return false;
  if (blanks.find(bytes[0]) != ByteView::npos) {
    const auto start = slice(bytes, 0, hidden_bytes).find_first_not_of(blanks);
    return start != ByteView::npos && is_pe(slice(bytes, start));
  }
  if (!begins_as_image(bytes)) return false;
  for (std::size_t at = 2; at < 32; ++at)
    if (is_pe(slice(bytes, at))) return true;
  return false;
}

bool known_mach_processor(std::uint64_t type) {
  switch (type & 0x00ff'ffffU) {  // without the 64-bit flags
    case 7:                       // x86
    case 12:                      // ARM
    case 18:                      // PowerPC
      return true;
    default:
      return false;
  }
}

// 0xCAFEBABE begins a Java class, too: there the second word holds the version (45 and above in its low
// half).
std::string_view form_of_cafebabe(ByteView bytes) {
  const auto count = read_be<4>(bytes, 4).value_or(0);
  if (count >= 1 && count < 40 && known_mach_processor(read_be<4>(bytes, 8).value_or(0))) return "mach-o-fat";
  const auto version = read_be<2>(bytes, 6).value_or(0);
  return version >= 45 && version < 200 ? "class"sv : std::string_view{};
}

std::string_view form_of_unix_program(ByteView bytes) {
  if (bytes.starts_with("\x7f"
                        "ELF") &&
      bytes.size() > 4 && (bytes[4] == 1 || bytes[4] == 2))
    return "elf";
  if (bytes.starts_with("\xca\xfe\xba\xbe")) return form_of_cafebabe(bytes);
  if (bytes.starts_with("\xca\xfe\xba\xbf") && known_mach_processor(read_be<4>(bytes, 8).value_or(0)))
    return "mach-o-fat";
  const bool big = bytes.starts_with("\xfe\xed\xfa\xce") || bytes.starts_with("\xfe\xed\xfa\xcf");
  const bool little = bytes.starts_with("\xce\xfa\xed\xfe") || bytes.starts_with("\xcf\xfa\xed\xfe");
  if (big && known_mach_processor(read_be<4>(bytes, 4).value_or(0))) return "mach-o";
  if (little && known_mach_processor(long_at(bytes, 4))) return "mach-o";
  return {};
}

// By EICAR's own rule: the 68 bytes first, then at most blanks and Ctrl-Z, 128 bytes in all.
bool is_eicar(ByteView bytes) {
  // In two pieces, so that no virus scanner takes this program for the test file.
  constexpr ByteView first = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-";
  constexpr ByteView second = "ANTIVIRUS-TEST-FILE!$H+H*";
  if (bytes.size() > 128 || !bytes.starts_with(first)) return false;
  const ByteView rest = slice(bytes, first.size());
  return rest.starts_with(second) && rest.find_first_not_of(" \t\r\n\x1a", second.size()) == ByteView::npos;
}

}  // namespace

std::string_view form_of_program(ByteView bytes) {
  if (is_mz(bytes)) {
    if (const auto form = form_of_mz(bytes); !form.empty()) return form;
  }
  if (const auto form = form_of_unix_program(bytes); !form.empty()) return form;
  if (is_eicar(bytes)) return "eicar";
  return pe_behind_other_bytes(bytes) ? "pe-hidden"sv : std::string_view{};
}

bool looks_like_dos_program(ByteView bytes) {
  if (bytes.size() < 3 || bytes.size() > most_com_bytes) return false;
  const ByteView head = slice(bytes, 0, head_bytes);
  return head.find("\xcd\x21") != ByteView::npos || head.find("\xcd\x20") != ByteView::npos ||
         head.find("\xcd\x10") != ByteView::npos;
}

}  // namespace congvu::attachment
