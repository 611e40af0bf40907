#include "directory/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace congvu::directory {
namespace {

constexpr std::array<std::string_view, 5> level_names{"province", "sub-unit", "district", "commune",
                                                      "district-office"};

bool digit(char c) { return c >= '0' && c <= '9'; }

// "GDĐT", "UBND", "II": capitals without a tone mark; "SỞ" is a word that somebody shouts.
bool abbreviation(const Word& word) {
  std::string bare;
  for (std::size_t i = 0; i < word.written.size();) {
    if (word.written.compare(i, 2, "đ") == 0) {
      bare += 'd';
      i += 2;
    } else {
      bare += word.written[i++];
    }
  }
  return word.capitals && bare == word.plain;
}

std::string initial(const Word& word, bool keep_abbreviations) {
  if (keep_abbreviations && abbreviation(word)) return word.plain;
  const auto digits = std::find_if_not(word.plain.begin(), word.plain.end(), digit);
  return digits == word.plain.begin() ? word.plain.substr(0, 1) : std::string(word.plain.begin(), digits);
}

// The consonant that Vietnamese writes with more than one letter, else the first letter.
std::string whole_initial(const Word& word) {
  constexpr std::array<std::string_view, 11> initials{"ngh", "ch", "gh", "gi", "kh", "ng",
                                                      "nh",  "ph", "qu", "th", "tr"};
  for (const auto one : initials)
    if (word.plain.starts_with(one)) return std::string(one);
  return word.plain.substr(0, 1);
}

bool begins_with(const Words& words, const std::vector<Words>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](const Words& phrase) { return stands_at(words, 0, phrase); });
}

// Without the phrase that stands in front, where something remains behind it.
Words without_front(Words words, const std::vector<Words>& phrases) {
  for (const auto& phrase : phrases) {
    if (!stands_at(words, 0, phrase) || words.size() == phrase.size()) continue;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(phrase.size()));
    break;
  }
  return words;
}

// Where the district stands at the end of a name: behind the first word, at the last word for a district.
std::size_t district_at(const Words& words, const std::vector<Words>& phrases, bool with_name) {
  for (std::size_t at = words.size(); at-- > 1;)
    for (const auto& phrase : phrases)
      if (stands_at(words, at, phrase) && (!with_name || at + phrase.size() < words.size())) return at;
  return words.size();
}

Result<std::vector<Words>> phrases_of(const std::vector<std::string>& texts) {
  std::vector<Words> out;
  for (const auto& text : texts) {
    auto words = words_of(text);
    if (!words) return fail(words.error().kind, text, words.error().text);
    out.push_back(std::move(*words));
  }
  return out;
}

Result<std::string> checked(std::string local) {
  if (well_formed(local)) return local;
  return fail(ErrorKind::invalid, {},
              local.size() > most_local_bytes
                  ? fmt::format("địa chỉ `{}` dài quá {} ký tự", local, most_local_bytes)
                  : fmt::format("địa chỉ `{}` có quá bốn phần", local));
}

tl::unexpected<Error> bad_parent(std::string_view parent) {
  if (parent.empty()) return fail(ErrorKind::invalid, {}, "thiếu địa chỉ của đơn vị quản lý trực tiếp");
  return fail(ErrorKind::invalid, {},
              fmt::format("`{}` không phải là địa chỉ của một đơn vị", std::string(parent.substr(0, 100))));
}

}  // namespace

std::string_view level_name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

std::optional<Level> level_of(std::string_view name) {
  const auto at = std::find(level_names.begin(), level_names.end(), name);
  if (at == level_names.end()) return std::nullopt;
  return static_cast<Level>(at - level_names.begin());
}

bool well_formed(std::string_view local) {
  std::size_t parts = 1;
  bool empty = true;
  for (const char c : local) {
    if (c == '_') {
      if (empty || ++parts > 4) return false;
      empty = true;
    } else if (digit(c) || (c >= 'a' && c <= 'z')) {
      empty = false;
    } else {
      return false;
    }
  }
  return !empty && local.size() <= most_local_bytes;
}

std::string numbered(std::string_view local, unsigned number) {
  const auto end = std::min(local.find('_'), local.size());
  return fmt::format("{}{}{}", local.substr(0, end), number, local.substr(end));
}

Result<Naming> Naming::from(AddressRules rules) {
  Naming naming;
  const std::array<std::pair<const std::vector<std::string>*, std::vector<Words>*>, 6> lists{
      {{&rules.dropped_words, &naming.dropped_},
       {&rules.committee_words, &naming.committees_},
       {&rules.district_words, &naming.districts_},
       {&rules.commune_words, &naming.communes_},
       {&rules.office_words, &naming.offices_},
       {&rules.province_names, &naming.provinces_}}};
  for (const auto& [texts, out] : lists) {
    auto phrases = phrases_of(*texts);
    if (!phrases) return tl::unexpected(phrases.error());
    *out = std::move(*phrases);
  }
  for (const auto& fixed : rules.fixed) {
    if (!well_formed(fixed.local))
      return fail(ErrorKind::invalid, fixed.local, "địa chỉ ấn định không đúng định dạng");
    auto names = phrases_of(fixed.names);
    if (!names) return tl::unexpected(names.error());
    for (auto& name : *names) naming.fixed_.push_back({naming.canonical(std::move(name)), fixed.local});
  }
  naming.rules_ = std::move(rules);
  return naming;
}

// Every word for a committee becomes the first one of the rules.
Words Naming::canonical(Words words) const {
  for (const auto& phrase : committees_) {
    if (!stands_at(words, 0, phrase)) continue;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(phrase.size()));
    words.insert(words.begin(), committees_.front().begin(), committees_.front().end());
    break;
  }
  return words;
}

const std::string* Naming::fixed(const Words& words) const {
  const Words wanted = canonical(words);
  for (const auto& one : fixed_)
    if (one.name.size() == wanted.size() && stands_at(wanted, 0, one.name)) return &one.local;
  return nullptr;
}

Words Naming::without_province(Words words) const {
  for (const auto& phrase : provinces_) {
    if (words.size() <= phrase.size() || !stands_at(words, words.size() - phrase.size(), phrase)) continue;
    words.erase(words.end() - static_cast<std::ptrdiff_t>(phrase.size()), words.end());
    break;
  }
  return words;
}

std::string Naming::district_local(const Words& words) const {
  if (const auto* local = fixed(words); local != nullptr) return *local;
  return joined(without_front(words, districts_));
}

Result<Naming::Parts> Naming::parts(std::string_view name, Level level) const {
  auto words = words_of(name);
  if (!words) return tl::unexpected(words.error());
  Parts parts;
  if (level == Level::province || level == Level::district)
    if (const auto* local = fixed(*words); local != nullptr) parts.fixed = *local;
  parts.own = without_province(std::move(*words));
  if (level == Level::province || level == Level::sub_unit) return parts;
  if (level == Level::district) {
    parts.own = without_front(std::move(parts.own), committees_);
    if (const auto* local = fixed(parts.own); local != nullptr && parts.fixed.empty()) parts.fixed = *local;
    parts.own = without_front(std::move(parts.own), districts_);
    return parts;
  }
  if (level == Level::commune) parts.own = without_front(std::move(parts.own), committees_);
  const auto cut = static_cast<std::ptrdiff_t>(district_at(parts.own, districts_, level == Level::commune));
  const Words district(parts.own.begin() + cut, parts.own.end());
  parts.own.resize(static_cast<std::size_t>(cut));
  const bool only_the_word = std::any_of(districts_.begin(), districts_.end(), [&](const Words& phrase) {
    return district.size() == phrase.size() && stands_at(district, 0, phrase);
  });
  if (!district.empty() && !only_the_word) parts.district = district_local(district);
  if (level == Level::commune) parts.own = without_front(std::move(parts.own), communes_);
  if (level == Level::district_office && !begins_with(parts.own, offices_) && !offices_.empty())
    parts.own.insert(parts.own.begin(), offices_.front().begin(), offices_.front().end());
  return parts;
}

bool Naming::dropped(const Word& word) const {
  return std::any_of(dropped_.begin(), dropped_.end(),
                     [&](const Words& one) { return one.size() == 1 && word.is(one.front()); });
}

std::string Naming::initials(const Words& words, bool keep_abbreviations) const {
  std::string out;
  for (const auto& word : words)
    if (!dropped(word)) out += initial(word, keep_abbreviations);
  return out;
}

Result<std::string> Naming::with_parent(const std::string& first, const Parts& parts, Level level,
                                        std::string_view parent) const {
  if (level == Level::province || level == Level::district) return checked(first);
  const std::string_view managing = parent.empty() ? std::string_view(parts.district) : parent;
  if (!well_formed(managing)) return bad_parent(managing);
  return checked(fmt::format("{}_{}", first, managing));
}

Result<std::string> Naming::organisation(std::string_view name, Level level, std::string_view parent) const {
  const auto found = parts(name, level);
  if (!found) return tl::unexpected(found.error());
  if (!found->fixed.empty()) return found->fixed;
  const bool whole = level == Level::district || level == Level::commune;
  const std::string first = whole ? joined(found->own) : initials(found->own, has_small_letters(name));
  if (first.empty()) return fail(ErrorKind::invalid, {}, "tên không còn chữ nào để viết tắt");
  return with_parent(first, *found, level, parent);
}

Result<std::string> Naming::person(std::string_view full_name, std::string_view org) const {
  const auto words = words_of(full_name);
  if (!words) return tl::unexpected(words.error());
  if (!well_formed(org)) return bad_parent(org);
  std::string first = words->back().plain;
  for (std::size_t i = 0; i + 1 < words->size(); ++i) first += initial((*words)[i], false);
  return checked(fmt::format("{}_{}", first, org));
}

std::vector<std::string> Naming::person_alternatives(std::string_view full_name, std::string_view org) const {
  const auto words = words_of(full_name);
  if (!words || words->size() < 3) return {};
  const std::size_t given = words->size() - 2;
  std::string first = (*words)[given].plain + words->back().plain;
  for (std::size_t i = 0; i < given; ++i) first += initial((*words)[i], false);
  std::string local = fmt::format("{}_{}", first, org);
  if (!well_formed(local)) return {};
  return {std::move(local)};
}

std::vector<std::string> Naming::organisation_alternatives(std::string_view name, Level level,
                                                           std::string_view parent) const {
  if (level == Level::district || level == Level::commune) return {};
  const auto found = parts(name, level);
  if (!found) return {};
  const bool small = has_small_letters(name);
  std::vector<std::string> out;
  for (std::size_t turn = 0; turn < found->own.size(); ++turn) {
    const std::size_t chosen = (turn + 1) % found->own.size();  // the first word says what kind of body it is
    std::string first;
    for (std::size_t i = 0; i < found->own.size(); ++i)
      if (!dropped(found->own[i]))
        first += i == chosen ? whole_initial(found->own[i]) : initial(found->own[i], small);
    if (dropped(found->own[chosen]) || first == initials(found->own, small)) continue;
    auto local = with_parent(first, *found, level, parent);
    if (local && std::find(out.begin(), out.end(), *local) == out.end()) out.push_back(std::move(*local));
  }
  return out;
}

Level Naming::guess(std::string_view name, bool has_parent, std::optional<Level> parent_level) const {
  const auto words = words_of(name);
  if (!words) return has_parent ? Level::sub_unit : Level::province;
  const Words place = without_front(without_province(*words), committees_);
  if (begins_with(place, communes_)) return Level::commune;
  if (begins_with(place, districts_)) return Level::district;
  if (parent_level == Level::district) return Level::district_office;
  if (!parent_level && district_at(place, districts_, true) < place.size()) return Level::district_office;
  return has_parent ? Level::sub_unit : Level::province;
}

}  // namespace congvu::directory
