// PDF encryption: is a password needed to open, and if not, the plain bytes.
//
// In: the dictionary /Encrypt with everything resolved, and the first half of /ID. Out: a Crypt that opens
// strings and streams when the empty password does (a document with an owner password only), else nothing.
// Failure: nothing, as for a document with a password: what we cannot open is locked for us.
// Threads: plain values. Sources: ISO 32000-1, 7.6; ISO 32000-2, 7.6.4 (revision 6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "attachment/pdf_lexer.h"

namespace congvu::attachment::pdf {

class Crypt {
 public:
  static std::optional<Crypt> open_with_no_password(const Value& encrypt, ByteView file_id);

  [[nodiscard]] std::string string(ByteView data, std::int64_t number, std::int64_t generation) const;
  // `filter`: the crypt filter that the stream names itself, or empty.
  [[nodiscard]] std::string stream(ByteView data, std::int64_t number, std::int64_t generation,
                                   std::string_view filter, bool embedded_file) const;

 private:
  enum class Method : std::uint8_t { identity, rc4, aes128, aes256 };

  static Method method_of(const Value& encrypt, std::string_view filter);
  [[nodiscard]] std::string open(Method method, ByteView data, std::int64_t number,
                                 std::int64_t generation) const;

  Value encrypt_;
  std::string key_;
  Method strings_ = Method::rc4, streams_ = Method::rc4, files_ = Method::rc4;
};

}  // namespace congvu::attachment::pdf
