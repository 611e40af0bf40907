// What is true about one message: the scanner's whole answer, and all that rules may see of its bytes.
//
// In: made by scan/, in this process or by a worker. Out: plain data, printable as JSON (facts/json.h).
// Every text is valid UTF-8. No body text is kept. Threads: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/deviation.h"
#include "facts/item.h"
#include "facts/kind.h"

namespace congvu {

// The four outcomes that are kept apart, heaviest first, and "clean" for none of them.
enum class Outcome : std::uint8_t { forbidden, encrypted, unchecked, ambiguous, clean };
std::string_view outcome_name(Outcome outcome);

struct Attachment {
  std::string path;                // for people, safe to print
  std::vector<std::string> names;  // every name some program would show
  std::string declared_type;
  std::string detected_type;  // media type by content, or empty
  std::string description;    // plain words
  Kind kind = Kind::unknown;
  std::string form;
  bool by_name = false;     // the kind comes from a name
  bool by_content = false;  // the kind comes from the bytes
  std::uint64_t size = 0;
  std::string sha256;  // lower-case hex of the bytes seen, or empty
  std::uint64_t depth = 0;
  Role role = Role::part;
  bool inline_text = false;
  bool encrypted = false;
  std::vector<Unchecked> unchecked;
  std::vector<Deviation> deviations;

  [[nodiscard]] bool executable() const { return kind == Kind::executable; }
  [[nodiscard]] bool ambiguous() const;  // has a strong deviation
  [[nodiscard]] Outcome outcome() const; // the heaviest
};

struct HeaderField {
  std::string name;   // as it stands
  std::string value;  // decoded (RFC 2047), unfolded, valid UTF-8, bounded
};

struct MessageFacts {
  std::uint64_t size = 0;
  std::vector<HeaderField> headers;  // of the message itself, in order, duplicates kept
  std::vector<Attachment> attachments;
  std::vector<Deviation> deviations;  // of the message itself
  std::vector<std::string> limits;    // names of the limits that were hit
  // In how many ways the message was read: 1 for one that every program reads alike.
  std::uint64_t readings = 1;

  [[nodiscard]] bool executable() const;
  [[nodiscard]] bool encrypted() const;
  [[nodiscard]] bool unchecked() const;
  [[nodiscard]] bool ambiguous() const;
};

}  // namespace congvu
