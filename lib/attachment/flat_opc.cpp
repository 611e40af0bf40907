#include "attachment/flat_opc.h"

#include <algorithm>
#include <array>

#include "attachment/document_base64.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t head = 4'096;  // where the declaration and the root element stand
constexpr std::size_t longest_prefix = 40;
constexpr std::array<ByteView, 1> tags{"binaryData"};

// The text behind the next start tag of a binary part at or behind `at`, which is moved behind that text.
std::optional<ByteView> next_part(ByteView bytes, std::size_t& at) {
  while (at < bytes.size()) {
    const auto word = bytes.find("bin", at);
    if (word == ByteView::npos) break;
    at = word + 3;
    for (const ByteView tag : tags) {
      // A start tag: "<pkg:binaryData" or "<binData"; end tags have a slash before the prefix.
      if (slice(bytes, word, tag.size()) != tag) continue;
      // A prefix is short: looking back further would make many words without a tag quadratic.
      const std::size_t from = word - std::min<std::size_t>(word, longest_prefix);
      const ByteView before = bytes.substr(from, word - from);
      const auto open = before.rfind('<');
      if (open == ByteView::npos || slice(before, open + 1, 1) == "/") continue;
      const auto begin = bytes.find('>', word);
      if (begin == ByteView::npos) continue;
      const auto end = std::min(bytes.find('<', begin), bytes.size());
      at = end;
      return bytes.substr(begin + 1, end - begin - 1);
    }
  }
  at = bytes.size();
  return std::nullopt;
}

}  // namespace

bool is_flat_opc(ByteView bytes) {
  const ByteView start = slice(bytes, 0, head);
  return start.find("schemas.microsoft.com/office/2006/xmlPackage") != ByteView::npos;
}

Makers look_into_flat_opc(const Blob& bytes, Budget&, Findings&) {
  Makers makers;
  std::size_t at = 0;
  while (const auto text = next_part(bytes.bytes, at))
    makers.emplace_back([part = bytes.part(*text)](Budget& budget, Findings& findings) {
      return give(Blob::own(decode_base64(part.bytes, budget.bytes_left())), {}, budget, findings);
    });
  return makers;
}

}  // namespace congvu::attachment
