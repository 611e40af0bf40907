#include "attachment/pdf_crypt.h"

#include <algorithm>
#include <numeric>

#include "attachment/document_crypto.h"

namespace congvu::attachment::pdf {
namespace {

constexpr ByteView padding(
    "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C"
    "\xA9"
    "\xFE\x64\x53\x69\x7A",
    32);

std::int64_t number_of(const Value& dictionary, std::string_view key, std::int64_t otherwise) {
  const Value* value = dictionary.find(key);
  return value != nullptr && value->is(Value::Kind::number) ? value->number : otherwise;
}

ByteView text_of(const Value& dictionary, std::string_view key) {
  const Value* value = dictionary.find(key);
  if (value == nullptr || (!value->is(Value::Kind::string) && !value->is(Value::Kind::name))) return {};
  return value->text;
}

bool encrypts_metadata(const Value& encrypt) {
  const Value* value = encrypt.find("EncryptMetadata");
  return value == nullptr || value->text != "false";
}

std::string little_endian(std::int64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  return out;
}

// Algorithm 2: the file's key from the empty password.
std::string key_from_padding(const Value& encrypt, ByteView file_id, std::int64_t revision) {
  std::string input(padding);
  input += slice(text_of(encrypt, "O"), 0, 32);
  input += little_endian(number_of(encrypt, "P", 0), 4);
  input += file_id;
  if (revision >= 4 && !encrypts_metadata(encrypt)) input += "\xFF\xFF\xFF\xFF";
  std::string key = digest("MD5", input);
  std::int64_t bits = number_of(encrypt, "Length", 40);
  if (number_of(encrypt, "V", 0) == 4) bits = 128;
  if (bits < 40) bits *= 8;  // some writers count bytes
  const auto size = static_cast<std::size_t>(revision == 2 ? 5 : std::clamp<std::int64_t>(bits / 8, 5, 16));
  if (revision >= 3)
    for (int i = 0; i < 50; ++i) key = digest("MD5", key.substr(0, size));
  return key.substr(0, size);
}

// Algorithms 4 to 6: does the key fit the user password's check value?
bool fits(const std::string& key, const Value& encrypt, ByteView file_id, std::int64_t revision) {
  const ByteView expected = text_of(encrypt, "U");
  if (revision == 2) return rc4(key, padding) == expected.substr(0, 32);
  std::string value = rc4(key, digest("MD5", std::string(padding) + std::string(file_id)));
  for (unsigned i = 1; i < 20; ++i) {
    std::string step = key;
    for (char& c : step) c = static_cast<char>(static_cast<unsigned char>(c) ^ i);
    value = rc4(step, value);
  }
  return expected.size() >= 16 && value == expected.substr(0, 16);
}

// Algorithm 2.B, with the empty password and no owner data.
std::string hardened_hash(ByteView salt, std::int64_t revision) {
  std::string key = digest("SHA256", salt);
  if (revision < 6) return key;
  for (int round = 0; round < 1000; ++round) {
    std::string input;
    for (int i = 0; i < 64; ++i) input += key;
    const std::string mixed = aes_cbc_encrypt(key.substr(0, 16), key.substr(16, 16), input);
    if (mixed.size() < 16) return {};
    const unsigned sum = std::accumulate(mixed.begin(), mixed.begin() + 16, 0U, [](unsigned total, char c) {
      return total + static_cast<unsigned char>(c);
    });
    key = digest(sum % 3 == 0 ? "SHA256" : sum % 3 == 1 ? "SHA384" : "SHA512", mixed);
    if (round >= 63 && static_cast<unsigned char>(mixed.back()) <= round + 1 - 32) break;
  }
  return key.substr(0, 32);
}

// Algorithm 2.A: validation salt and key salt stand behind the check value.
std::string key_from_salts(const Value& encrypt, std::int64_t revision) {
  const ByteView user = text_of(encrypt, "U"), wrapped = text_of(encrypt, "UE");
  if (user.size() < 48 || wrapped.size() < 32) return {};
  if (hardened_hash(user.substr(32, 8), revision) != user.substr(0, 32)) return {};
  return aes_cbc_decrypt(hardened_hash(user.substr(40, 8), revision), std::string(16, '\0'),
                         wrapped.substr(0, 32), false);
}

}  // namespace

Crypt::Method Crypt::method_of(const Value& encrypt, std::string_view filter) {
  if (filter.empty() || filter == "Identity") return Method::identity;
  const Value* filters = encrypt.find("CF");
  const Value* one = filters != nullptr ? filters->find(filter) : nullptr;
  const ByteView method = one != nullptr ? text_of(*one, "CFM") : ByteView{};
  if (method == "V2") return Method::rc4;
  if (method == "AESV2") return Method::aes128;
  if (method == "AESV3") return Method::aes256;
  return Method::identity;
}

std::optional<Crypt> Crypt::open_with_no_password(const Value& encrypt, ByteView file_id) {
  if (text_of(encrypt, "Filter") != "Standard") return std::nullopt;
  const std::int64_t version = number_of(encrypt, "V", 0), revision = number_of(encrypt, "R", 0);
  Crypt crypt;
  crypt.encrypt_ = encrypt;
  if (revision == 5 || revision == 6) {
    crypt.key_ = key_from_salts(encrypt, revision);
    if (crypt.key_.empty()) return std::nullopt;
  } else {
    crypt.key_ = key_from_padding(encrypt, file_id, revision);
    if (revision < 2 || revision > 4 || !fits(crypt.key_, encrypt, file_id, revision)) return std::nullopt;
  }
  if (version >= 4) {
    crypt.streams_ = method_of(encrypt, text_of(encrypt, "StmF"));
    crypt.strings_ = method_of(encrypt, text_of(encrypt, "StrF"));
    const ByteView files = text_of(encrypt, "EFF");
    crypt.files_ = files.empty() ? crypt.streams_ : method_of(encrypt, files);
  }
  return crypt;
}

std::string Crypt::open(Method method, ByteView data, std::int64_t number, std::int64_t generation) const {
  if (method == Method::identity) return std::string(data);
  if (method == Method::aes256) return aes_cbc_decrypt(key_, data.substr(0, 16), slice(data, 16), true);
  std::string input = key_ + little_endian(number, 3) + little_endian(generation, 2);
  if (method == Method::aes128) input += "sAlT";
  const std::string key = digest("MD5", input).substr(0, std::min<std::size_t>(key_.size() + 5, 16));
  if (method == Method::rc4) return rc4(key, data);
  return aes_cbc_decrypt(key, data.substr(0, 16), slice(data, 16), true);
}

std::string Crypt::string(ByteView data, std::int64_t number, std::int64_t generation) const {
  return open(strings_, data, number, generation);
}

std::string Crypt::stream(ByteView data, std::int64_t number, std::int64_t generation,
                          std::string_view filter, bool embedded_file) const {
  const Method method = !filter.empty() ? method_of(encrypt_, filter) : embedded_file ? files_ : streams_;
  return open(method, data, number, generation);
}

}  // namespace congvu::attachment::pdf
