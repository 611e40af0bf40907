#include "message/decoding.h"

#include <algorithm>

namespace congvu::message {

bool decode_into(Child& child, Budget& budget, std::uint64_t bound,
                 const std::function<Decoded(std::uint64_t most)>& decode) {
  const std::uint64_t left = budget.bytes_left();
  const std::uint64_t most = std::min(left, bound);
  const auto name = left < budget.limits().entry_bytes ? "unpacked_bytes" : "entry_bytes";
  if ((most == 0 && bound != 0) || !budget.take_bytes(most)) {
    budget.note(name);
    child.content = Content::absent;
    child.declared_size = bound;
    child.findings.add(Unchecked::limit);
    return false;
  }
  Decoded decoded = decode(most);
  if (decoded.cut) {
    budget.note(name);
    child.content = Content::cut;
    child.declared_size = bound;
    child.findings.add(Unchecked::limit);
  }
  child.blob = Blob::own(std::move(decoded.bytes));
  return true;
}

}  // namespace congvu::message
