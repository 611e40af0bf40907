#include "attachment/magic.h"

#include <magic.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "attachment/file_type.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t head_bytes = 64U << 10;
constexpr std::size_t description_bytes = 200;
constexpr std::size_t regex_bytes = 2048;  // the default costs half a second on 1 MB of line ends

// Compression would run programs or inflate, text detection is slow and ours; compound files stay on.
constexpr int base_flags = MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF |
                           MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_CSV |
                           MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_TEXT;

struct CloseMagic {
  void operator()(magic_set* handle) const { magic_close(handle); }
};
using Handle = std::unique_ptr<magic_set, CloseMagic>;

Handle open_magic() {
  Handle handle(magic_open(base_flags | MAGIC_MIME_TYPE));
  if (handle && magic_load(handle.get(), nullptr) != 0) handle.reset();
  if (handle) magic_setparam(handle.get(), MAGIC_PARAM_REGEX_MAX, &regex_bytes);
  return handle;
}

magic_set* thread_handle() {
  thread_local const Handle handle = open_magic();
  return handle.get();
}

std::string ask(magic_set* handle, int flags, ByteView bytes) {
  magic_setflags(handle, base_flags | flags);
  const char* answer = magic_buffer(handle, bytes.data(), bytes.size());
  return answer == nullptr ? std::string{} : printable(valid_utf8(answer), description_bytes);
}

// In random bytes and in legacy 8-bit text these come up once in a hundred; programs are our own table's
// matter.
bool is_noise(std::string_view mime) {
  constexpr std::array noise{"application/octet-stream"sv, "text/plain"sv,
                             "application/x-dosexec"sv,    "application/pgp-keys"sv,
                             "application/x-executable"sv, "application/x-object"sv,
                             "application/x-sharedlib"sv,  "application/x-coredump"sv,
                             "application/x-empty"sv};
  return !is_media_type(mime) || std::find(noise.begin(), noise.end(), mime) != noise.end();
}

}  // namespace

std::optional<MagicOpinion> magic_opinion(ByteView bytes) {
  magic_set* const handle = thread_handle();
  const ByteView head = slice(bytes, 0, head_bytes);
  if (handle == nullptr || head.empty()) return std::nullopt;
  std::string mime = ask(handle, MAGIC_MIME_TYPE, head);
  if (is_noise(mime)) return std::nullopt;
  return MagicOpinion{std::move(mime), ask(handle, 0, head)};
}

void warm_up_magic() {
  // One answer, since parts of the database are prepared on first use.
  magic_opinion("\x01\x02\x03");
}

}  // namespace congvu::attachment
