#include "message/tnef.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "facts/text.h"
#include "message/charset.h"
#include "message/compressed_rtf.h"
#include "message/decoding.h"
#include "message/mapi_properties.h"
#include "message/name_list.h"

namespace congvu::message {
namespace {

constexpr std::uint64_t signature = 0x223e9f78;
constexpr std::size_t head_bytes = 6, attribute_head = 9, checksum_bytes = 2, interface_id_bytes = 16;
constexpr std::size_t longest_type = 255;
constexpr std::size_t most_contents = 256;  // of one attribute: real ones hold one or two

enum Attribute : std::uint32_t {
  att_body = 0x0002800c,
  att_oem_codepage = 0x00069007,
  att_mapi_props = 0x00069003,
  att_attach_rend_data = 0x00069002,
  att_attach_title = 0x00018010,
  att_attach_data = 0x0006800f,
  att_attachment = 0x00069005,
  att_attach_transport_filename = 0x00069001,
};

enum Property : std::uint16_t {
  pr_body = 0x1000,
  pr_rtf_compressed = 0x1009,
  pr_body_html = 0x1013,
  pr_display_name = 0x3001,
  pr_attach_data = 0x3701,
  pr_attach_filename = 0x3704,
  pr_attach_pathname = 0x3708,
  pr_attach_long_filename = 0x3707,
  pr_attach_transport_name = 0x370c,
  pr_attach_long_pathname = 0x370d,
  pr_attach_mime_tag = 0x370e,
};

// IID_IMessage: the object is a message, TNEF again behind the id.
constexpr std::string_view message_interface(
    "\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46", 16);

class TnefReader final : public Reader {
 public:
  explicit TnefReader(Blob blob) : blob_(std::move(blob)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (at_ == 0) {
      at_ = head_bytes;
      findings.refine({Kind::mail, "tnef", "application/ms-tnef", "Outlook TNEF (winmail.dat)"});
    }
    while (ready_.empty()) {
      if (budget.expired()) {
        findings.add(Unchecked::limit);
        return std::nullopt;
      }
      if (take_attribute(budget, findings)) continue;
      end_attachment(budget);
      if (ready_.empty()) return std::nullopt;
    }
    if (!budget.take_entry()) {
      findings.add(Unchecked::limit);
      ready_.clear();
      attachment_ = {};
      at_ = blob_.bytes.size();
      return std::nullopt;
    }
    Child child = std::move(ready_.front());
    ready_.pop_front();
    return child;
  }

 private:
  struct Attachment {
    std::vector<std::string> names, late_names;
    std::string type;
    std::vector<Child> contents;
    bool open = false, cut = false;
  };

  // Takes one attribute; false at the end.
  bool take_attribute(Budget& budget, Findings& findings) {
    const ByteView bytes = blob_.bytes;
    if (at_ >= bytes.size()) return false;
    const std::uint8_t level = byte_at(bytes, at_);
    const auto id = read_le<4>(bytes, at_ + 1), length = read_le<4>(bytes, at_ + 5);
    if ((level != 1 && level != 2) || !id || !length) {
      if (bytes.find_first_not_of(ByteView("\0\r\n ", 4), at_) != ByteView::npos)
        findings.add(Unchecked::damaged);
      at_ = bytes.size();
      return false;
    }
    const ByteView data = slice(bytes, at_ + attribute_head, *length);
    if (data.size() < *length) findings.add(Unchecked::damaged);
    at_ = std::min(bytes.size(), at_ + attribute_head + data.size() + checksum_bytes);
    take(static_cast<std::uint32_t>(*id), data, budget, findings);
    return true;
  }

  void take(std::uint32_t id, ByteView data, Budget& budget, Findings& findings) {
    switch (id) {
      case att_oem_codepage:
        if (const auto page = read_le<4>(data, 0)) charset_ = "windows-" + std::to_string(*page);
        break;
      case att_attach_rend_data:
        end_attachment(budget);
        attachment_.open = true;
        break;
      case att_attach_title:
      case att_attach_transport_filename:
        attachment_.open = true;
        name(attachment_.late_names, narrow(data), budget);
        break;
      case att_attach_data:
        add_content(data, findings);
        break;
      case att_attachment:
        take_attachment_properties(data, budget, findings);
        break;
      case att_mapi_props:
        take_message_properties(data, budget, findings);
        break;
      case att_body:
        add_body(data, "text/plain");
        break;
      default:
        break;
    }
  }

  void name(std::vector<std::string>& names, std::string text, Budget& budget) {
    if (!add_name(names, std::move(text), budget.limits())) attachment_.cut = true;
  }
  // Text in the mail's code page, up to its NUL.
  [[nodiscard]] std::string narrow(ByteView bytes) const {
    return to_utf8(bytes.substr(0, bytes.find('\0')), charset_);
  }
  [[nodiscard]] std::string text_of(const MapiValue& value) const {
    if (value.type != mapi::type_unicode) return narrow(value.bytes);
    ByteView wide = value.bytes;
    while (wide.size() >= 2 && wide[wide.size() - 1] == '\0' && wide[wide.size() - 2] == '\0')
      wide.remove_suffix(2);
    return to_utf8(wide, "utf-16le");
  }

  bool add_content(ByteView data, Findings& findings) {
    attachment_.open = true;
    if (attachment_.contents.size() >= most_contents) {
      findings.add(Unchecked::limit);
      return false;
    }
    Child child;
    child.blob = blob_.part(data);
    attachment_.contents.push_back(std::move(child));
    return true;
  }

  void add_object(ByteView data, Findings& findings) {
    if (add_content(slice(data, interface_id_bytes), findings) &&
        data.substr(0, interface_id_bytes) == message_interface)
      attachment_.contents.back().declared_type = "application/ms-tnef";
  }

  void take_attachment_properties(ByteView data, Budget& budget, Findings& findings) {
    MapiProperties properties(data);
    while (const auto value = properties.next()) {
      switch (value->id) {
        case pr_attach_data:
          if (value->type == mapi::type_object)
            add_object(value->bytes, findings);
          else
            add_content(value->bytes, findings);
          break;
        case pr_attach_long_filename:
        case pr_attach_filename:
          name(attachment_.names, text_of(*value), budget);
          break;
        case pr_display_name:
        case pr_attach_transport_name:
        case pr_attach_pathname:
        case pr_attach_long_pathname:
          name(attachment_.late_names, text_of(*value), budget);
          break;
        case pr_attach_mime_tag:
          attachment_.type =
              lower_ascii(valid_utf8(std::string_view(text_of(*value)).substr(0, longest_type)));
          break;
        default:
          break;
      }
    }
    attachment_.open = true;
    if (properties.damaged()) findings.add(Unchecked::damaged);
  }

  void take_message_properties(ByteView data, Budget& budget, Findings& findings) {
    MapiProperties properties(data);
    while (const auto value = properties.next()) {
      if (ready_.size() >= most_contents) {
        findings.add(Unchecked::limit);
        break;
      }
      if (value->id == pr_rtf_compressed)
        add_rtf(value->bytes, budget);
      else if (value->id == pr_body_html)
        add_body(value->bytes, "text/html");
      else if (value->id == pr_body)
        add_body(value->bytes, "text/plain");
    }
    if (properties.damaged()) findings.add(Unchecked::damaged);
  }

  void add_body(ByteView data, const char* type) {
    if (data.empty()) return;
    Child child;
    child.blob = blob_.part(data);
    child.declared_type = type;
    child.inline_text = true;
    ready_.push_back(std::move(child));
  }

  void add_rtf(ByteView data, Budget& budget) {
    Child child;
    child.declared_type = "text/rtf";
    child.inline_text = true;
    if (is_compressed_rtf(data))
      decode_into(child, budget, rtf_size(data) + 17,
                  [&](std::uint64_t most) { return decompress_rtf(data, most); });
    else
      child.blob = blob_.part(data);
    ready_.push_back(std::move(child));
  }

  // Gives what the attachment holds; one that is only a name is listed all the same.
  void end_attachment(Budget& budget) {
    Attachment ended = std::exchange(attachment_, {});
    if (!ended.open) return;
    for (auto& late : ended.late_names)
      if (!add_name(ended.names, std::move(late), budget.limits())) ended.cut = true;
    if (ended.contents.empty() && ended.names.empty()) return;
    if (ended.contents.empty()) {
      Child& child = ended.contents.emplace_back();
      child.content = Content::absent;
      child.findings.add(Unchecked::external);
    }
    for (auto& child : ended.contents) {
      child.names = ended.names;
      if (ended.cut) child.findings.add(Unchecked::limit);
      if (child.declared_type.empty()) child.declared_type = ended.type;
      ready_.push_back(std::move(child));
    }
  }

  Blob blob_;
  std::size_t at_ = 0;
  std::string charset_ = "windows-1252";
  Attachment attachment_;
  std::deque<Child> ready_;
};

}  // namespace

bool is_tnef(ByteView bytes) { return read_le<4>(bytes, 0) == signature; }

std::unique_ptr<Reader> open_tnef(const Item& item) { return std::make_unique<TnefReader>(item.object.blob); }

}  // namespace congvu::message
