// The bytes of a message from what an MTA hands to a milter: header fields one by one, then the body.
//
// In: names and values as libmilter gives them (folds are a bare LF inside the value), the body's pieces with
// CRLF. Out: the message with CRLF line ends, in pieces, to a sink; the same bytes that the mail has as a
// file. `leading_space_kept`: SMFIP_HDR_LEADSPC was negotiated, so that a value brings its leading blanks
// along; without it one blank is put behind the colon. Failure: the sink answers false, or a call comes out
// of order: nothing more is given, calls answer false. Memory: one header field. Threads: one message, one
// thread at a time. Sources: libmilter's xxfi_header, xxfi_eoh, xxfi_body; RFC 5322 2.2.
#pragma once

#include <functional>
#include <string>

#include "facts/bytes.h"

namespace congvu::message {

class Rebuild {
 public:
  using Sink = std::function<bool(ByteView)>;
  Rebuild(Sink sink, bool leading_space_kept)
      : sink_(std::move(sink)), leading_space_kept_(leading_space_kept) {}

  bool header(ByteView name, ByteView value);
  bool end_of_headers();
  // Ends the header where the MTA did not say so.
  bool body(ByteView piece);
  [[nodiscard]] bool good() const { return good_; }

 private:
  bool give(ByteView bytes);

  Sink sink_;
  std::string line_;
  bool leading_space_kept_;
  bool in_body_ = false;
  bool good_ = true;
};

}  // namespace congvu::message
