#include "attachment/zip_inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

namespace congvu::attachment {
namespace {

constexpr std::size_t chunk = 64U << 10;

// zlib's state, closed by itself. Input is fed in pieces, since zlib counts in 32 bits.
class Stream {
 public:
  Stream(ByteView packed, DeflateWrapping wrapping) : packed_(packed) {
    ready_ = inflateInit2(&z_, wrapping == DeflateWrapping::raw ? -MAX_WBITS : 16 + MAX_WBITS) == Z_OK;
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (ready_) inflateEnd(&z_);
  }

  // Fills `room`; the number of bytes written. Sets done() or broken() at the end.
  std::size_t fill(char* room, std::size_t size) {
    if (!ready_) broken_ = true;
    z_.next_out = reinterpret_cast<Bytef*>(room);
    z_.avail_out = static_cast<uInt>(size);
    while (!done_ && !broken_ && z_.avail_out > 0) step();
    return size - z_.avail_out;
  }

  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::uint64_t used() const { return fed_ - z_.avail_in; }

 private:
  void step() {
    if (z_.avail_in == 0) {
      const ByteView piece = slice(packed_, fed_, 1U << 20);
      // zlib's interface is not const-correct; it only reads.
      z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      z_.avail_in = static_cast<uInt>(piece.size());
      fed_ += piece.size();
    }
    const bool dry = z_.avail_in == 0;
    const int result = inflate(&z_, Z_NO_FLUSH);
    if (result == Z_STREAM_END)
      done_ = true;
    else if (result != Z_OK && !(result == Z_BUF_ERROR && !dry))
      broken_ = true;
  }

  ByteView packed_;
  z_stream z_{};
  std::uint64_t fed_ = 0;
  bool ready_ = false, done_ = false, broken_ = false;
};

}  // namespace

Inflated inflate_stream(ByteView packed, DeflateWrapping wrapping, std::uint64_t expected, Budget& budget,
                        std::uint64_t most) {
  Inflated out;
  Stream stream(packed, wrapping);
  std::vector<char> room(chunk);
  const std::uint64_t limit = std::min(most, budget.limits().entry_bytes);
  out.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>({expected, limit, 1U << 20})));
  while (!stream.done() && !stream.broken()) {
    const std::size_t count = stream.fill(room.data(), room.size());
    const std::uint64_t left = limit - out.bytes.size();
    const auto kept = static_cast<std::size_t>(std::min<std::uint64_t>(count, left));
    const bool paid = budget.take_bytes(kept);
    if (paid) out.bytes.append(room.data(), kept);
    if (!paid || kept < count || budget.expired() || !budget.ratio_ok(stream.used(), out.bytes.size())) {
      if (kept < count && most > budget.limits().entry_bytes) budget.note("entry_bytes");
      out.state = UnpackState::cut;
      out.used = stream.used();
      return out;
    }
  }
  out.state = stream.done() ? UnpackState::whole : UnpackState::damaged;
  out.used = stream.used();
  return out;
}

std::uint64_t deflate_length(ByteView packed, Budget& budget) {
  Stream stream(packed, DeflateWrapping::raw);
  std::vector<char> room(chunk);
  std::uint64_t out = 0;
  while (!stream.done() && !stream.broken() && !budget.expired() && out < budget.limits().entry_bytes)
    out += stream.fill(room.data(), room.size());
  return stream.used();
}

bool looks_deflated(ByteView packed) {
  Stream stream(slice(packed, 0, 512), DeflateWrapping::raw);
  std::array<char, 2048> room{};
  const std::size_t out = stream.fill(room.data(), room.size());
  return stream.done() || out > 0;
}

}  // namespace congvu::attachment
