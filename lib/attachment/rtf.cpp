#include "attachment/rtf.h"

#include <algorithm>

#include "attachment/cfb.h"
#include "attachment/document_sniff.h"
#include "attachment/ole_native.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The bytes of one object in one reading.
struct Digits {
  std::string bytes;
  int high = -1;

  void add(char c) {
    const int digit = digit_of(c);
    if (digit < 0) return;
    if (high >= 0) bytes += static_cast<char>(high * 16 + digit);
    high = high >= 0 ? -1 : digit;
  }
  void add(ByteView raw) {
    bytes += raw;
    high = -1;
  }
};

// One pass over the text. `flat` keeps the digits of nested groups, `own` only those of the object's own
// group.
class Scan {
 public:
  Scan(ByteView text, Budget& budget, Findings& findings)
      : text_(text), budget_(budget), findings_(findings) {}

  std::vector<std::string> run() {
    while (at_ < text_.size() && !stopped_) {
      const char c = text_[at_];
      if (c == '\\') {
        control();
        continue;
      }
      ++at_;
      if (c == '{') {
        ++depth_;
      } else if (c == '}') {
        --depth_;
        if (inside_ && depth_ < object_depth_) finish();
      } else if (inside_) {
        add(c);
      }
    }
    if (inside_) finish();
    return std::move(objects_);
  }

 private:
  void add(char c) {
    if (flat_.bytes.size() == taken_ && flat_.high >= 0 && !take()) return;
    flat_.add(c);
    if (depth_ == object_depth_) own_.add(c);
  }

  // Both readings together need twice the bytes.
  bool take() {
    constexpr std::uint64_t step = 32'768;
    if (budget_.expired() || budget_.bytes_left() < 2 * step || !budget_.take_bytes(2 * step)) {
      budget_.note("unpacked_bytes");
      findings_.add(Unchecked::limit);
      stopped_ = true;
      return false;
    }
    taken_ += step;
    return true;
  }

  void control() {
    ++at_;
    if (at_ >= text_.size()) return;
    if (!is_letter(text_[at_])) {
      at_ += text_[at_] == '\'' ? 3 : 1;  // an escaped byte is no digit
      return;
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    const ByteView word = text_.substr(start, at_ - start);
    const bool negative = at_ < text_.size() && text_[at_] == '-';
    if (negative) ++at_;
    std::uint64_t number = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
      number =
          std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(text_[at_] - '0'), UINT32_MAX);
    if (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (equals_ascii(word, "objdata")) begin();
    if (equals_ascii(word, "bin") && !negative) binary(number);
  }

  void binary(std::uint64_t length) {
    const ByteView raw = slice(text_, at_, length);
    if (raw.size() < length) return;  // more than there is: such a word is not believed
    at_ += raw.size();
    if (!inside_) return;
    while (flat_.bytes.size() + raw.size() > taken_)
      if (!take()) return;
    flat_.add(raw);
    if (depth_ == object_depth_) own_.add(raw);
  }

  void begin() {
    if (inside_) finish();
    inside_ = true;
    object_depth_ = depth_;
  }

  void finish() {
    const bool differ = flat_.bytes != own_.bytes;
    if (!flat_.bytes.empty()) objects_.push_back(std::move(flat_.bytes));
    if (differ && !own_.bytes.empty()) objects_.push_back(std::move(own_.bytes));
    flat_ = {};
    own_ = {};
    taken_ = 0;
    inside_ = false;
    if (objects_.size() > budget_.limits().entries) stopped_ = true;
  }

  ByteView text_;
  Budget& budget_;
  Findings& findings_;
  std::size_t at_ = 0;
  std::int64_t depth_ = 0, object_depth_ = 0;
  bool inside_ = false, stopped_ = false;
  Digits flat_, own_;
  std::size_t taken_ = 0;
  std::vector<std::string> objects_;
};

// An OLE 1.0 object where its head is sound; else whatever file begins near the front.
std::optional<Packed> open_object(ByteView object) {
  if (auto packed = open_ole1_object(object)) return packed;
  constexpr std::size_t near = 4096;
  const std::size_t compound = object.substr(0, near).find(cfb::magic);
  if (compound != ByteView::npos) return Packed{object.substr(compound), {}, true, false};
  if (sniff_carried(object) != Kind::unknown) return Packed{object, {}, true, false};
  return std::nullopt;
}

}  // namespace

bool is_rtf(ByteView bytes) {
  const ByteView head = slice(bytes, 0, 512);
  const std::size_t start = head.find_first_not_of(ByteView(" \t\r\n\0\xEF\xBB\xBF", 8));
  return start != ByteView::npos && head.substr(start).starts_with("{\\rt");
}

Makers look_into_rtf(const Blob& bytes, Budget& budget, Findings& findings) {
  Makers makers;
  for (std::string& object : Scan(bytes.bytes, budget, findings).run()) {
    const Blob blob = Blob::own(std::move(object));
    const auto packed = open_object(blob.bytes);
    if (!packed || packed->data.empty()) continue;
    if (!packed->package && sniff_carried(packed->data) == Kind::unknown) continue;  // a metafile, a formula
    makers.push_back([blob, packed = *packed](Budget&, Findings&) -> std::optional<Child> {
      Child child = embedded(blob.part(packed.data), packed.names);
      if (!packed.complete) child.findings.add(Unchecked::damaged);
      return child;
    });
  }
  return makers;
}

}  // namespace congvu::attachment
