#include "attachment/cms.h"

#include <algorithm>
#include <array>

#include "attachment/document_base64.h"
#include "attachment/document_inflate.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

enum class Kinds : std::uint8_t { data, carrying, compressed, encrypted };

struct Known {
  ByteView oid;
  Kinds kind;
};
constexpr std::array known{
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"sv, Kinds::data},
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"sv, Kinds::carrying},          // signed
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"sv, Kinds::encrypted},         // enveloped
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x04"sv, Kinds::encrypted},         // signed and enveloped
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x05"sv, Kinds::carrying},          // digested
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"sv, Kinds::encrypted},         // encrypted
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x02"sv, Kinds::carrying},  // authenticated
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09"sv, Kinds::compressed},
    Known{"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"sv, Kinds::encrypted},  // auth-enveloped
};
constexpr unsigned sequence = 0x30, object_identifier = 0x06, octets = 0x04, explicit_0 = 0xA0;
constexpr unsigned constructed = 0x20;

struct Element {
  unsigned tag = 0;
  ByteView body;         // of an indefinite one: up to its end mark, or to where the bytes end
  std::size_t size = 0;  // whole, with head and end mark
  bool complete = true;
};

struct Head {
  unsigned tag = 0;
  std::size_t size = 0;
  std::optional<std::uint64_t> length;  // none: indefinite
};

// Tags of one byte only: no other stands in the parts of a message that are read here.
std::optional<Head> read_head(ByteView bytes) {
  if (bytes.size() < 2) return std::nullopt;
  Head head{byte_at(bytes, 0), 2, byte_at(bytes, 1)};
  if (*head.length == 0x80) {
    head.length.reset();
  } else if (*head.length > 0x80) {
    const auto count = static_cast<std::size_t>(*head.length & 0x7F);
    if (count > 8 || bytes.size() < 2 + count) return std::nullopt;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < count; ++i) length = (length << 8) | byte_at(bytes, 2 + i);
    head.length = length;
    head.size += count;
  }
  return head;
}

// How many bytes lie before the end mark that belongs to an indefinite element whose body begins here.
std::size_t indefinite_length(ByteView bytes) {
  std::size_t at = 0;
  for (std::uint64_t open = 1; at < bytes.size();) {
    if (bytes.substr(at).starts_with("\0\0"sv)) {
      if (--open == 0) return at;
      at += 2;
      continue;
    }
    const auto head = read_head(bytes.substr(at));
    if (!head) break;
    at += head->size;
    if (!head->length)
      ++open;
    else
      at += static_cast<std::size_t>(std::min<std::uint64_t>(*head->length, bytes.size() - at));
  }
  return bytes.size();
}

std::optional<Element> read_element(ByteView bytes) {
  const auto head = read_head(bytes);
  if (!head) return std::nullopt;
  Element element;
  element.tag = head->tag;
  const ByteView rest = bytes.substr(head->size);
  if (head->length) {
    element.body = slice(rest, 0, *head->length);
    element.complete = element.body.size() == *head->length;
    element.size = head->size + element.body.size();
  } else {
    const std::size_t length = indefinite_length(rest);
    element.body = rest.substr(0, length);
    element.complete = length < rest.size();
    element.size = std::min(bytes.size(), head->size + length + 2);
  }
  return element;
}

// ContentInfo: an object identifier, then the content as [0].
std::optional<Kinds> content_kind(ByteView info, ByteView& content) {
  const auto outer = read_element(info);
  if (!outer || outer->tag != sequence) return std::nullopt;
  const auto oid = read_element(outer->body);
  if (!oid || oid->tag != object_identifier) return std::nullopt;
  const auto* const found =
      std::find_if(known.begin(), known.end(), [&](const Known& k) { return k.oid == oid->body; });
  if (found == known.end()) return std::nullopt;
  const auto inner = read_element(outer->body.substr(oid->size));
  content = inner && inner->tag == explicit_0 ? inner->body : ByteView{};
  return found->kind;
}

struct Carried {
  ByteView octet_string;  // the element
  bool encrypted = false;
};

// The member of a signed, digested or compressed message that holds an identifier and a content.
std::optional<Carried> find_carried(ByteView message) {
  const auto outer = read_element(message);
  if (!outer || outer->tag != sequence) return std::nullopt;
  constexpr int most_members = 8;
  ByteView rest = outer->body;
  for (int i = 0; i < most_members; ++i) {
    const auto member = read_element(rest);
    if (!member) break;
    ByteView content;
    const auto kind = content_kind(rest, content);
    if (member->tag == sequence && !content.empty()) return Carried{content, kind == Kinds::encrypted};
    // A content of a kind that is not known here (an archive's time stamp, say) is content all the same.
    const auto oid = member->tag == sequence ? read_element(member->body) : std::nullopt;
    const auto inner =
        oid && oid->tag == object_identifier ? read_element(member->body.substr(oid->size)) : std::nullopt;
    if (inner && inner->tag == explicit_0) return Carried{inner->body, false};
    rest.remove_prefix(member->size);
  }
  return std::nullopt;
}

// The bytes of an octet string; of one in pieces a copy. Pieces may nest: heads are stepped over in one flat
// pass.
std::optional<Blob> octet_bytes(const Blob& whole, ByteView element, Budget& budget) {
  const auto head = read_head(element);
  if (!head) return std::nullopt;
  if ((head->tag & constructed) == 0) return whole.part(slice(element, head->size, head->length.value_or(0)));
  if (element.size() > budget.bytes_left() || !budget.take_bytes(element.size())) return std::nullopt;
  std::string out;
  std::size_t at = head->size;
  while (const auto piece = read_head(slice(element, at))) {
    at += piece->size;
    if (piece->tag != octets || !piece->length) continue;
    const ByteView body = slice(element, at, *piece->length);
    out += body;
    at += body.size();
  }
  return Blob::own(std::move(out));
}

bool looks_like_mail(ByteView content) {
  const std::string head = lower_ascii(slice(content, 0, 2048));
  const bool field_first = head.find(':') < head.find('\n') && head.find(':') < 64;
  return field_first && (head.starts_with("content-") || head.starts_with("mime-version") ||
                         head.find("\ncontent-type:") != std::string::npos);
}

std::vector<std::string> inner_names(const std::vector<std::string>& names) {
  std::vector<std::string> inner;
  for (const auto& name : names) {
    const std::string lower = lower_ascii(name);
    for (const auto* end : {".p7m", ".p7s", ".p7", ".p7b", ".sig"})
      if (lower.ends_with(end) && lower.find('.') < lower.size() - std::string_view(end).size())
        add_name(inner, std::string_view(name).substr(0, name.size() - std::string_view(end).size()));
  }
  return inner;
}

Child as_child(Blob blob, const std::vector<std::string>& names) {
  const bool mail = looks_like_mail(blob.bytes);
  Child child = embedded(std::move(blob), mail ? std::vector<std::string>{} : names);
  if (mail) child.role = Role::message;
  if (mail) child.declared_type = "message/rfc822";
  return child;
}

MakeChild carried_maker(const Blob& whole, ByteView element, std::vector<std::string> names,
                        bool compressed) {
  return [whole, element, names = std::move(names), compressed](Budget& budget,
                                                                Findings& findings) -> std::optional<Child> {
    const auto content = octet_bytes(whole, element, budget);
    if (!content) findings.add(Unchecked::limit);
    if (!content || content->bytes.empty()) return std::nullopt;
    if (compressed) {
      Unpacked unpacked = inflate_all(content->bytes, Wrapping::zlib, budget);
      if (unpacked.state == Unpacking::limit) findings.add(Unchecked::limit);
      if (unpacked.state == Unpacking::damaged) findings.add(Unchecked::damaged);
      return as_child(Blob::own(std::move(unpacked.bytes)), names);
    }
    auto child = give(*content, names, budget, findings);
    if (!child) return child;
    Child shaped = as_child(child->blob, names);
    shaped.content = child->content;
    shaped.declared_size = child->declared_size;
    shaped.findings = child->findings;
    return shaped;
  };
}

// PEM and bare base64 give the bytes that they wrap; DER itself stays.
std::optional<std::string> unwrapped(ByteView bytes, std::size_t most) {
  if (bytes.starts_with('\x30')) return std::nullopt;
  const ByteView text = trim_ascii(slice(bytes, 0));
  for (const auto label : {"PKCS7"sv, "CMS"sv, "PKCS #7 SIGNED DATA"sv}) {
    const std::string begin = "-----BEGIN " + std::string(label) + "-----";
    if (text.starts_with(begin))
      return decode_base64(text.substr(begin.size()).substr(0, text.find("-----END") - begin.size()), most);
  }
  // "MI": a sequence with a length of two or more bytes, or an indefinite one.
  if (text.starts_with("MI") &&
      std::all_of(text.begin(), text.begin() + std::min<std::ptrdiff_t>(64, std::ssize(text)),
                  [](char c) { return is_base64_digit(c) || c == '\r' || c == '\n'; }))
    return decode_base64(text, most);
  return std::nullopt;
}

}  // namespace

bool is_cms(ByteView bytes) {
  ByteView content;
  if (bytes.starts_with('\x30')) return content_kind(bytes.substr(0, 64), content).has_value();
  const auto inner = unwrapped(slice(bytes, 0, 512), 64);
  return inner && content_kind(*inner, content).has_value();
}

Makers look_into_cms(const Blob& bytes, const std::vector<std::string>& names, Budget& budget,
                     Findings& findings) {
  Blob whole = bytes;
  if (!bytes.bytes.starts_with('\x30')) {
    const std::uint64_t room = std::min<std::uint64_t>(budget.bytes_left(), bytes.bytes.size());
    if (!budget.take_bytes(room)) {
      findings.add(Unchecked::limit);
      return {};
    }
    whole = Blob::own(unwrapped(bytes.bytes, static_cast<std::size_t>(room)).value_or(""));
  }
  ByteView content;
  const auto kind = content_kind(whole.bytes, content);
  if (!kind) return {};
  const auto outer = read_element(whole.bytes);
  if (*kind != Kinds::encrypted && outer && !outer->complete) findings.add(Unchecked::damaged);
  if (*kind == Kinds::encrypted) {
    findings.encrypted = true;
    findings.refine({Kind::document, "cms-encrypted", "application/pkcs7-mime", "encrypted message (CMS)"});
    return {};
  }
  if (*kind == Kinds::data) return {carried_maker(whole, content, inner_names(names), false)};
  const auto carried = find_carried(content);
  findings.refine({Kind::signature, "cms", "application/pkcs7-mime", "signed message (CMS)"});
  if (!carried) return {};
  findings.encrypted |= carried->encrypted;
  return {carried_maker(whole, carried->octet_string, inner_names(names), *kind == Kinds::compressed)};
}

}  // namespace congvu::attachment
