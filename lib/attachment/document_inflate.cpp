#include "attachment/document_inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace congvu::attachment {
namespace {

struct End {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};
using Stream = std::unique_ptr<z_stream, End>;

Stream open(Wrapping wrapping) {
  Stream stream(new z_stream{});
  if (inflateInit2(stream.get(), wrapping == Wrapping::raw ? -MAX_WBITS : MAX_WBITS) != Z_OK) return nullptr;
  return stream;
}

// zlib takes a pointer to mutable bytes for its input but never writes there.
void feed(z_stream& stream, ByteView packed) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 1U << 30));
}

bool keep(std::string& out, ByteView chunk, std::size_t packed, std::uint64_t room, Budget& budget) {
  if (chunk.size() > room - out.size()) {
    budget.note(room == budget.limits().entry_bytes ? "entry_bytes" : "unpacked_bytes");
    return false;
  }
  if (budget.expired() || !budget.ratio_ok(packed, out.size() + chunk.size())) return false;
  if (!budget.take_bytes(chunk.size())) return false;
  out += chunk;
  return true;
}

}  // namespace

Unpacked inflate_all(ByteView packed, Wrapping wrapping, Budget& budget) {
  Unpacked result;
  const Stream stream = open(wrapping);
  if (!stream) return {{}, Unpacking::limit};
  feed(*stream, packed);
  const std::uint64_t room = budget.bytes_left();
  std::array<char, 65536> chunk{};
  for (int status = Z_OK; status != Z_STREAM_END;) {
    stream->next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream->avail_out = static_cast<uInt>(chunk.size());
    status = inflate(stream.get(), Z_NO_FLUSH);
    const std::size_t got = chunk.size() - stream->avail_out;
    if (!keep(result.bytes, {chunk.data(), got}, packed.size(), room, budget)) {
      result.state = Unpacking::limit;
      break;
    }
    if (status != Z_STREAM_END && (status != Z_OK || (got == 0 && stream->avail_in == 0))) {
      result.state = Unpacking::damaged;
      break;
    }
  }
  return result;
}

}  // namespace congvu::attachment
