// The profile as a YAML file.
#include <fmt/format.h>

#include <algorithm>

#include "facts/digest.h"
#include "facts/text.h"
#include "regulation/domain.h"
#include "regulation/embedded.h"
#include "regulation/network.h"
#include "regulation/profile.h"
#include "regulation/profile_sections.h"
#include "yaml/map.h"

namespace congvu::regulation {
namespace {

using yaml::Faults;
using yaml::Map;
using yaml::Node;

// "4.6", "12.5", "5.1a"
bool clause_number(std::string_view text) {
  bool digit_needed = true;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit_needed ? !digit : !(digit || c == '.' || (c >= 'a' && c <= 'z'))) return false;
    digit_needed = c == '.';
  }
  return !digit_needed && text.size() <= 16;
}

void read_clauses(const Node* node, Profile& profile, Faults& faults) {
  if (node == nullptr) return;
  Map map(*node, faults, "clauses");
  for (const auto& [number, place, value] : node->entries) {
    if (!clause_number(number))
      faults.add(place, fmt::format("`{}` is no clause number such as 4.6", printable(number, 60)));
    std::string text;
    if (!map.text(number, text)) continue;
    if (trim_ascii(text).empty()) faults.add(value.place, fmt::format("clause {} has no text", number));
    profile.clauses.emplace(number, Clause{number, std::string(trim_ascii(text))});
  }
  if (map.valid() && node->entries.empty()) faults.add(node->place, "a profile needs at least one clause");
}

// Each value of the list at `key`, checked by `accept`, which says what is wrong or nothing.
template <class Accept>
void read_list(Map& map, std::string_view key, Faults& faults, Accept accept) {
  const Node* node = map.node(key);
  std::vector<std::string> texts;
  if (node == nullptr || !map.texts(key, texts)) return;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string wrong = accept(texts[i]);
    if (!wrong.empty())
      faults.add(node->type == yaml::Type::list ? node->items[i].place : node->place, wrong);
  }
}

void read_domains(Map& map, std::string_view key, std::vector<std::string>& out, Faults& faults) {
  read_list(map, key, faults, [&](const std::string& text) -> std::string {
    std::string domain = ascii_domain(text);
    if (domain.empty()) return fmt::format("`{}` is no domain name", printable(text, 60));
    if (std::find(out.begin(), out.end(), domain) != out.end())
      return fmt::format("domain `{}` stands twice", domain);
    out.push_back(std::move(domain));
    return {};
  });
}

void read_networks(Map& map, std::vector<std::string>& out, Faults& faults) {
  read_list(map, "own_networks", faults, [&](const std::string& text) -> std::string {
    if (!parse_network(text))
      return fmt::format("`{}` is no network such as 10.0.0.0/8", printable(text, 60));
    out.push_back(text);
    return {};
  });
}

Profile read_profile(const Node& root, Faults& faults) {
  Profile profile;
  Map map(root, faults, "a profile");
  for (const auto key : {"id", "title", "short_name", "clauses", "local_domains"}) map.require(key);
  map.text("id", profile.id);
  map.text("title", profile.title);
  map.text("short_name", profile.short_name);
  map.text("url", profile.url);
  read_clauses(map.node("clauses"), profile, faults);
  read_domains(map, "local_domains", profile.local_domains, faults);
  read_domains(map, "state_domains", profile.state_domains, faults);
  read_networks(map, profile.own_networks, faults);
  read_addresses(map.node("addresses"), profile.addresses, faults);
  read_passwords(map.node("passwords"), profile.passwords, profile.terms, faults);
  read_mailboxes(map.node("mailboxes"), profile.terms, faults);
  read_office_hours(map.node("office_hours"), profile.office_end, faults);
  read_reports(map.node("reports"), profile, profile.reports, faults);
  map.finish();
  return profile;
}

tl::expected<std::shared_ptr<const Profile>, std::vector<Error>> profile_from(std::string_view text,
                                                                              const std::string& file) {
  const auto root = yaml::parse(text, file);
  if (!root) return tl::unexpected(std::vector<Error>{root.error()});
  std::vector<Error> faults;
  Faults sink(file, faults);
  auto profile = std::make_shared<Profile>(read_profile(*root, sink));
  if (!faults.empty()) return tl::unexpected(std::move(faults));
  profile->hash = sha256_hex(text);
  return profile;
}

}  // namespace

tl::expected<std::shared_ptr<const Profile>, std::vector<Error>> load_profile(
    const std::filesystem::path& file) {
  auto text = yaml::read_file(file);
  if (!text) return tl::unexpected(std::vector<Error>{std::move(text.error())});
  return profile_from(*text, file.string());
}

tl::expected<std::shared_ptr<const Profile>, std::vector<Error>> embedded_profile() {
  const auto& shipped = embedded_files().front();
  return profile_from(shipped.text, std::string(shipped.name));
}

}  // namespace congvu::regulation
