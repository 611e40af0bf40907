// Decisions for those who may count them, but not learn who was meant.
//
//   const auto names = journal::Pseudonyms::from_file("/etc/congvu/export.key");
//   journal::Record copy = names->applied(record);
//
// In: a record, a secret key. Out: the record with each address, login, client, host name, queue id and
// instance replaced by a keyed hash of it: the same one gets the same name in every export with that key, and
// nobody without the key can try names out. Domains keep their own names of that kind, so that mail of one
// domain can be counted. Kept: times, codes of organisations, rules, clauses, actions, sizes, reason codes,
// and the id, which says something only to those who have the journal. Dropped: names of attachments (their
// number stays), texts of exceptions and errors, facts. Limits: keys of 16 bytes to 64 KiB. Failure:
// ErrorKind::invalid or system for a key file; `unavailable` would be no hash, then nothing is given out.
// Threads: const. Source: RFC 2104.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "facts/error.h"
#include "journal/record.h"

namespace congvu::journal {

class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}
  // The file is for its owner and group only.
  static Result<Pseudonyms> from_file(const std::filesystem::path& file);

  [[nodiscard]] Record applied(const Record& record) const;

 private:
  [[nodiscard]] std::string name(char kind, std::string_view text) const;
  [[nodiscard]] std::string address(std::string_view text) const;
  [[nodiscard]] RecordMatch match(const RecordMatch& match) const;

  std::string key_;
};

}  // namespace congvu::journal
