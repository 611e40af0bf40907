#include "message/multipart.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_guess = 200;

bool is_blank_text(ByteView text) { return trim_ascii(text).empty(); }

bool begins_with(ByteView text, ByteView lower) { return equals_ascii(text.substr(0, lower.size()), lower); }

// "--word": what a boundary line looks like where none is declared. A line of dashes or a signature mark is
// none.
bool is_boundary_like(ByteView line) {
  const ByteView text = trim_right(line);
  return text.size() > 2 && text.size() <= longest_guess && text.substr(0, 2) == "--" &&
         text.find_first_not_of('-') != ByteView::npos && text.find_first_of(" \t") == ByteView::npos;
}

bool declares_encoding(const PartHeader& header) {
  return std::any_of(header.encodings.begin(), header.encodings.end(),
                     [](Encoding e) { return e != Encoding::identity; });
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
  if (!top && std::any_of(header.fields.begin(), header.fields.end(),
                          [](const Field& f) { return f.blank_before_colon; }))
    findings.add(Deviation::bad_header_line);
  wanted_.last = wanted_.last || part.duplicates;
  wanted_.skip_junk = wanted_.skip_junk || header.junk_line;
  wanted_.any_line_end = wanted_.any_line_end || header.hidden_line;
  wanted_.header_cut = wanted_.header_cut || part.cut;
}

void Walk::open_entity(std::size_t offset, Findings& findings) {
  const Header header = read_header(bytes_, offset, reading_, limits_,
                                    [this](ByteView line) { return match(line).has_value(); });
  PartHeader part = read_part_header(header, reading_, limits_);
  note_header(header, part, findings);
  has_header_ = has_header_ || !header.fields.empty();
  if (!part.has_type && !levels_.empty() && levels_.back().header.type == "multipart/digest")
    part.type = "message/rfc822";
  at_ = header.body;
  content_ = header.body;
  if (part.multipart()) {
    open_multipart(std::move(part), offset, findings);
    return;
  }
  current_.emplace();
  current_->header = std::move(part);
  current_->encrypted = !levels_.empty() && levels_.back().encrypted;
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
  Level level;
  level.boundary = reading_.guess_at.count(start) != 0 ? std::string() : header.boundary;
  if (header.boundary.empty() && !is_blank_text(bytes_.substr(content_, 4096)))
    findings.add(Deviation::boundary_missing);
  for (const auto& outer : levels_)
    if (!level.boundary.empty() && outer.boundary == level.boundary) findings.add(Deviation::boundary_reused);
  wanted_.variant = wanted_.variant || header.has_variant;
  level.header = std::move(header);
  level.body = content_;
  level.start = start;
  level.encrypted = encrypted;
  levels_.push_back(std::move(level));
  current_.reset();
}

std::optional<Walk::Match> Walk::match_guess(ByteView line) {
  Level& inner = levels_.back();
  if (!inner.boundary.empty() || current_ || !is_boundary_like(line)) return std::nullopt;
  inner.boundary = trim_right(line.substr(2));
  return Match{levels_.size() - 1, false};
}

std::optional<Walk::Match> Walk::match(ByteView line) {
  if (levels_.empty() || line.substr(0, 2) != "--") return std::nullopt;
  const ByteView text = trim_right(line.substr(2));
  std::optional<Match> closed, loose;
  for (std::size_t i = levels_.size(); i-- > 0;) {
    const Level& level = levels_[i];
    const std::string& boundary = level.boundary;
    if (boundary.empty() || text.substr(0, boundary.size()) != boundary) continue;
    const ByteView rest = text.substr(boundary.size());
    if (rest.empty() || rest == "--") {
      if (!level.closed) return Match{i, !rest.empty()};
      if (!closed) closed = Match{i, !rest.empty()};
    } else if (!loose && boundary.find_first_not_of('-') != std::string::npos) {
      loose = Match{i, rest.substr(0, 2) == "--"};
    }
  }
  if (closed) return closed;
  loose_seen_ = loose_seen_ || loose.has_value();
  return reading_.boundary_loose ? loose : std::nullopt;
}

// A boundary behind a bare CR: a line of its own for programs that end lines there.
void Walk::check_hidden(ByteView line, Findings& findings) {
  if (wanted_.any_line_end) return;
  for (std::size_t cr = line.find('\r'); cr != ByteView::npos; cr = line.find('\r', cr + 1)) {
    const ByteView rest = line.substr(cr + 1);
    if (rest.substr(0, 2) != "--" || !match(rest.substr(0, rest.find('\r')))) continue;
    findings.add(Deviation::hidden_line);
    wanted_.any_line_end = true;
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
  while (at_ < batch) {
    const Line line = line_at(bytes_, at_, reading_.line_ends);
    const ByteView text = bytes_.substr(line.begin, line.end - line.begin);
    at_ = line.next;
    auto found = match(text);
    if (!found && !levels_.back().seen) found = match_guess(text);
    if (loose_seen_ && !wanted_.loose) {
      wanted_.loose = true;
      findings.add(Deviation::boundary_loose);
    }
    if (found) {
      take_boundary(*found, line, findings);
      return true;
    }
    if (reading_.line_ends == LineEnds::lf) check_hidden(text, findings);
  }
  return at_ < bytes_.size();
}

void Walk::take_boundary(const Match& found, const Line& line, Findings& findings) {
  const std::size_t end = without_line_end(bytes_, content_, line.begin);
  end_content(end, found.level + 1 == levels_.size(), findings);
  pop_to(found.level + 1, end, findings);
  Level& level = levels_.back();
  if (level.closed && !found.close) findings.add(Deviation::part_outside_multipart);
  level.seen = true;
  level.closed = found.close;
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
  if (!looks_like_parts(bytes_.substr(content_, end - content_))) return;
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
    levels_.pop_back();
    if (level.seen && !level.closed) findings.add(Deviation::boundary_unclosed);
    if (is_blank_text(bytes_.substr(level.body, end - level.body))) continue;
    if (declares_encoding(level.header)) {
      Leaf leaf;
      leaf.kind = Leaf::Kind::container;
      leaf.header = level.header;
      leaf.begin = level.body;
      leaf.end = end;
      leaf.encrypted = level.encrypted;
      ready_.push_back(std::move(leaf));
    }
    if (!level.seen) end_unsplit(std::move(level), end, findings);
  }
}

// A multipart in which no boundary line stands. Other readings leave it to the first one.
void Walk::end_unsplit(Level level, std::size_t end, Findings& findings) {
  if (!level.boundary.empty()) {
    findings.add(Deviation::boundary_unused);
    wanted_.guess_at.insert(level.start);
  }
  if (!reading_.is_default()) return;
  Leaf leaf;
  leaf.kind = Leaf::Kind::unsplit;
  leaf.header = std::move(level.header);
  leaf.begin = level.body;
  leaf.end = end;
  leaf.encrypted = level.encrypted;
  ready_.push_back(std::move(leaf));
}

bool looks_like_parts(ByteView text) {
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
