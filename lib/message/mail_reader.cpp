#include "message/mail_reader.h"

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <utility>

#include "message/decoding.h"
#include "message/encoded_text.h"
#include "message/lines.h"
#include "message/multipart.h"
#include "message/name_list.h"

namespace congvu::message {
namespace {

// How one child is made of a leaf's bytes.
struct Recipe {
  Encoding encoding = Encoding::identity;
  Padding padding = Padding::restarts;
  bool attempt = false;  // the encoding is a guess of ours
  bool reread = false;   // given as a mail whose body is the bytes, its header made of `content_type`
};

std::size_t boundary_lines(ByteView text, ByteView boundary) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at, LineEnds::lf);
    if (text.substr(at, 2) == "--" && text.substr(at + 2, boundary.size()) == boundary) ++count;
    at = line.next;
  }
  return count;
}

bool has_boundary_line(ByteView text, ByteView boundary) {
  return !boundary.empty() && boundary_lines(text, boundary) != 0;
}

class MailReader final : public Reader {
 public:
  MailReader(const Item& item, std::size_t begin)
      : mail_(item.depth == 0 ? with_crlf(item.object.blob) : item.object.blob.part(begin)),
        depth_(item.depth),
        is_mail_(item.object.role == Role::message),
        refines_(!is_mail_ && !item.object.inline_text) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!walk_) begin(Reading{}, budget);
    while (!done_) {
      if (!recipes_.empty()) {
        const Recipe recipe = recipes_.front();
        recipes_.pop_front();
        if (auto child = make(recipe, budget, findings)) return child;
        continue;
      }
      if (auto leaf = walk_->next(budget, findings))
        plan(std::move(*leaf), budget, findings);
      else if (!next_reading(budget, findings))
        break;
    }
    done_ = true;
    return std::nullopt;
  }

 private:
  void begin(Reading reading, Budget& budget) {
    // The budget's limits outlive the scan; the reader does not outlive the budget.
    walk_ = std::make_unique<Walk>(mail_.bytes, std::move(reading), budget.limits(), depth_);
  }

  // The next reading that an earlier one asked for; each is done once.
  bool next_reading(Budget& budget, Findings& findings) {
    const Wanted& now = walk_->wanted();
    wanted_.last |= now.last;
    wanted_.skip_junk |= now.skip_junk;
    wanted_.any_line_end |= now.any_line_end;
    wanted_.variant |= now.variant;
    wanted_.loose |= now.loose;
    wanted_.guess_at.insert(now.guess_at.begin(), now.guess_at.end());
    if (now.header_cut) {
      budget.note("header_bytes");
      findings.add(Unchecked::limit);
    }
    Reading reading;
    if (once(wanted_.last, done_readings_.last))
      reading.pick = Pick::last;
    else if (once(wanted_.skip_junk, done_readings_.skip_junk))
      reading.junk_line = JunkLine::is_skipped;
    else if (once(wanted_.any_line_end, done_readings_.any_line_end))
      reading.line_ends = LineEnds::any;
    else if (once(wanted_.variant, done_readings_.variant))
      reading.boundary_variant = true;
    else if (once(wanted_.loose, done_readings_.loose))
      reading.boundary_loose = true;
    else if (done_readings_.guess_at.empty() && !wanted_.guess_at.empty())
      reading.guess_at = done_readings_.guess_at = wanted_.guess_at;
    else
      return false;
    // Another pass over the bytes is paid like unpacked ones: mails in mails would multiply the readings.
    if (!budget.take_bytes(mail_.bytes.size())) {
      findings.add(Unchecked::limit);
      return false;
    }
    begin(std::move(reading), budget);
    return true;
  }
  static bool once(bool wanted, bool& done) { return wanted && !std::exchange(done, true); }

  // Decides which children a leaf gives.
  void plan(Leaf leaf, Budget& budget, Findings& findings) {
    if (!is_mail_ && !walk_->has_header()) {
      done_ = true;  // named like a mail, but none
      return;
    }
    if (std::exchange(refines_, false))
      findings.refine({Kind::mail, "eml", "message/rfc822", "mail message"});
    if (is_nothing(leaf) || !is_new(leaf)) return;
    if (!budget.take_part()) {
      findings.add(Unchecked::limit);
      done_ = true;
      return;
    }
    leaf_ = std::move(leaf);
    switch (leaf_.kind) {
      case Leaf::Kind::part:
        plan_part(findings);
        break;
      case Leaf::Kind::too_deep:
        budget.note("depth");
        findings.add(Unchecked::limit);
        recipes_.push_back({});
        break;
      case Leaf::Kind::unsplit:
        recipes_.push_back({});
        break;
      case Leaf::Kind::outside:
        leaf_.header.content_type = "multipart/mixed";
        recipes_.push_back({Encoding::identity, Padding::restarts, false, true});
        break;
      case Leaf::Kind::container:
        for (const auto encoding : distinct_encodings())
          if (encoding != Encoding::identity) recipes_.push_back({encoding, Padding::restarts, false, true});
        break;
    }
  }

  static bool is_nothing(const Leaf& leaf) {
    return leaf.begin == leaf.end && !leaf.header.has_type && leaf.header.names.empty();
  }

  bool is_new(const Leaf& leaf) {
    std::string what = leaf.header.type;
    for (const auto& name : leaf.header.names) what.append(1, '\0').append(name);
    return seen_.emplace(leaf.begin, leaf.end, static_cast<int>(leaf.kind), std::move(what)).second;
  }

  [[nodiscard]] std::vector<Encoding> distinct_encodings() const {
    std::vector<Encoding> out;
    for (const auto encoding : leaf_.header.encodings)
      if (std::find(out.begin(), out.end(), encoding) == out.end()) out.push_back(encoding);
    return out;
  }

  void plan_part(Findings& findings) {
    const ByteView body = leaf_bytes();
    for (const auto encoding : distinct_encodings()) {
      recipes_.push_back({encoding});
      if (encoding != Encoding::unknown) continue;
      if (looks_like_base64(body)) recipes_.push_back({Encoding::base64, Padding::restarts, true});
      if (looks_like_quoted_printable(body))
        recipes_.push_back({Encoding::quoted_printable, Padding::restarts, true});
    }
    if (has_boundary_line(body, leaf_.header.boundary)) {
      findings.add(Deviation::boundary_on_leaf);
      // Read as a multipart whatever the type says.
      auto& type = leaf_.header.content_type;
      const auto parameters = std::min(type.find(';'), type.size());
      type = "multipart/mixed" + type.substr(parameters);
      recipes_.push_back({Encoding::identity, Padding::restarts, false, true});
    }
  }

  [[nodiscard]] ByteView leaf_bytes() const {
    return mail_.bytes.substr(leaf_.begin, leaf_.end - leaf_.begin);
  }

  std::optional<Child> make(const Recipe& recipe, Budget& budget, Findings& findings) {
    Child child;
    describe(child, recipe);
    const bool built =
        recipe.reread ? reread(child, recipe, budget, findings) : (fill(child, recipe, budget), true);
    if (!built) return std::nullopt;
    if (!budget.take_entry()) {
      findings.add(Unchecked::limit);
      done_ = true;
      return std::nullopt;
    }
    return child;
  }

  // All but the bytes.
  void describe(Child& child, const Recipe& recipe) const {
    const PartHeader& header = leaf_.header;
    child.declared_type = header.type;
    child.names = header.names;
    const bool is_part = leaf_.kind == Leaf::Kind::part;
    if (recipe.reread || (is_part && header.mail())) child.role = Role::message;
    child.inline_text = is_part && !recipe.reread && !header.attachment && header.names.empty() &&
                        (header.type.empty() || header.type == "text/plain" || header.type == "text/html");
    if (header.enveloped || (leaf_.encrypted && header.type != "application/pgp-encrypted"))
      child.findings.encrypted = true;
    if (header.external) child.findings.add(Unchecked::external);
    if (header.cut || leaf_.kind == Leaf::Kind::too_deep) child.findings.add(Unchecked::limit);
    if (leaf_.kind == Leaf::Kind::too_deep) child.content = Content::cut;
  }

  void fill(Child& child, const Recipe& recipe, Budget& budget) {
    const ByteView body = leaf_bytes();
    const bool text = child.inline_text || child.declared_type.rfind("text/", 0) == 0;
    switch (recipe.encoding) {
      case Encoding::unknown:
        child.findings.add(Unchecked::unknown_encoding);
        child.findings.add(Deviation::unknown_transfer_encoding);
        [[fallthrough]];
      case Encoding::identity:
        child.blob = mail_.part(body);
        if (child.content == Content::cut) child.declared_size = body.size();
        if (text && body.find('\0') != ByteView::npos) child.findings.add(Deviation::nul_byte);
        break;
      case Encoding::uuencode:
        fill_uuencoded(child, body, budget);
        break;
      default:
        decode(child, recipe, body, budget);
    }
  }

  void decode(Child& child, const Recipe& recipe, ByteView body, Budget& budget) {
    const bool base64 = recipe.encoding == Encoding::base64;
    const std::uint64_t bound = base64 ? body.size() / 4 * 3 + 3 : body.size();
    decode_into(child, budget, bound, [&](std::uint64_t most) {
      Decoded decoded =
          base64 ? decode_base64(body, most, recipe.padding) : decode_quoted_printable(body, most);
      if (decoded.damaged)
        child.findings.add(base64 ? Deviation::base64_damage : Deviation::quoted_printable_damage);
      if (base64 && decoded.inner_padding && recipe.padding == Padding::restarts)
        recipes_.push_front({Encoding::base64, Padding::is_skipped, recipe.attempt, recipe.reread});
      return decoded;
    });
  }

  void fill_uuencoded(Child& child, ByteView body, Budget& budget) {
    const auto file = find_encoded(body);
    if (!file) {
      child.blob = mail_.part(body);
      child.findings.add(Unchecked::damaged);
      return;
    }
    if (!add_name(child.names, file->name, budget.limits())) child.findings.add(Unchecked::limit);
    child.inline_text = false;
    decode_into(child, budget, file->data.size(),
                [&](std::uint64_t most) { return decode_file(*file, most); });
  }

  // A mail made of the leaf's Content-Type and its decoded bytes. False where that reading gives nothing: the
  // boundaries stand in clear only, so that every program ignores the encoding.
  bool reread(Child& child, const Recipe& recipe, Budget& budget, Findings& findings) {
    const ByteView body = leaf_bytes();
    Recipe how = recipe;
    if (how.encoding == Encoding::unknown)
      how.encoding = looks_like_base64(body) ? Encoding::base64 : Encoding::quoted_printable;
    fill(child, how, budget);
    if (child.content == Content::absent) return true;
    if (leaf_.kind == Leaf::Kind::container) {
      const ByteView boundary = leaf_.header.boundary;
      const std::size_t in_clear = has_boundary_line(body, boundary) ? boundary_lines(body, boundary) : 0;
      const std::size_t decoded = boundary.empty() ? 1 : boundary_lines(child.blob.bytes, boundary);
      if (in_clear != 0 && decoded <= in_clear) {
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

  Blob mail_;
  std::uint64_t depth_;
  bool is_mail_;
  bool refines_;
  std::unique_ptr<Walk> walk_;
  Wanted wanted_, done_readings_;
  Leaf leaf_;  // the one that recipes_ are for
  std::deque<Recipe> recipes_;
  std::set<std::tuple<std::size_t, std::size_t, int, std::string>> seen_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Reader> open_mail(const Item& item, std::size_t begin) {
  return std::make_unique<MailReader>(item, begin);
}

}  // namespace congvu::message
