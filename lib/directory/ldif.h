// LDIF: the text form of LDAP entries, as slapcat, ldapsearch and zmprov write it.
//
// In: UTF-8 text. Out: entries with the line on which they begin; attribute names in lower case without
// options (";lang-vi"), values decoded. Changes ("changetype: modify") and values by URL (":<") are refused:
// this is a reader of exports. Limits: `most_ldif_entries`, `most_ldif_values` an entry; linear in the text.
// Failure: ErrorKind::invalid or limit; `where` is the line. Threads: pure function. Source: RFC 2849.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/error.h"

namespace congvu::directory {

constexpr std::size_t most_ldif_entries = 1'000'000;
constexpr std::size_t most_ldif_values = 10'000;

struct LdifEntry {
  std::size_t line = 0;
  std::string dn;
  std::vector<std::pair<std::string, std::string>> values;

  [[nodiscard]] const std::string* first(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  [[nodiscard]] bool is(std::string_view object_class) const;  // without regard to case
};

Result<std::vector<LdifEntry>> read_ldif(std::string_view text);

}  // namespace congvu::directory
