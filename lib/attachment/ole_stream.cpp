#include "attachment/ole_stream.h"

namespace congvu::attachment {

std::optional<Child> stream_child(const cfb::Content& content, std::optional<ByteView> part,
                                  std::vector<std::string> names, Budget& budget, Findings& findings) {
  const Blob blob = part ? content.blob.part(*part) : content.blob;
  if (blob.bytes.empty() && content.complete) return std::nullopt;
  auto child = content.copied ? std::optional(embedded(blob, std::move(names)))
                              : give(blob, std::move(names), budget, findings);
  if (!child || content.complete) return child;
  child->content = blob.bytes.empty() ? Content::absent : Content::cut;
  child->findings.add(content.limit ? Unchecked::limit : Unchecked::damaged);
  return child;
}

}  // namespace congvu::attachment
