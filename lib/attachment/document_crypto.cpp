#include "attachment/document_crypto.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <numeric>

namespace congvu::attachment {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

std::string aes_cbc(ByteView key, ByteView iv, ByteView data, int encrypt) {
  const EVP_CIPHER* cipher = key.size() == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
  if ((key.size() != 32 && key.size() != 16) || iv.size() != 16) return {};
  data = data.substr(0, data.size() / 16 * 16);
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  if (!context || EVP_CipherInit_ex(context.get(), cipher, nullptr, raw(key), raw(iv), encrypt) != 1)
    return {};
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  std::string out(data.size(), '\0');
  constexpr std::size_t step = 1U << 24;
  for (std::size_t at = 0; at < data.size(); at += step) {
    const ByteView part = data.substr(at, step);
    int written = 0;
    if (EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data() + at), &written,
                         raw(part), static_cast<int>(part.size())) != 1)
      return {};
  }
  return out;
}

}  // namespace

std::string rc4(ByteView key, ByteView data) {
  if (key.empty()) return {};
  std::array<std::uint8_t, 256> state{};
  std::iota(state.begin(), state.end(), std::uint8_t{0});
  std::uint8_t j = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    j = static_cast<std::uint8_t>(j + state[i] + byte_at(key, i % key.size()));
    std::swap(state[i], state[j]);
  }
  std::string out(data);
  std::uint8_t i = 0;
  j = 0;
  for (char& c : out) {
    i = static_cast<std::uint8_t>(i + 1);
    j = static_cast<std::uint8_t>(j + state[i]);
    std::swap(state[i], state[j]);
    const auto mask = state[static_cast<std::uint8_t>(state[i] + state[j])];
    c = static_cast<char>(static_cast<unsigned char>(c) ^ mask);
  }
  return out;
}

std::string digest(const char* name, ByteView data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  const EVP_MD* method = EVP_get_digestbyname(name);
  if (method == nullptr || EVP_Digest(data.data(), data.size(), out.data(), &length, method, nullptr) != 1)
    return {};
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string aes_cbc_decrypt(ByteView key, ByteView iv, ByteView data, bool padded) {
  std::string out = aes_cbc(key, iv, data, 0);
  if (padded && !out.empty()) {
    const auto padding = static_cast<unsigned char>(out.back());
    if (padding >= 1 && padding <= 16) out.resize(out.size() - padding);
  }
  return out;
}

std::string aes_cbc_encrypt(ByteView key, ByteView iv, ByteView data) { return aes_cbc(key, iv, data, 1); }

}  // namespace congvu::attachment
