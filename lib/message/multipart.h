// The walk through a mail's body parts, in one pass over its lines, with a stack of open multiparts.
//
// In: the bytes of a whole mail and a Reading. Out: one leaf a call of next(), in order, as offsets.
// A boundary line of any open multipart ends the part that is being read, as mail programs do that go by
// lines. What stands before the first and behind the last boundary is given too where it looks like parts.
// Limits: nesting counts from `depth` (of the mail itself) against Limits::depth; what lies deeper is one
// leaf. Failure: none; what is odd goes into Findings, and reasons to read the mail in another way into
// Wanted. Time: linear in the bytes, times the open multiparts for lines that begin with "--". Threads: one
// walk, one thread. Sources: RFC 2046 5.1.
#pragma once

#include <optional>
#include <vector>

#include "facts/item.h"
#include "message/boundary_line.h"
#include "message/lines.h"
#include "message/part_header.h"
#include "message/reading.h"

namespace congvu::message {

struct Leaf {
  enum class Kind {
    part,       // an ordinary body part
    too_deep,   // a multipart beyond the depth limit, unread
    unsplit,    // a whole multipart in which no boundary line stands, or that has a file name
    outside,    // text outside of a multipart's parts that looks like parts
    container,  // a whole multipart, given because its header declares an encoding
  };
  Kind kind = Kind::part;
  PartHeader header;
  std::size_t begin = 0, end = 0;  // of the body
  std::size_t multipart = 0;       // where the innermost multipart that it is a part of begins; 0 for none
  bool encrypted = false;          // inside multipart/encrypted
};

class Walk {
 public:
  Walk(ByteView mail, Reading reading, const Limits& limits, std::uint64_t depth);
  std::optional<Leaf> next(Budget& budget, Findings& findings);
  [[nodiscard]] const Wanted& wanted() const { return wanted_; }
  // The bytes of the top header said anything at all.
  [[nodiscard]] bool has_header() const { return has_header_; }

 private:
  struct Level {
    PartHeader header;
    std::size_t body = 0;   // where the multipart's content begins
    std::size_t start = 0;  // where its header begins
    bool seen = false, encrypted = false;
  };

  void open_entity(std::size_t offset, Findings& findings);
  void open_multipart(PartHeader header, std::size_t start, Findings& findings);
  void note_header(const Header& header, const PartHeader& part, Findings& findings);
  bool to_next_boundary(Budget& budget, Findings& findings);
  std::optional<BoundaryLine> match(ByteView line, Findings& findings);
  void check_ended(ByteView line, Findings& findings);
  [[nodiscard]] bool accepts(const BoundaryLine& found, Findings& findings);
  std::optional<BoundaryLine> match_guess(ByteView line);  // sets the boundary that it finds
  void take_boundary(const BoundaryLine& found, const Line& line, Findings& findings);
  void check_hidden(ByteView line, Findings& findings);
  void end_content(std::size_t end, bool own_boundary, Findings& findings);
  void end_gap(std::size_t end, Findings& findings);
  void pop_to(std::size_t levels, std::size_t end, Findings& findings);
  static Leaf whole(const Level& level, std::size_t end, Leaf::Kind kind);
  void note_unsplit(const Level& level, Findings& findings);

  ByteView bytes_;
  Reading reading_;
  const Limits& limits_;
  std::uint64_t depth_;
  std::vector<Level> levels_;
  std::vector<OpenBoundary> open_;   // the boundaries of levels_
  std::vector<OpenBoundary> ended_;  // of multiparts that ended without their last boundary
  std::optional<Leaf> current_;      // the part that is being read; none between parts
  std::size_t content_ = 0;          // where it, or the text between parts, begins
  std::size_t at_ = 0;
  std::vector<Leaf> ready_;  // in order; taken from next_ready_
  std::size_t next_ready_ = 0;
  Wanted wanted_;
  bool started_ = false, done_ = false, has_header_ = false;
};

// What a mail program could take for parts or a file: lines such as "Content-Type:" or "begin 644 name", a
// NUL.
bool looks_like_parts(ByteView text);

}  // namespace congvu::message
