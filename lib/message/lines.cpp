#include "message/lines.h"

#include <algorithm>

namespace congvu::message {
namespace {

bool has_bare_lf(ByteView bytes) {
  for (std::size_t at = bytes.find('\n'); at != ByteView::npos; at = bytes.find('\n', at + 1))
    if (at == 0 || bytes[at - 1] != '\r') return true;
  return false;
}

}  // namespace

Line line_at(ByteView bytes, std::size_t offset, LineEnds ends) {
  if (ends == LineEnds::any) {
    std::size_t at = offset;
    while (at < bytes.size() && bytes[at] != '\n' && bytes[at] != '\r') ++at;
    std::size_t next = std::min(at + 1, bytes.size());
    if (next < bytes.size() && bytes[at] == '\r' && bytes[next] == '\n') ++next;
    return {offset, at, next};
  }
  const std::size_t lf = bytes.find('\n', offset);
  const bool last = lf == ByteView::npos;
  std::size_t end = last ? bytes.size() : lf;
  while (end > offset && bytes[end - 1] == '\r') --end;
  return {offset, end, last ? bytes.size() : lf + 1};
}

std::size_t without_line_end(ByteView bytes, std::size_t begin, std::size_t end) {
  if (end > begin && bytes[end - 1] == '\n') {
    --end;
    if (end > begin && bytes[end - 1] == '\r') --end;
  } else if (end > begin && bytes[end - 1] == '\r') {
    --end;
  }
  return end;
}

std::string_view trim_right(std::string_view text) {
  const auto last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

bool mixes_line_ends(ByteView bytes) { return has_bare_lf(bytes) && bytes.find("\r\n") != ByteView::npos; }

Blob with_crlf(const Blob& mail) {
  if (!has_bare_lf(mail.bytes)) return mail;
  const ByteView bytes = mail.bytes;
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 32);
  std::size_t from = 0;
  for (std::size_t at = bytes.find('\n'); at != ByteView::npos; at = bytes.find('\n', from)) {
    const bool bare = at == 0 || bytes[at - 1] != '\r';
    out.append(bytes.substr(from, at - from)).append(bare ? "\r\n" : "\n");
    from = at + 1;
  }
  out.append(bytes.substr(from));
  return Blob::own(std::move(out));
}

}  // namespace congvu::message
