#include "facts/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>

namespace congvu {

namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex(const Digest& digest, unsigned length) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < length; ++i) {
    out += digits[digest[i] >> 4];
    out += digits[digest[i] & 15];
  }
  return out;
}

}  // namespace

std::string sha256_hex(ByteView bytes) {
  // Fetching the algorithm costs more than hashing a small part, so each thread keeps its context.
  static const EVP_MD* const algorithm = EVP_sha256();
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                     EVP_MD_CTX_free);
  Digest digest{};
  unsigned length = 0;
  if (!context || EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    return {};
  return hex(digest, length);
}

std::string hmac_sha256_hex(ByteView key, ByteView bytes) {
  Digest digest{};
  unsigned length = 0;
  if (key.size() > INT_MAX || HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                   digest.data(), &length) == nullptr)
    return {};
  return hex(digest, length);
}

}  // namespace congvu
