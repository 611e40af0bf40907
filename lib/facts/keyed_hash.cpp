#include "facts/keyed_hash.h"

#include <sys/random.h>

#include <bit>

namespace congvu {
namespace {

class State {
 public:
  explicit State(const HashKey& key)
      : v0_(key[0] ^ 0x736f6d6570736575U),
        v1_(key[1] ^ 0x646f72616e646f6dU ^ 0xeeU),
        v2_(key[0] ^ 0x6c7967656e657261U),
        v3_(key[1] ^ 0x7465646279746573U) {}

  void take(std::uint64_t word) {
    v3_ ^= word;
    rounds(2);
    v0_ ^= word;
  }
  std::uint64_t first() {
    v2_ ^= 0xeeU;
    rounds(4);
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }
  std::uint64_t second() {
    v1_ ^= 0xddU;
    rounds(4);
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v0_ += v1_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v3_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ += v3_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }
  std::uint64_t v0_, v1_, v2_, v3_;
};

}  // namespace

Result<HashKey> random_key() {
  HashKey key{};
  if (getrandom(key.data(), sizeof key, 0) != static_cast<ssize_t>(sizeof key))
    return fail(ErrorKind::system, "random", "the system gives no random bytes");
  return key;
}

Fingerprint fingerprint(const HashKey& key, ByteView bytes) {
  State state(key);
  std::size_t at = 0;
  for (; bytes.size() - at >= 8; at += 8) state.take(*read_le<8>(bytes, at));
  std::uint64_t last = std::uint64_t{bytes.size()} << 56U;
  for (std::size_t i = 0; at + i < bytes.size(); ++i)
    last |= std::uint64_t{byte_at(bytes, at + i)} << (8 * i);
  state.take(last);
  Fingerprint out;
  out.low = state.first();
  out.high = state.second();
  return out;
}

}  // namespace congvu
