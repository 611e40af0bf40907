// What the headers of a tar say twice: in the header block itself and in a pax or GNU header in front of it.
//
// In: the bytes of a tar from its first block on, in pieces of any size. Out: whether two readers would list
// other names or go on at other places. Programs that know neither pax nor GNU names list what stands in the
// block. Limits: each byte is passed over once; of one pax or GNU header at most 64 KB are kept. Failure: the
// look ends at the first block that is no header; what was found stays. Threads: plain values. Sources:
// POSIX.1-2017 pax, the tar chapter of the GNU tar manual.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

class TarHeaders {
 public:
  void feed(ByteView piece);

  [[nodiscard]] bool names_differ() const { return names_differ_; }
  [[nodiscard]] bool sizes_differ() const { return sizes_differ_; }

 private:
  enum class State : std::uint8_t { header, kept, passed, over };

  ByteView take_kept(ByteView piece);
  void take_header();
  void take_extended();
  void judge_entry(std::uint64_t written);
  void expect(std::uint64_t size, State state);

  State state_ = State::header;
  std::string kept_;
  std::uint64_t wanted_ = 512;  // bytes still to come in this state
  std::uint64_t size_ = 0;      // of the extended header that is kept
  char kind_ = '0';
  std::vector<std::string> names_;  // what extended headers say of the next entry
  std::vector<std::string> global_names_;
  std::vector<std::uint64_t> sizes_;
  std::string header_name_;
  bool names_differ_ = false, sizes_differ_ = false;
};

// Whether a tar header block stands there: its sum is right.
bool is_tar_header(ByteView bytes);

}  // namespace congvu::attachment
