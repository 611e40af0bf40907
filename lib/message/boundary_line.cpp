#include "message/boundary_line.h"

#include <algorithm>

#include "message/lines.h"

namespace congvu::message {
namespace {

// Shorter boundaries with text on both sides are found in any text.
constexpr std::size_t shortest_inside = 3;

// Looks from the front: a line may have a boundary in many places and a long run of blanks at its end.
bool is_blank(ByteView text) { return text.find_first_not_of(" \t") == ByteView::npos; }

enum class Rest { other, nothing, close, tail };

// What stands behind `boundary` in `text`, which follows the two dashes.
Rest rest_behind(ByteView text, ByteView boundary, bool nothing = false) {
  if (nothing) return is_blank(text) ? Rest::nothing : text == "--" ? Rest::close : Rest::other;
  if (text.empty() || boundary.empty() || text.front() != boundary.front() ||
      text.substr(0, boundary.size()) != boundary)
    return Rest::other;
  const ByteView rest = text.substr(boundary.size());
  if (is_blank(rest)) return Rest::nothing;
  return rest.substr(0, 2) == "--" && is_blank(rest.substr(2)) ? Rest::close : Rest::tail;
}

bool closes(ByteView text, ByteView boundary) { return text.substr(boundary.size(), 2) == "--"; }

bool is_dashes(ByteView boundary) { return boundary.find_first_not_of('-') == ByteView::npos; }

// `text` follows two dashes at the begin of a line.
std::optional<BoundaryLine> at_begin(ByteView text, const std::vector<OpenBoundary>& open, std::size_t from) {
  std::optional<BoundaryLine> closed, tail;
  for (std::size_t i = open.size(); i-- > from;) {
    const std::string& boundary = open[i].boundary;
    const Rest rest = rest_behind(text, boundary, open[i].nothing);
    if (rest == Rest::other) continue;
    if (rest == Rest::tail) {
      if (!tail && !is_dashes(boundary)) tail = BoundaryLine{i, closes(text, boundary), true};
      continue;
    }
    const BoundaryLine found{i, rest == Rest::close};
    if (!open[i].closed) return found;
    if (!closed) closed = found;
  }
  return closed ? closed : tail;
}

std::optional<BoundaryLine> in_other_spelling(ByteView text, const std::vector<OpenBoundary>& open,
                                              std::size_t from) {
  for (std::size_t i = open.size(); i-- > from;)
    for (std::size_t k = 0; k < open[i].spellings.size(); ++k) {
      const Rest rest = rest_behind(text, open[i].spellings[k]);
      if (rest != Rest::nothing && rest != Rest::close) continue;
      BoundaryLine found{i, rest == Rest::close};
      found.spelling = k + 1;
      return found;
    }
  return std::nullopt;
}

// A run of dashes that ends at `end`: the boundary's own leading dashes are its last ones.
std::optional<BoundaryLine> at_run(ByteView line, std::size_t begin, std::size_t end,
                                   const std::vector<OpenBoundary>& open, std::size_t from) {
  for (std::size_t i = open.size(); i-- > from;) {
    const std::string& boundary = open[i].boundary;
    if (boundary.empty() || is_dashes(boundary)) continue;
    const std::size_t needed = 2 + boundary.find_first_not_of('-');
    if (end - begin < needed || end == needed) continue;
    const ByteView text = line.substr(end - needed + 2);
    const Rest rest = rest_behind(text, boundary);
    if (rest == Rest::other || (rest == Rest::tail && boundary.size() < shortest_inside)) continue;
    return BoundaryLine{i, rest == Rest::close || closes(text, boundary), rest == Rest::tail, end - needed};
  }
  return std::nullopt;
}

std::optional<BoundaryLine> inside(ByteView line, const std::vector<OpenBoundary>& open, std::size_t from) {
  for (std::size_t at = line.find("--"); at != ByteView::npos; at = line.find("--", at)) {
    const std::size_t end = std::min(line.find_first_not_of('-', at), line.size());
    if (auto found = at_run(line, at, end, open, from)) return found;
    at = end;
  }
  return std::nullopt;
}

}  // namespace

std::optional<BoundaryLine> boundary_line(ByteView line, const std::vector<OpenBoundary>& open,
                                          std::size_t from) {
  if (open.empty()) return std::nullopt;
  if (line.substr(0, 2) == "--") {
    const auto found = at_begin(line.substr(2), open, from);
    if (found && !found->tail) return found;
    if (const auto spelling = in_other_spelling(line.substr(2), open, from)) return spelling;
    if (found) return found;
  }
  return inside(line, open, from);
}

std::size_t boundary_lines(ByteView text, ByteView boundary) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at, LineEnds::lf);
    if (text.substr(at, 2) == "--" && text.substr(at + 2, boundary.size()) == boundary) ++count;
    at = line.next;
  }
  return count;
}

}  // namespace congvu::message
