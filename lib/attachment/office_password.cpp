#include "attachment/office_password.h"

#include <string>

#include "attachment/document_crypto.h"

namespace congvu::attachment {
namespace {

constexpr std::string_view default_password = "VelvetSweatshop";

std::string wide(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

// The verifier and its digest, both encrypted with the key of block 0.
bool verifies(ByteView key, ByteView verifier, ByteView verifier_digest, const char* method) {
  const std::string plain = rc4(key, std::string(verifier) + std::string(verifier_digest));
  const ByteView both = plain;
  return both.size() > 16 && digest(method, both.substr(0, 16)) == both.substr(16);
}

// Office 97: 40-bit keys from MD5.
bool opens_rc4(ByteView body) {
  const ByteView salt = slice(body, 6, 16);
  if (body.size() < 54) return false;
  const std::string first = digest("MD5", wide(default_password)).substr(0, 5);
  std::string repeated;
  for (int i = 0; i < 16; ++i) repeated += first + std::string(salt);
  const std::string base = digest("MD5", repeated).substr(0, 5);
  return verifies(digest("MD5", base + std::string(4, '\0')), slice(body, 22, 16), slice(body, 38, 16),
                  "MD5");
}

// Office 2002: keys of any size from SHA-1. Header: flags, header size, then a header that holds the key
// size.
bool opens_rc4_cryptoapi(ByteView body) {
  constexpr std::uint64_t header = 14;
  const auto header_size = read_le<4>(body, 10), bits = read_le<4>(body, header + 16);
  if (!bits || *header_size > 4096) return false;
  const std::uint64_t key_bits = *bits == 0 ? 40 : *bits;
  const ByteView verifier = slice(body, header + *header_size);
  if (key_bits % 8 != 0 || key_bits > 128 || verifier.size() < 60) return false;
  const std::string base = digest("SHA1", std::string(slice(verifier, 4, 16)) + wide(default_password));
  std::string key =
      digest("SHA1", base + std::string(4, '\0')).substr(0, static_cast<std::size_t>(key_bits / 8));
  if (key_bits == 40) key.resize(16, '\0');
  return verifies(key, slice(verifier, 20, 16), slice(verifier, 40, 20), "SHA1");
}

// XOR obfuscation keeps a 16-bit check value of the password.
bool opens_xor(ByteView body, std::uint64_t offset) {
  std::uint16_t value = 0;
  const auto rotated = [](std::uint16_t v) {
    return static_cast<std::uint16_t>(((v >> 14) & 1U) | ((v << 1) & 0x7FFFU));
  };
  for (std::size_t i = default_password.size(); i-- > 0;)
    value = static_cast<std::uint16_t>(rotated(value) ^ byte_at(default_password, i));
  value = static_cast<std::uint16_t>(rotated(value) ^ default_password.size() ^ 0xCE4BU);
  return read_le<2>(body, offset + 2) == value;
}

}  // namespace

bool opens_with_default_password(ByteView file_pass) {
  const auto method = read_le<2>(file_pass, 0);
  if (!method) return false;
  if (file_pass.size() == 4) return opens_xor(file_pass, 0);  // BIFF5: key and check value only
  if (*method == 0) return opens_xor(file_pass, 2);
  const auto major = read_le<2>(file_pass, 2);
  return major == std::uint64_t{1} ? opens_rc4(file_pass) : opens_rc4_cryptoapi(file_pass);
}

}  // namespace congvu::attachment
