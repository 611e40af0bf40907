#include "attachment/document_sealed.h"

#include <algorithm>
#include <array>

#include "attachment/document_base64.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

struct Seal {
  ByteView start;
  std::string_view form, description;
};

constexpr std::array seals{
    Seal{"Salted__"sv, "openssl-enc", "file encrypted by OpenSSL"},
    Seal{"age-encryption.org/v1\n"sv, "age", "file encrypted by age"},
    Seal{"-----BEGIN AGE ENCRYPTED FILE-----"sv, "age", "file encrypted by age"},
    Seal{"$ANSIBLE_VAULT;"sv, "ansible-vault", "file encrypted by Ansible"},
    Seal{"\xC0\xB9\x07\x2E\x4F\x93\xF1\x46\xA0\x15\x79\x2C\xA1\xD9\xE8\x21"sv, "axcrypt",
         "file encrypted by AxCrypt"},
    Seal{"\x76\xE8\x04\x60\xC4\x11\xE3\x86"sv, "rpmsg", "rights-protected message"},
    Seal{".pfile"sv, "pfile", "rights-protected file"},
};

FileType sealed(std::string_view form, std::string_view description) {
  return {Kind::document, std::string(form), "application/octet-stream", std::string(description)};
}

// "AES", a version of 0 to 3: too short to believe without the name or the tag that newer versions write.
bool is_aes_crypt(ByteView bytes, const std::vector<std::string>& names) {
  if (!bytes.starts_with("AES") || bytes.size() < 100 || byte_at(bytes, 3) > 3) return false;
  if (slice(bytes, 0, 64).find("CREATED_BY") != ByteView::npos) return true;
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return lower_ascii(name).ends_with(".aes"); });
}

// `openssl enc -a`: one block of base64 and nothing else.
bool is_salted_text(ByteView bytes) {
  const ByteView text = trim_ascii(bytes);
  return text.starts_with("U2FsdGVkX1") && text.size() >= 44 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_base64_digit(c) || c == '=' || c == '\r' || c == '\n'; });
}

}  // namespace

std::optional<FileType> sealed_file(ByteView bytes, const std::vector<std::string>& names) {
  for (const Seal& seal : seals)
    if (bytes.starts_with(seal.start) && bytes.size() > seal.start.size())
      return sealed(seal.form, seal.description);
  if (is_aes_crypt(bytes, names)) return sealed("aes-crypt", "file encrypted by AES Crypt");
  if (is_salted_text(bytes)) return sealed("openssl-enc", "file encrypted by OpenSSL");
  return std::nullopt;
}

}  // namespace congvu::attachment
