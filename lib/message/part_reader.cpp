#include "message/part_reader.h"

#include <algorithm>
#include <utility>

#include "message/decoding.h"
#include "message/encoded_text.h"
#include "message/lines.h"
#include "message/name_list.h"
#include "message/type_choices.h"

namespace congvu::message {
namespace {

bool has_boundary_line(ByteView text, ByteView boundary) {
  return !boundary.empty() && boundary_lines(text, boundary) != 0;
}

bool has_several_files(ByteView text) {
  const auto first = find_encoded(text);
  return first && find_encoded(text, first->end);
}

bool has_eight_bit(ByteView text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 127; });
}

}  // namespace

void PartReader::open(Leaf leaf, Budget& budget, Findings& findings) {
  leaf_ = std::move(leaf);
  decoded_ = {};
  recipes_.clear();
  switch (leaf_.kind) {
    case Leaf::Kind::part:
      plan_part(findings);
      break;
    case Leaf::Kind::too_deep:
      budget.note("depth");
      findings.add(Unchecked::limit);
      recipes_.emplace_back();
      break;
    case Leaf::Kind::unsplit:
      recipes_.emplace_back();
      break;
    case Leaf::Kind::outside:
      leaf_.header.content_type = "multipart/mixed";
      plan_reread(Encoding::identity);
      break;
    case Leaf::Kind::container:
      for (const auto encoding : distinct_encodings())
        if (encoding != Encoding::identity) plan_reread(encoding);
      break;
  }
}

std::optional<Child> PartReader::next(Budget& budget, Findings& findings) {
  while (!recipes_.empty()) {
    const Recipe recipe = recipes_.front();
    recipes_.pop_front();
    auto child = make(recipe, budget, findings);
    if (!child) continue;
    if (budget.take_entry()) return child;
    findings.add(Unchecked::limit);
    recipes_.clear();
  }
  return std::nullopt;
}

bool PartReader::is_inline_text() const {
  const PartHeader& header = leaf_.header;
  return leaf_.kind == Leaf::Kind::part && !header.attachment && header.names.empty() &&
         (header.type.empty() || header.type == "text/plain" || header.type == "text/html");
}

std::vector<Encoding> PartReader::distinct_encodings() const {
  std::vector<Encoding> out;
  for (const auto encoding : leaf_.header.encodings)
    if (std::find(out.begin(), out.end(), encoding) == out.end()) out.push_back(encoding);
  return out;
}

void PartReader::plan_reread(Encoding encoding) {
  Recipe recipe;
  recipe.encoding = encoding;
  recipe.reread = true;
  recipes_.push_back(recipe);
}

void PartReader::plan_encoding(Encoding encoding) {
  for (const auto& planned : recipes_)
    if (planned.encoding == encoding && !planned.reread) return;
  Recipe recipe;
  recipe.encoding = encoding;
  recipes_.push_back(recipe);
}

void PartReader::plan_part(Findings& findings) {
  const ByteView content = body();
  for (const auto encoding : distinct_encodings()) {
    plan_encoding(encoding);
    if (encoding == Encoding::unknown) {
      if (looks_like_base64(content)) plan_encoding(Encoding::base64);
      if (looks_like_quoted_printable(content)) plan_encoding(Encoding::quoted_printable);
    }
    if (encoding == Encoding::uuencode && has_several_files(content)) plan_encoding(Encoding::identity);
    if (encoding == Encoding::base64 && is_foreign_to_base64(content)) {
      findings.add(Deviation::base64_in_clear);
      plan_encoding(Encoding::identity);
    }
  }
  if (leaf_.header.inexact_encoding) plan_encoding(Encoding::identity);
  if (leaf_.header.mail() && leaf_.header.encoded()) {
    findings.add(Deviation::encoded_message);
    if (looks_like_mail(content)) plan_encoding(Encoding::identity);
  }
  if (!has_boundary_line(content, leaf_.header.boundary)) return;
  findings.add(Deviation::boundary_on_leaf);
  // Read as a multipart whatever the type says.
  auto& type = leaf_.header.content_type;
  const auto parameters = std::min(type.find(';'), type.size());
  type = "multipart/mixed" + type.substr(parameters);
  plan_reread(Encoding::identity);
}

std::optional<Child> PartReader::make(const Recipe& recipe, Budget& budget, Findings& findings) {
  Child child;
  describe(child, recipe);
  if (recipe.length != 0) {
    child.blob = decoded_.part(0, recipe.length);
    child.findings.add(Deviation::base64_damage);
    return child;
  }
  if (recipe.reread)
    return reread(child, recipe, budget, findings) ? std::optional<Child>(std::move(child)) : std::nullopt;
  fill(child, recipe, budget);
  return child;
}

// All but the bytes.
void PartReader::describe(Child& child, const Recipe& recipe) const {
  const PartHeader& header = leaf_.header;
  const bool is_part = leaf_.kind == Leaf::Kind::part;
  child.declared_type = header.type;
  child.names = header.names;
  if (recipe.reread || (is_part && header.mail())) child.role = Role::message;
  child.inline_text = !recipe.reread && is_inline_text();
  if (header.enveloped || (leaf_.encrypted && header.type != "application/pgp-encrypted"))
    child.findings.encrypted = true;
  if (header.external) child.findings.add(Unchecked::external);
  if (header.type == sun_attachment) child.findings.add(Unchecked::unsupported_format);
  if (header.cut || leaf_.kind == Leaf::Kind::too_deep) child.findings.add(Unchecked::limit);
  if (leaf_.kind == Leaf::Kind::too_deep) child.content = Content::cut;
}

void PartReader::fill(Child& child, const Recipe& recipe, Budget& budget) {
  switch (recipe.encoding) {
    case Encoding::unknown:
      child.findings.add(Unchecked::unknown_encoding);
      child.findings.add(Deviation::unknown_transfer_encoding);
      fill_plain(child);
      break;
    case Encoding::identity:
      fill_plain(child);
      break;
    case Encoding::uuencode:
      fill_uuencoded(child, budget);
      break;
    case Encoding::base64:
      fill_base64(child, recipe, budget);
      break;
    case Encoding::quoted_printable:
      fill_quoted(child, recipe, budget);
      break;
  }
}

void PartReader::fill_plain(Child& child) {
  child.blob = mail_.part(body());
  if (child.content == Content::cut) child.declared_size = body().size();
  const bool text = child.inline_text || child.declared_type.rfind("text/", 0) == 0;
  if (text && body().find('\0') != ByteView::npos) child.findings.add(Deviation::nul_byte);
  if (leaf_.header.seven_bit && has_eight_bit(body())) child.findings.add(Deviation::eight_bit_data);
}

void PartReader::fill_base64(Child& child, const Recipe& recipe, Budget& budget) {
  const ByteView text = body();
  std::size_t before_padding = 0;
  const auto decode = [&](std::uint64_t most) {
    Decoded decoded = decode_base64(text, most, recipe.base64);
    if (decoded.damaged) child.findings.add(Deviation::base64_damage);
    if (decoded.inner_padding) child.findings.add(Deviation::base64_inner_padding);
    if (recipe.base64 == Base64Rule::usual && !recipe.reread) plan_further(recipe, decoded);
    before_padding = decoded.before_padding < decoded.bytes.size() ? decoded.before_padding : 0;
    return decoded;
  };
  decode_into(child, budget, text.size() / 4 * 3 + 3, decode);
  if (recipe.base64 != Base64Rule::usual || before_padding == 0 || is_inline_text()) return;
  // A program that stops there.
  decoded_ = child.blob;
  Recipe piece = recipe;
  piece.length = before_padding;
  recipes_.push_back(piece);
}

void PartReader::plan_further(const Recipe& recipe, const Decoded& decoded) {
  const auto also = [&](bool wanted, Base64Rule rule) {
    if (!wanted) return;
    Recipe other = recipe;
    other.base64 = rule;
    recipes_.push_front(other);
  };
  also(decoded.url_letters, Base64Rule::url_alphabet);
  also(decoded.uneven_lines, Base64Rule::line_by_line);
  also(decoded.uneven_lines || (decoded.damaged && !is_inline_text()), Base64Rule::whole_groups);
  also(decoded.inner_padding, Base64Rule::padding_skipped);
  also(decoded.inner_padding, Base64Rule::padding_in_place);
}

void PartReader::fill_quoted(Child& child, const Recipe& recipe, Budget& budget) {
  const ByteView text = body();
  const auto decode = [&](std::uint64_t most) {
    Decoded decoded = decode_quoted_printable(text, most, recipe.quoted);
    if (decoded.damaged || decoded.odd_break) child.findings.add(Deviation::quoted_printable_damage);
    // What is shown as text is read alike by everybody but for a few characters. With a NUL it is no text.
    const bool text_shown = is_inline_text() && decoded.bytes.find('\0') == std::string::npos;
    if (recipe.quoted != QuotedRule::literal || recipe.reread || text_shown) return decoded;
    const auto also = [&](QuotedRule rule) {
      Recipe other = recipe;
      other.quoted = rule;
      recipes_.push_front(other);
    };
    if (decoded.damaged)
      for (const auto rule :
           {QuotedRule::mark_dropped, QuotedRule::one_dropped, QuotedRule::two_dropped, QuotedRule::joined})
        also(rule);
    if (decoded.odd_break)
      for (const auto rule : {QuotedRule::strict_breaks, QuotedRule::cr_breaks, QuotedRule::rest_of_line})
        also(rule);
    if (decoded.foreign) also(QuotedRule::foreign_dropped);
    if (decoded.hard_break && child.declared_type.rfind("text/", 0) != 0) also(QuotedRule::breaks_dropped);
    return decoded;
  };
  decode_into(child, budget, text.size(), decode);
}

void PartReader::fill_uuencoded(Child& child, Budget& budget) {
  auto file = find_encoded(body());
  if (!file) {
    // Only the lines, without their begin.
    child.findings.add(Unchecked::damaged);
    file.emplace();
    file->data = body();
  }
  if (!add_name(child.names, file->name, budget.limits())) child.findings.add(Unchecked::limit);
  child.inline_text = false;
  // For other programs the file begins with the first of them.
  const ByteView before = body().substr(0, static_cast<std::size_t>(file->data.data() - body().data()));
  const bool two_begins = before.find("begin ") != before.rfind("begin ");
  decode_into(child, budget, decoded_size(*file), [&](std::uint64_t most) {
    Decoded decoded = decode_file(*file, most);
    if (decoded.damaged || two_begins) child.findings.add(Deviation::uuencode_damage);
    return decoded;
  });
}

// The boundaries of an encoded multipart stand in clear only, so that every program ignores the encoding.
bool PartReader::stands_in_clear(ByteView decoded) const {
  const ByteView boundary = leaf_.header.boundary;
  const std::size_t in_clear = has_boundary_line(body(), boundary) ? boundary_lines(body(), boundary) : 0;
  const std::size_t inside = boundary.empty() ? 1 : boundary_lines(decoded, boundary);
  return in_clear != 0 && inside <= in_clear;
}

// A mail made of the leaf's Content-Type and its decoded bytes. False where that reading gives nothing.
bool PartReader::reread(Child& child, const Recipe& recipe, Budget& budget, Findings& findings) {
  Recipe how = recipe;
  if (how.encoding == Encoding::unknown)
    how.encoding = looks_like_base64(body()) ? Encoding::base64 : Encoding::quoted_printable;
  fill(child, how, budget);
  if (child.content == Content::absent) return true;
  if (leaf_.kind == Leaf::Kind::container) {
    if (stands_in_clear(child.blob.bytes)) {
      findings.add(Deviation::encoded_container);
      return false;
    }
    findings.add(Deviation::encoded_multipart);
    child.findings.add(Deviation::encoded_multipart);
  }
  const std::string header = "Content-Type: " + leaf_.header.content_type + "\r\n\r\n";
  if (!budget.take_bytes(header.size() + child.blob.bytes.size())) {
    child.findings.add(Unchecked::limit);
    child.content = Content::cut;
    return true;
  }
  child.blob = Blob::own(header + std::string(child.blob.bytes));
  return true;
}

}  // namespace congvu::message
