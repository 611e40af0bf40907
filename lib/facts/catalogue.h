// The catalogue of conditions: every word that a rule may ask about, one row each.
//
// The rule compiler, `congvu conditions` and "did you mean" read this table; a new condition is one row here
// and one test case. In: envelope, facts and one attachment. Out: values for rules to compare; with `write`,
// the other way round, for the examples that stand inside rule files. Limits: none of its own; facts are
// bounded by limits.h. Failure: a reader cannot fail; an empty value matches nothing but `none` or an empty
// text. Threads: the table is constant; readers are pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/envelope.h"
#include "facts/mailbox_facts.h"
#include "facts/message_facts.h"

namespace congvu {

// How a value is compared.
enum class FactType : std::uint8_t {
  text,     // equality after NFKC and case folding; matches, contains
  word,     // one of a closed set of words, `any` or `none` where there may be none or several
  number,   // equality, over, under
  size,     // a number of bytes; 10MiB is understood
  flag,     // true, false
  address,  // a mail address; equality
  domain,   // a domain and everything below it
  network,  // an address in a network (CIDR)
};
std::string_view fact_type_name(FactType type);

// The first moment of an SMTP session at which the fact is known. `data`: after the last recipient.
enum class Stage : std::uint8_t { connect, mail, rcpt, data, eom };
std::string_view stage_name(Stage stage);

struct FactValue {
  std::vector<std::string> texts;  // of text, word, address, domain, network
  std::uint64_t number = 0;        // of number, size
  bool flag = false;
};

// The domain classes belong to the regulation, which facts do not know.
class DomainClasses {
 public:
  DomainClasses() = default;
  DomainClasses(const DomainClasses&) = delete;
  DomainClasses& operator=(const DomainClasses&) = delete;
  virtual ~DomainClasses() = default;
  [[nodiscard]] virtual std::string_view class_of(std::string_view address) const = 0;
  // Whether the address of a client is in the regulation's own networks.
  [[nodiscard]] virtual bool own_network(std::string_view) const { return false; }
};

struct FactSource {
  const Envelope& envelope;
  const MessageFacts& message;
  const Attachment* attachment;  // for the rows named attachment.*
  const DomainClasses& domains;
  std::string_view parameter = {};  // for rows that take one (the name of a header field)
  const StateFacts& state = nothing_known();
  const RateQuestion* question = nullptr;  // for `rate`
  std::optional<std::size_t> recipient{};  // the rows named recipient.* are about this one alone
};

struct FactTarget {
  Envelope& envelope;
  MessageFacts& message;
  StateFacts& state;
  Attachment* attachment = nullptr;
  std::string_view parameter = {};
  const RateQuestion* question = nullptr;
  std::optional<std::size_t> recipient{};
};

enum class Arity : std::uint8_t {
  one,      // exactly one value, maybe an empty text
  several,  // any number, also none: one that compares is enough
  named,    // several, chosen by `name:` (the name of a header field)
  asked,    // one, chosen by `per:`, `count:` and `within:` (a rate)
};

struct FactRow {
  std::string_view name;  // "attachment.kind"; inside `attachment:` it is written `kind`
  FactType type;
  Arity arity;
  Stage stage;
  std::string_view doc;     // one line of English
  std::string_view doc_vi;  // the same for operators
  std::string_view example;
  void (*read)(const FactSource&, FactValue&);
  void (*write)(FactTarget&, const FactValue&);            // nullptr: worked out from other facts
  std::span<const std::string_view> (*words)() = nullptr;  // of type word
};

std::span<const FactRow> catalogue();
// When the number of a rate is known to a policy server: the last recipient, or DATA, adds to it.
Stage rate_stage(const RateQuestion& question);
// nullptr for an unknown name.
const FactRow* fact_row(std::string_view name);

inline constexpr std::string_view attachment_prefix = "attachment.";
inline bool of_attachment(const FactRow& row) { return row.name.starts_with(attachment_prefix); }

inline constexpr std::string_view recipient_prefix = "recipient.";
// A fact of each recipient: inside `recipient:` without the prefix, the address itself as `address`.
inline bool of_recipient(const FactRow& row) {
  return row.name == "recipient" || (row.name.starts_with(recipient_prefix) && row.arity == Arity::several);
}

}  // namespace congvu
