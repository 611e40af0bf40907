// SipHash-2-4 with 128 bits against the reference's vectors.
#include "facts/keyed_hash.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {

using congvu::fingerprint;
using congvu::HashKey;

// The key 00 01 .. 0f of the reference.
constexpr HashKey key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

std::string counted(std::size_t length) {
  std::string out;
  for (std::size_t i = 0; i < length; ++i) out += static_cast<char>(i);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keyed_hash)

// a3 81 7f 04 ba 25 a8 e6  6d f6 72 14 c7 55 02 93
BOOST_AUTO_TEST_CASE(nothing) {
  const auto print = fingerprint(key, "");
  BOOST_TEST(print.low == 0xe6a825ba047f81a3U);
  BOOST_TEST(print.high == 0x930255c71472f66dU);
}

BOOST_AUTO_TEST_CASE(every_byte_counts) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text = counted(length);
    const auto print = fingerprint(key, text);
    BOOST_TEST((fingerprint(key, text + '\0') != print));
    BOOST_TEST((fingerprint({key[0] ^ 1U, key[1]}, text) != print));
    for (std::size_t i = 0; i < length; ++i) {
      std::string other = text;
      other[i] = static_cast<char>(other[i] ^ 0x40);
      BOOST_TEST((fingerprint(key, other) != print));
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_are_random) {
  const auto one = congvu::random_key();
  const auto other = congvu::random_key();
  BOOST_REQUIRE((one && other));
  BOOST_TEST((*one != *other));
}

BOOST_AUTO_TEST_SUITE_END()
