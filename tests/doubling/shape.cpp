#include "doubling/shape.h"

#include <openssl/evp.h>

namespace congvu::doubling {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string numbered(std::string_view pattern, std::size_t times) {
  const auto mark = pattern.find('#');
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out.append(pattern.substr(0, mark)).append(std::to_string(i)).append(pattern.substr(mark + 1));
  return out;
}

std::string mail_with(std::string_view name, ByteView content) {
  std::string mail = "Content-Type: application/octet-stream; name=\"";
  mail.append(name).append("\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  const auto text = mail.size();
  mail.resize(text + (content.size() + 2) / 3 * 4 + 1);
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(mail.data() + text),
                  reinterpret_cast<const unsigned char*>(content.data()), static_cast<int>(content.size()));
  mail.pop_back();
  return mail;
}

std::string le(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

}  // namespace congvu::doubling
