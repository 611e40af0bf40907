#include "message/uuencode.h"

#include "message/decoding.h"
#include "message/encoded_text.h"
#include "message/name_list.h"

namespace congvu::message {
namespace {

Deviation deviation_of(TextForm form) {
  if (form == TextForm::yenc) return Deviation::yenc_in_text;
  return form == TextForm::binhex ? Deviation::binhex_in_text : Deviation::uuencode_in_text;
}

class EncodedTextReader final : public Reader {
 public:
  explicit EncodedTextReader(Blob text) : text_(std::move(text)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (budget.expired()) {
      findings.add(Unchecked::limit);
      return std::nullopt;
    }
    const auto file = find_encoded(text_.bytes, at_);
    if (!file) return std::nullopt;
    at_ = file->end;
    findings.add(deviation_of(file->form));
    if (!budget.take_entry()) {
      findings.add(Unchecked::limit);
      at_ = text_.bytes.size();
      return std::nullopt;
    }
    return child_of(*file, budget);
  }

 private:
  static Child child_of(const EncodedFile& file, Budget& budget) {
    Child child;
    if (!add_name(child.names, file.name, budget.limits())) child.findings.add(Unchecked::limit);
    if (file.form == TextForm::binhex) {
      child.content = Content::absent;
      child.declared_size = file.data.size();
      child.findings.add(Unchecked::unsupported_format);
      return child;
    }
    if (!file.closed) child.findings.add(Unchecked::damaged);
    decode_into(child, budget, decoded_size(file), [&](std::uint64_t most) {
      Decoded decoded = decode_file(file, most);
      if (decoded.damaged && file.form == TextForm::uuencode) child.findings.add(Deviation::uuencode_damage);
      return decoded;
    });
    return child;
  }

  Blob text_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Reader> open_encoded_text(const Item& item) {
  if (!find_encoded(item.object.blob.bytes)) return nullptr;
  return std::make_unique<EncodedTextReader>(item.object.blob);
}

}  // namespace congvu::message
