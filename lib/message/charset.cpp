#include "message/charset.h"

#include <iconv.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <memory>
#include <unordered_map>

#include "facts/text.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_label = 64;
constexpr std::size_t most_converters = 16;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

void append_utf8(std::string& out, char32_t c) {
  const auto add = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      add(0xe0 | (c >> 12));
    } else {
      add(0xf0 | (c >> 18));
      add(0x80 | ((c >> 12) & 0x3f));
    }
    add(0x80 | ((c >> 6) & 0x3f));
  }
  add(0x80 | (c & 0x3f));
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// glibc's converter for the charsets that ICU lacks.
class Iconv {
 public:
  explicit Iconv(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;
  ~Iconv() {
    if (good()) iconv_close(handle_);
  }
  [[nodiscard]] bool good() const {
    // iconv_open() says "failed" with the pointer -1.
    return reinterpret_cast<std::intptr_t>(handle_) != -1;
  }

  std::string convert(ByteView bytes) {
    std::string out;
    std::array<char, 4096> buffer{};
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    // iconv() takes a pointer to char for what it only reads.
    char* in = const_cast<char*>(bytes.data());
    std::size_t in_left = bytes.size();
    while (in_left > 0) {
      if (convert_some(buffer, &in, &in_left, out) || errno == E2BIG) continue;
      out += replacement;
      ++in;
      --in_left;
    }
    convert_some(buffer, nullptr, nullptr, out);  // a base letter may wait for its mark
    return out;
  }

 private:
  bool convert_some(std::array<char, 4096>& buffer, char** in, std::size_t* in_left, std::string& out) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t result = iconv(handle_, in, in_left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    return result != static_cast<std::size_t>(-1);
  }
  iconv_t handle_;
};

struct Alias {
  std::string_view label, charset;
};
constexpr std::array<Alias, 11> glibc_charsets{{{"viscii", "VISCII"},
                                                {"viscii1.1-1", "VISCII"},
                                                {"csviscii", "VISCII"},
                                                {"x-viscii", "VISCII"},
                                                {"tcvn", "TCVN5712-1"},
                                                {"tcvn-5712", "TCVN5712-1"},
                                                {"tcvn5712-1", "TCVN5712-1"},
                                                {"tcvn5712-1:1993", "TCVN5712-1"},
                                                {"x-viet-tcvn5712", "TCVN5712-1"},
                                                {"x-viet-tcvn", "TCVN5712-1"},
                                                {"tcvn3", "TCVN5712-1"}}};

std::string convert_by_glibc(ByteView bytes, std::string_view charset) {
  thread_local Iconv viscii("VISCII");
  thread_local Iconv tcvn("TCVN5712-1");
  Iconv& converter = charset == "VISCII" ? viscii : tcvn;
  if (converter.good()) return valid_utf8(converter.convert(bytes));
  return {};
}

// ICU's converter for a label, or nullptr. Labels come from mails, hence the bounded cache.
UConverter* icu_converter(const std::string& label) {
  thread_local std::unordered_map<std::string, Converter> cache;
  const auto known = cache.find(label);
  if (known != cache.end()) return known->second.get();
  if (cache.size() >= most_converters) cache.clear();
  UErrorCode status = U_ZERO_ERROR;
  Converter opened(ucnv_open(label.c_str(), &status));
  if (U_FAILURE(status) != 0) opened.reset();
  return cache.emplace(label, std::move(opened)).first->second.get();
}

std::string from_utf16(std::u16string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = text[i++];
    if (c >= 0xd800 && c < 0xdc00 && i < text.size() && text[i] >= 0xdc00 && text[i] < 0xe000)
      c = 0x10000 + ((c - 0xd800) << 10) + (text[i++] - 0xdc00U);
    else if (c >= 0xd800 && c < 0xe000)
      c = 0xfffd;
    append_utf8(out, c);
  }
  return out;
}

std::string convert_by_icu(ByteView bytes, UConverter* converter) {
  std::array<UChar, 2048> units{};
  ucnv_resetToUnicode(converter);
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  std::u16string text;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    UChar* to = units.data();
    ucnv_toUnicode(converter, &to, to + units.size(), &from, end, nullptr, 1, &status);
    text.append(units.data(), static_cast<std::size_t>(to - units.data()));
    if (U_FAILURE(status) != 0 && status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return from_utf16(text);
}

std::string undeclared(ByteView bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  if (UConverter* converter = icu_converter("windows-1252")) return convert_by_icu(bytes, converter);
  return valid_utf8(bytes);
}

// Double-byte charsets that every mail program knows: their second bytes may be ASCII letters.
bool known_everywhere(std::string_view name) {
  constexpr std::array<std::string_view, 12> names{
      "gb2312", "gbk",    "gb18030", "big5",   "shift_jis",  "iso-2022-jp",
      "euc-jp", "euc-kr", "sjis",    "x-sjis", "big5-hkscs", "ks_c_5601-1987"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string ascii_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return out;
}

bool is_utf16(std::string_view name) {
  return name == "utf-16" || name == "utf16" || name == "unicode" || name == "ucs-2" ||
         name == "iso-10646-ucs-2";
}

bool is_utf32(std::string_view name) {
  return name == "utf-32" || name == "utf32" || name == "ucs-4" || name == "iso-10646-ucs-4";
}

// Labels of Windows and Mozilla that ICU lacks. Of EBCDIC only the letters matter, which are all alike.
std::string known_label(std::string name) {
  if (name.starts_with("x-ebcdic")) return "ibm-37";
  if (name == "csunicode11utf7") return "utf-7";
  if (name.starts_with("x-ibm")) return name.substr(2);
  return name == "iso-8859-1" || name == "latin1" ? "windows-1252" : name;
}

bool has_byte_order_mark(ByteView bytes) {
  return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
}

}  // namespace

std::string to_utf8(ByteView bytes, std::string_view label, CharsetUse use) {
  const std::string name = lower_ascii(trim_ascii(label));
  if (use == CharsetUse::little_endian && is_utf16(name) && !has_byte_order_mark(bytes))
    return to_utf8(bytes, "utf-16le");
  if (use == CharsetUse::little_endian && is_utf32(name)) return to_utf8(bytes, "utf-32le");
  std::string declared = to_utf8(bytes, label);
  // With zeros it is what the label says: nobody shows them as text.
  if (use != CharsetUse::ignored || known_everywhere(name) || bytes.find('\0') != ByteView::npos)
    return declared;
  return ascii_of(declared) == ascii_of(bytes) ? declared : undeclared(bytes);
}

std::string to_utf8(ByteView bytes, std::string_view label) {
  if (bytes.empty()) return {};
  const std::string name = lower_ascii(trim_ascii(label));
  if (name.empty() || name.size() > longest_label || name.find('\0') != std::string::npos)
    return undeclared(bytes);
  if (name == "utf-8" || name == "utf8") return is_valid_utf8(bytes) ? std::string(bytes) : valid_utf8(bytes);
  // Mislabelled Vietnamese is common: bytes that are valid UTF-8 beyond ASCII hardly ever mean something
  // else.
  if (name == "us-ascii" || name == "ascii" || name == "unknown-8bit" || name == "x-unknown")
    return undeclared(bytes);
  for (const auto& alias : glibc_charsets) {
    if (name != alias.label) continue;
    std::string out = convert_by_glibc(bytes, alias.charset);
    return out.empty() ? undeclared(bytes) : nfc(out);
  }
  UConverter* converter = icu_converter(known_label(name));
  if (converter == nullptr) return undeclared(bytes);
  std::string out = convert_by_icu(bytes, converter);
  return name == "windows-1258" || name == "cp1258" ? nfc(out) : out;
}

void warm_charsets() {
  for (const auto* label : {"VISCII", "TCVN5712-1", "windows-1252", "windows-1258", "utf-16", "iso-2022-jp",
                            "gb18030", "big5", "utf-7", "euc-kr"})
    (void)to_utf8("\xe1", label);
}

}  // namespace congvu::message
