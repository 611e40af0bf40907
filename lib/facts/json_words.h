// The words of the JSON form of the facts: members, for its reader, and roles.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "facts/item.h"

namespace congvu {

inline constexpr std::array<std::pair<Role, std::string_view>, 5> role_names{{{Role::message, "message"},
                                                                              {Role::part, "part"},
                                                                              {Role::entry, "entry"},
                                                                              {Role::embedded, "embedded"},
                                                                              {Role::layer, "layer"}}};

namespace json_words {

enum class Member : std::uint8_t {
  // of the message
  size,
  headers,
  attachments,
  deviations,
  limits,
  readings,
  // of an attachment, besides size and deviations
  path,
  names,
  declared_type,
  detected_type,
  description,
  kind,
  form,
  by_name,
  by_content,
  sha256,
  depth,
  role,
  inline_text,
  encrypted,
  unchecked,
  outcome,
};

struct Name {
  std::string_view text;
  Member member;
};
inline constexpr std::array message_members{Name{"size", Member::size},
                                            Name{"headers", Member::headers},
                                            Name{"attachments", Member::attachments},
                                            Name{"deviations", Member::deviations},
                                            Name{"limits", Member::limits},
                                            Name{"readings", Member::readings}};
inline constexpr std::array attachment_members{Name{"path", Member::path},
                                               Name{"names", Member::names},
                                               Name{"declared_type", Member::declared_type},
                                               Name{"detected_type", Member::detected_type},
                                               Name{"description", Member::description},
                                               Name{"kind", Member::kind},
                                               Name{"form", Member::form},
                                               Name{"by_name", Member::by_name},
                                               Name{"by_content", Member::by_content},
                                               Name{"size", Member::size},
                                               Name{"sha256", Member::sha256},
                                               Name{"depth", Member::depth},
                                               Name{"role", Member::role},
                                               Name{"inline_text", Member::inline_text},
                                               Name{"encrypted", Member::encrypted},
                                               Name{"unchecked", Member::unchecked},
                                               Name{"deviations", Member::deviations},
                                               Name{"outcome", Member::outcome}};

constexpr std::uint32_t bit(Member member) { return 1U << static_cast<unsigned>(member); }

template <std::size_t Count>
constexpr std::uint32_t all_of(const std::array<Name, Count>& names) {
  std::uint32_t bits = 0;
  for (const auto& name : names) bits |= bit(name.member);
  return bits;
}

template <std::size_t Count>
std::optional<Member> find(const std::array<Name, Count>& names, std::string_view text) {
  for (const auto& name : names)
    if (name.text == text) return name.member;
  return std::nullopt;
}

}  // namespace json_words
}  // namespace congvu
