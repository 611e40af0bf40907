#include "regulation/profile_sections.h"

#include <fmt/format.h>

#include "directory/address.h"
#include "facts/text.h"

namespace congvu::regulation {
namespace {

using yaml::Faults;
using yaml::Map;
using yaml::Node;

// A name or a word, or a list of them, each with a spelling in a-z and 0-9.
bool read_names(Map& map, std::string_view key, std::vector<std::string>& out, Faults& faults) {
  const Node* node = map.node(key);
  std::vector<std::string> texts;
  if (node == nullptr || !map.texts(key, texts)) return false;
  bool good = true;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto words = directory::words_of(texts[i]);
    if (words) continue;
    good = false;
    faults.add(node->type == yaml::Type::list ? node->items[i].place : node->place,
               fmt::format("`{}` has no letter or digit, or one that cannot be written in a-z",
                           printable(texts[i], 60)));
  }
  if (good) out = std::move(texts);
  return good;
}

bool read_local(const Node& node, std::string_view key, std::string& out, Faults& faults) {
  if (!yaml::read_text(node, key, out, faults)) return false;
  if (directory::well_formed(out)) return true;
  faults.add(node.place, fmt::format("`{}` is no local part such as annv_stttt", printable(out, 60)));
  return false;
}

void read_fixed(const Node& item, directory::AddressRules& out, Faults& faults) {
  Map map(item, faults, "a fixed address");
  map.require("name");
  map.require("local");
  directory::FixedAddress fixed;
  const bool named = read_names(map, "name", fixed.names, faults);
  const Node* local = map.node("local");
  const bool good = local != nullptr && read_local(*local, "local", fixed.local, faults);
  map.finish();
  if (named && good) out.fixed.push_back(std::move(fixed));
}

template <class Read>
void each_item(const Node* node, std::string_view key, Faults& faults, Read read) {
  if (node == nullptr) return;
  if (node->type != yaml::Type::list) return faults.add(node->place, fmt::format("`{}` must be a list", key));
  for (const auto& item : node->items) read(item);
}

// Two decimal digits, at most `most`.
std::optional<unsigned> two_digits(std::string_view text, unsigned most) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
    return std::nullopt;
  const auto value = static_cast<unsigned>((text[0] - '0') * 10 + (text[1] - '0'));
  return value <= most ? std::optional(value) : std::nullopt;
}

// "06-15", and no 29 February, which most years do not have.
std::optional<std::chrono::month_day> month_day_of(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month = two_digits(text.substr(0, 2), 12);
  const auto day = two_digits(text.substr(3), 31);
  if (!month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(2026), std::chrono::month(*month),
                                         std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return date.month() / date.day();
}

void read_report(const Node& item, const Profile& profile, std::vector<ReportDate>& out, Faults& faults) {
  Map map(item, faults, "a report");
  for (const auto* key : {"clause", "name", "before"}) map.require(key);
  ReportDate report;
  std::string before;
  map.text("clause", report.clause);
  map.text("name", report.name);
  map.text("before", before);
  map.finish();
  if (!report.clause.empty() && profile.clauses.count(report.clause) == 0)
    faults.add(map.place_of("clause"), fmt::format("no clause `{}`", printable(report.clause, 60)));
  const auto date = month_day_of(before);
  if (!date && !before.empty())
    faults.add(map.place_of("before"),
               fmt::format("`{}` is no day of the year such as 06-15", printable(before, 60)));
  if (!date) return;
  report.before = *date;
  out.push_back(std::move(report));
}

}  // namespace

void read_addresses(const Node* node, directory::AddressRules& out, Faults& faults) {
  if (node == nullptr) return;
  Map map(*node, faults, "addresses");
  each_item(map.node("fixed"), "fixed", faults, [&](const Node& item) { read_fixed(item, out, faults); });
  read_names(map, "dropped_words", out.dropped_words, faults);
  read_names(map, "committee_words", out.committee_words, faults);
  read_names(map, "district_words", out.district_words, faults);
  read_names(map, "commune_words", out.commune_words, faults);
  read_names(map, "office_words", out.office_words, faults);
  read_names(map, "province_names", out.province_names, faults);
  map.texts("accepted", out.accepted);
  map.finish();
}

void read_passwords(const Node* node, directory::PasswordRules& out, MailboxTerms& terms, Faults& faults) {
  if (node == nullptr) return;
  Map map(*node, faults, "passwords");
  std::uint64_t number = 0;
  if (map.number("admin_characters", number, 1, 100)) out.admin_characters = static_cast<unsigned>(number);
  if (map.number("user_characters", number, 1, 100)) out.user_characters = static_cast<unsigned>(number);
  if (map.number("admin_months", number, 1, 120)) terms.admin_password_months = static_cast<unsigned>(number);
  if (map.number("user_months", number, 1, 120)) terms.user_password_months = static_cast<unsigned>(number);
  map.finish();
}

void read_mailboxes(const Node* node, MailboxTerms& out, Faults& faults) {
  if (node == nullptr) return;
  Map map(*node, faults, "mailboxes");
  std::uint64_t number = 0;
  if (map.number("idle_months", number, 1, 120)) out.idle_months = static_cast<unsigned>(number);
  map.finish();
}

void read_office_hours(const Node* node, std::chrono::minutes& end, Faults& faults) {
  if (node == nullptr) return;
  Map map(*node, faults, "office_hours");
  map.require("end");
  std::string text;
  if (map.text("end", text)) {
    const auto hour = two_digits(std::string_view(text).substr(0, 2), 23);
    const auto minute =
        text.size() == 5 && text[2] == ':' ? two_digits(std::string_view(text).substr(3), 59) : std::nullopt;
    if (hour && minute)
      end = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    else
      faults.add(map.place_of("end"),
                 fmt::format("`{}` is no time of day such as 17:00", printable(text, 60)));
  }
  map.finish();
}

void read_reports(const Node* node, const Profile& profile, std::vector<ReportDate>& out, Faults& faults) {
  each_item(node, "reports", faults, [&](const Node& item) { read_report(item, profile, out, faults); });
}

}  // namespace congvu::regulation
