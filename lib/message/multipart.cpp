#include "message/multipart.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_guess = 200;
constexpr std::size_t most_ended = 16;

bool is_blank_text(ByteView text) { return trim_ascii(text).empty(); }

bool begins_with(ByteView text, ByteView lower) { return equals_ascii(text.substr(0, lower.size()), lower); }

// "--word": what a boundary line looks like where none is declared. A line of dashes or a signature mark is
// none.
bool is_boundary_like(ByteView line) {
  const ByteView text = trim_right(line);
  return text.size() > 2 && text.size() <= longest_guess && text.substr(0, 2) == "--" &&
         text.find_first_not_of('-') != ByteView::npos && text.find_first_of(" \t") == ByteView::npos;
}

}  // namespace

Walk::Walk(ByteView mail, Reading reading, const Limits& limits, std::uint64_t depth)
    : bytes_(mail), reading_(std::move(reading)), limits_(limits), depth_(depth) {}

std::optional<Leaf> Walk::next(Budget& budget, Findings& findings) {
  if (!started_) {
    started_ = true;
    open_entity(behind_mbox_line(bytes_), findings);
  }
  while (next_ready_ >= ready_.size()) {
    ready_.clear();
    next_ready_ = 0;
    if (done_) return std::nullopt;
    if (to_next_boundary(budget, findings)) continue;
    done_ = true;
    end_content(bytes_.size(), false, findings);
    pop_to(0, bytes_.size(), findings);
  }
  return std::move(ready_[next_ready_++]);
}

void Walk::note_header(const Header& header, const PartHeader& part, Findings& findings) {
  for (const auto deviation : part.deviations) findings.add(deviation);
  // The MTA removes such blanks from the header of the mail itself, but not from those of parts.
  const bool top = levels_.empty() && !has_header_;
  if (std::any_of(header.fields.begin(), header.fields.end(),
                  [](const Field& f) { return f.blank_before_colon; })) {
    if (!top) findings.add(Deviation::bad_header_line);
    wanted_.add(Choice::strict_names);
  }
  if (top)
    for (const auto deviation : mail_header_deviations(header, part)) findings.add(deviation);
  if (header.junk_line && !reading_.has(Choice::junk_is_skipped) && !reading_.has(Choice::junk_is_dropped)) {
    wanted_.add(Choice::junk_is_skipped);
    wanted_.add(Choice::junk_is_dropped);
  }
  if (header.hidden_line || header.bare_cr) wanted_.add(Choice::cr_ends_line);
  if (header.folded_field || header.odd_name) wanted_.add(Choice::loose_names);
  if (header.odd_end) wanted_.add(Choice::junk_is_skipped);
  if (header.goes_on) wanted_.add(Choice::empty_line_skipped);
  if (header.blank_line) wanted_.add(Choice::blanks_end_header);
  wanted_.types = std::max(wanted_.types, part.types);
  wanted_.boundaries = std::max(wanted_.boundaries, part.boundaries);
  wanted_.cut = wanted_.cut || part.cut;
}

void Walk::open_entity(std::size_t offset, Findings& findings) {
  HeaderPlace place;
  place.stop = [&](ByteView line) { return match(line, findings).has_value(); };
  place.holds_mail = !levels_.empty() && levels_.back().header.type == "multipart/digest";
  const Header header = read_header(bytes_, offset, reading_, limits_, place);
  PartHeader part = read_part_header(header, reading_, limits_);
  note_header(header, part, findings);
  has_header_ = has_header_ || !header.fields.empty();
  if (part.type.empty() && place.holds_mail) part.type = "message/rfc822";
  at_ = header.body;
  content_ = header.body;
  if (part.multipart()) {
    open_multipart(std::move(part), offset, findings);
    return;
  }
  current_.emplace();
  current_->header = std::move(part);
  if (levels_.empty()) return;
  current_->multipart = levels_.back().body;
  current_->encrypted = levels_.back().encrypted;
}

void Walk::open_multipart(PartHeader header, std::size_t start, Findings& findings) {
  const bool encrypted =
      header.type == "multipart/encrypted" || (!levels_.empty() && levels_.back().encrypted);
  if (depth_ + levels_.size() >= limits_.depth) {
    current_.emplace();
    current_->kind = Leaf::Kind::too_deep;
    current_->header = std::move(header);
    current_->encrypted = encrypted;
    return;
  }
  OpenBoundary open;
  if (reading_.guess_at.count(start) == 0) open.boundary = header.boundary;
  if (header.boundary.empty() && !is_blank_text(bytes_.substr(content_, 4096)))
    findings.add(Deviation::boundary_missing);
  for (const auto& outer : open_)
    if (!open.boundary.empty() && outer.boundary == open.boundary) findings.add(Deviation::boundary_reused);
  open.spellings = std::move(header.spellings);
  open_.push_back(std::move(open));
  Level level;
  level.header = std::move(header);
  level.body = content_;
  level.start = start;
  level.encrypted = encrypted;
  levels_.push_back(std::move(level));
  current_.reset();
}

std::optional<BoundaryLine> Walk::match_guess(ByteView line) {
  OpenBoundary& open = open_.back();
  if (!open.boundary.empty() || open.nothing || current_) return std::nullopt;
  if (trim_right(line) == "--") {
    const Line next = line_at(bytes_, at_, LineEnds::lf);
    open.nothing = loose_field(bytes_.substr(next.begin, next.end - next.begin)).has_value();
    if (!open.nothing) return std::nullopt;
  } else {
    if (!is_boundary_like(line)) return std::nullopt;
    open.boundary = trim_right(line.substr(2));
  }
  return BoundaryLine{levels_.size() - 1, false};
}

// Takes note of what only other readings see in the line.
bool Walk::accepts(const BoundaryLine& found, Findings& findings) {
  bool accepted = true;
  const auto needs = [&](Choice choice, Deviation deviation) {
    findings.add(deviation);
    if (reading_.has(choice)) return;
    wanted_.add(choice);
    accepted = false;
  };
  if (found.tail) needs(Choice::boundary_with_tail, Deviation::boundary_loose);
  if (found.begin != 0) needs(Choice::boundary_inside, Deviation::boundary_inside_line);
  if (found.spelling != 0) {
    findings.add(Deviation::boundary_spelling);
    wanted_.spellings.insert(found.spelling);
    accepted = false;
  }
  return accepted;
}

std::optional<BoundaryLine> Walk::match(ByteView line, Findings& findings) {
  const bool innermost = reading_.has(Choice::innermost_boundary) && !open_.empty() && !open_.back().closed;
  const auto found = boundary_line(line, open_, innermost ? open_.size() - 1 : 0);
  if (!found && line.substr(0, 2) == "--") check_ended(line, findings);
  return found && accepts(*found, findings) ? found : std::nullopt;
}

// A boundary of a multipart that an outer one has ended: a program that looks for the innermost only is still
// inside of it.
void Walk::check_ended(ByteView line, Findings& findings) {
  if (ended_.empty() || wanted_.choices[static_cast<std::size_t>(Choice::innermost_boundary)]) return;
  const auto found = boundary_line(line, ended_);
  if (!found || found->tail || found->begin != 0) return;
  findings.add(Deviation::boundary_after_end);
  wanted_.add(Choice::innermost_boundary);
}

// A boundary behind a bare CR: a line of its own for programs that end lines there.
void Walk::check_hidden(ByteView line, Findings& findings) {
  const Choice choice = Choice::cr_ends_line;
  if (wanted_.choices[static_cast<std::size_t>(choice)] || reading_.has(choice)) return;
  for (std::size_t cr = line.find('\r'); cr != ByteView::npos; cr = line.find('\r', cr + 1)) {
    const ByteView rest = line.substr(cr + 1);
    if (rest.substr(0, 2) != "--" || !boundary_line(rest.substr(0, rest.find('\r')), open_)) continue;
    findings.add(Deviation::hidden_line);
    wanted_.add(choice);
    return;
  }
}

// Reads lines up to the next boundary line and takes it; false at the end of the bytes.
bool Walk::to_next_boundary(Budget& budget, Findings& findings) {
  const std::size_t batch = std::min(bytes_.size(), at_ + (std::size_t{1} << 16));
  if (budget.expired()) {
    findings.add(Unchecked::limit);
    return false;
  }
  if (levels_.empty()) return false;
  const LineEnds ends = reading_.has(Choice::cr_ends_line) ? LineEnds::any : LineEnds::lf;
  while (at_ < batch) {
    const Line line = line_at(bytes_, at_, ends);
    const ByteView text = bytes_.substr(line.begin, line.end - line.begin);
    at_ = line.next;
    auto found = match(text, findings);
    if (!found && !levels_.back().seen) found = match_guess(text);
    if (found) {
      take_boundary(*found, line, findings);
      return true;
    }
    check_hidden(text, findings);
  }
  return at_ < bytes_.size();
}

void Walk::take_boundary(const BoundaryLine& found, const Line& line, Findings& findings) {
  const std::size_t end = found.begin == 0 ? without_line_end(bytes_, content_, line.begin)
                                           : std::max(content_, line.begin + found.begin);
  end_content(end, found.level + 1 == levels_.size(), findings);
  pop_to(found.level + 1, end, findings);
  bool& closed = open_.back().closed;
  if (closed && !found.close) findings.add(Deviation::part_outside_multipart);
  levels_.back().seen = true;
  closed = found.close;
  content_ = line.next;
  if (!found.close) open_entity(line.next, findings);
}

// `own_boundary`: what ends the content is a boundary of the innermost multipart.
void Walk::end_content(std::size_t end, bool own_boundary, Findings& findings) {
  if (!current_) {
    // Without any boundary it is the whole multipart, see end_unsplit().
    if (!levels_.empty() && (own_boundary || levels_.back().seen)) end_gap(end, findings);
    return;
  }
  current_->begin = content_;
  current_->end = end;
  ready_.push_back(std::move(*current_));
  current_.reset();
}

// Text in front of the first or behind the last boundary of the innermost multipart.
void Walk::end_gap(std::size_t end, Findings& findings) {
  const ByteView text = bytes_.substr(content_, end - content_);
  if (open_.back().closed && !is_blank_text(text)) findings.add(Deviation::text_after_close);
  if (!looks_like_parts(text)) return;
  findings.add(Deviation::part_outside_multipart);
  Leaf leaf;
  leaf.kind = Leaf::Kind::outside;
  leaf.begin = content_;
  leaf.end = end;
  leaf.encrypted = levels_.back().encrypted;
  ready_.push_back(std::move(leaf));
}

void Walk::pop_to(std::size_t levels, std::size_t end, Findings& findings) {
  while (levels_.size() > levels) {
    Level level = std::move(levels_.back());
    OpenBoundary open = std::move(open_.back());
    levels_.pop_back();
    open_.pop_back();
    if (level.seen && !open.closed) findings.add(Deviation::boundary_unclosed);
    if (!open.closed && ended_.size() < most_ended) ended_.push_back(std::move(open));
    if (is_blank_text(bytes_.substr(level.body, end - level.body))) continue;
    if (level.header.encoded()) ready_.push_back(whole(level, end, Leaf::Kind::container));
    if (!level.seen) note_unsplit(level, findings);
    // Other readings leave it to the first one. What has a file name is a file for programs that do not find
    // its boundary.
    const bool named = !level.header.names.empty() && level.header.type != "multipart/appledouble";
    if (reading_.is_default() && (!level.seen || named))
      ready_.push_back(whole(level, end, Leaf::Kind::unsplit));
  }
}

Leaf Walk::whole(const Level& level, std::size_t end, Leaf::Kind kind) {
  Leaf leaf;
  leaf.kind = kind;
  leaf.header = level.header;
  leaf.begin = level.body;
  leaf.end = end;
  leaf.encrypted = level.encrypted;
  return leaf;
}

// A multipart in which no boundary line stands.
void Walk::note_unsplit(const Level& level, Findings& findings) {
  if (level.header.boundary.empty() || reading_.guess_at.count(level.start) != 0) return;
  findings.add(Deviation::boundary_unused);
  if (reading_.spelling == 0 && reading_.boundary == 0) wanted_.guess_at.insert(level.start);
}

bool looks_like_parts(ByteView text) {
  // No text: a file for a program that finds no boundary, since the whole is one leaf for it.
  if (text.find('\0') != ByteView::npos) return true;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at, LineEnds::any);
    const ByteView words = text.substr(line.begin, line.end - line.begin);
    if (begins_with(words, "content-type") || begins_with(words, "content-transfer-encoding") ||
        begins_with(words, "content-disposition") || begins_with(words, "begin ") ||
        begins_with(words, "begin-base64 "))
      return true;
    at = line.next;
  }
  return false;
}

}  // namespace congvu::message
