// Addresses by Điều 5: from the name of an organisation or a person to a local part.
//
// In: AddressRules (data of the regulation profile) and names. Out: the local part, without a domain:
// `stttt`, `cckl_snnptnt`, `lucngan`, `daison_sondong`, `pgddt_lucngan`, `annv_stttt`. The address says
// nothing about whether it is still free: see directory/address_check.h. A word in capitals inside a name in
// small letters is an abbreviation and stays whole ("Phòng GD&ĐT" → `pgddt`), as the abbreviation of the full
// name would. Limits: 64 octets, four parts joined by `_`. Failure: ErrorKind::invalid with a Vietnamese
// text. Threads: a Naming is immutable. Sources: Quyết định 27/2018/QĐ-UBND, Điều 5; RFC 5321
// section 4.5.3.1.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/address_rules.h"
#include "directory/name.h"
#include "facts/error.h"

namespace congvu::directory {

constexpr std::size_t most_local_bytes = 64;

enum class Level : std::uint8_t {
  province,        // 5.1a: stttt
  sub_unit,        // 5.1a, second sentence: cckl_snnptnt
  district,        // 5.1b: lucngan
  commune,         // 5.1b, last sentence: daison_sondong
  district_office  // 5.1c: pgddt_lucngan
};
std::string_view level_name(Level level);
std::optional<Level> level_of(std::string_view name);

// ^[a-z0-9]+(_[a-z0-9]+){0,3}$, at most 64 octets.
bool well_formed(std::string_view local);

class Naming {
 public:
  // Fails where one of the rules' words has no spelling or a fixed local part is not well formed.
  static Result<Naming> from(AddressRules rules);

  // `parent` is the local part of the managing organisation; needed for a sub-unit, and for communes and
  // district offices whose name does not end with the district's.
  [[nodiscard]] Result<std::string> organisation(std::string_view name, Level level,
                                                 std::string_view parent = {}) const;
  // `org` is the local part of the managing organisation.
  [[nodiscard]] Result<std::string> person(std::string_view full_name, std::string_view org) const;

  // What else fits the format where the address is taken, best first: the second syllable of the given name
  // in full (hongnhungdt), or the whole first consonant of one word (sngv for Sở Ngoại vụ).
  [[nodiscard]] std::vector<std::string> person_alternatives(std::string_view full_name,
                                                             std::string_view org) const;
  [[nodiscard]] std::vector<std::string> organisation_alternatives(std::string_view name, Level level,
                                                                   std::string_view parent = {}) const;

  // What the name says about the level, with or without a managing organisation (and that one's own level).
  [[nodiscard]] Level guess(std::string_view name, bool has_parent,
                            std::optional<Level> parent_level = {}) const;

  [[nodiscard]] const AddressRules& rules() const { return rules_; }

 private:
  // A name as the rules see it: without its class words, and what it says about the district.
  struct Parts {
    Words own;
    std::string district;  // local part
    std::string fixed;     // local part, where the regulation names it
  };
  struct Fixed {
    Words name;
    std::string local;
  };

  [[nodiscard]] const std::string* fixed(const Words& words) const;
  [[nodiscard]] Words canonical(Words words) const;
  [[nodiscard]] Words without_province(Words words) const;
  [[nodiscard]] Result<Parts> parts(std::string_view name, Level level) const;
  [[nodiscard]] std::string district_local(const Words& words) const;
  [[nodiscard]] Result<std::string> with_parent(const std::string& first, const Parts& parts, Level level,
                                                std::string_view parent) const;
  [[nodiscard]] std::string initials(const Words& words, bool keep_abbreviations) const;
  [[nodiscard]] bool dropped(const Word& word) const;

  AddressRules rules_;
  std::vector<Fixed> fixed_;
  std::vector<Words> dropped_, committees_, districts_, communes_, offices_, provinces_;
};

// `local` with a number behind its first part: annv_stttt, 2 → annv2_stttt.
std::string numbered(std::string_view local, unsigned number);

}  // namespace congvu::directory
