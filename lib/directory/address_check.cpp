#include "directory/address_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::array<std::string_view, 8> finding_names{"not-well-formed", "not-by-rule", "accepted",
                                                        "changed",         "duplicate",   "collision",
                                                        "unknown-org",     "no-address"};
constexpr std::array<std::string_view, 3> severity_names{"info", "warning", "error"};

constexpr std::size_t most_suggestions = 3;
constexpr unsigned most_numbers = 1'000'000;

using Places = std::unordered_map<std::string, std::vector<std::size_t>>;

std::string shown(std::string_view text) { return printable(valid_utf8(text), 80); }

class Check {
 public:
  Check(const Naming& naming, const std::vector<AddressEntry>& entries) : naming_(naming), entries_(entries) {
    for (const auto& local : naming.rules().accepted) accepted_.insert(lower_ascii(local));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      locals_.push_back(lower_ascii(entries[i].local));
      holders_[locals_.back()].push_back(i);
      if (entries[i].kind == MailboxKind::organisation) organisations_.emplace(locals_.back(), i);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      expected_.push_back(expect(entries[i]));
      if (expected_.back()) wanted_[*expected_.back()].push_back(i);
    }
  }

  std::vector<AddressFinding> findings() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      look_at_address(i);
      look_at_org(i);
    }
    return std::move(out_);
  }

 private:
  Level level_of_entry(const AddressEntry& entry) const {
    if (entry.level) return *entry.level;
    std::optional<Level> parent_level;
    if (const auto parent = organisations_.find(lower_ascii(entry.org)); parent != organisations_.end()) {
      const auto& above = entries_[parent->second];
      parent_level = above.level ? *above.level : naming_.guess(above.name, !above.org.empty());
    }
    return naming_.guess(entry.name, !entry.org.empty(), parent_level);
  }

  // What the name gives; an empty text for kinds of mailboxes that Điều 5 says nothing about.
  Result<std::string> expect(const AddressEntry& entry) const {
    if (entry.kind == MailboxKind::person) return naming_.person(entry.name, lower_ascii(entry.org));
    if (entry.kind != MailboxKind::organisation) return std::string();
    return naming_.organisation(entry.name, level_of_entry(entry), lower_ascii(entry.org));
  }

  bool taken(const std::string& local) const {
    return holders_.count(local) != 0 || wanted_.count(local) != 0;
  }

  std::vector<std::string> suggest(std::size_t i) {
    const auto& entry = entries_[i];
    if (!expected_[i] || expected_[i]->empty()) return {};
    const std::string& base = *expected_[i];
    const auto alternatives =
        entry.kind == MailboxKind::person
            ? naming_.person_alternatives(entry.name, lower_ascii(entry.org))
            : naming_.organisation_alternatives(entry.name, level_of_entry(entry), lower_ascii(entry.org));
    unsigned& number = next_number_.try_emplace(base, 2U).first->second;
    while (number < most_numbers && taken(numbered(base, number))) ++number;
    return free_addresses(
        base, alternatives, [&](const std::string& local) { return taken(local); }, number);
  }

  void add(std::size_t i, AddressFindingKind kind, Severity severity, std::string text,
           std::vector<std::string> suggestions = {}) {
    AddressFinding finding{i, kind, severity, std::move(text), {}, std::move(suggestions)};
    if (expected_[i]) finding.expected = *expected_[i];
    out_.push_back(std::move(finding));
  }

  // "Nguyễn Văn Ân, Nguyễn Văn An và 3 hộp thư khác", without `i` itself.
  std::string others(const std::vector<std::size_t>& places, std::size_t i) const {
    std::string text;
    std::size_t named = 0;
    for (const std::size_t place : places) {
      if (place == i) continue;
      if (named == 2) break;
      text += (named++ == 0 ? "" : ", ") + fmt::format("\"{}\"", shown(entries_[place].name));
    }
    if (places.size() - 1 > named) text += fmt::format(" và {} hộp thư khác", places.size() - 1 - named);
    return text;
  }

  void look_at_address(std::size_t i) {
    const auto& same = holders_.at(locals_[i]);
    if (same.size() > 1)
      add(i, AddressFindingKind::duplicate, Severity::error,
          fmt::format("trùng địa chỉ với {}; Sở Thông tin và Truyền thông quyết định (khoản 5.2b)",
                      others(same, i)),
          suggest(i));
    if (!expected_[i]) {
      add(i, AddressFindingKind::no_address, Severity::warning, expected_[i].error().text);
    } else if (accepted_.count(locals_[i]) != 0) {
      if (!fits(i)) add(i, AddressFindingKind::accepted, Severity::info, "địa chỉ cũ, được giữ lại");
    } else if (!well_formed(locals_[i])) {
      add(i, AddressFindingKind::not_well_formed, Severity::warning,
          "không đúng định dạng: chỉ gồm a-z, 0-9, nhiều nhất bốn phần nối bằng dấu gạch dưới, 64 ký tự",
          instead(i));
    } else if (!fits(i)) {
      not_by_rule(i);
    }
  }

  bool fits(std::size_t i) const {
    return well_formed(locals_[i]) && (expected_[i]->empty() || *expected_[i] == locals_[i]);
  }

  // The address that the name gives where nobody has it or wants it, else what is free.
  std::vector<std::string> instead(std::size_t i) {
    if (expected_[i]->empty()) return {};
    const bool free = holders_.count(*expected_[i]) == 0 && wanted_.at(*expected_[i]).size() == 1;
    return free ? std::vector<std::string>{*expected_[i]} : suggest(i);
  }

  void not_by_rule(std::size_t i) {
    const auto& expected = *expected_[i];
    if (const auto holder = holders_.find(expected); holder != holders_.end()) {
      add(i, AddressFindingKind::changed, Severity::info,
          fmt::format("khác {} vì địa chỉ đó là của \"{}\"", expected,
                      shown(entries_[holder->second.front()].name)));
    } else if (wanted_.at(expected).size() > 1) {
      add(i, AddressFindingKind::collision, Severity::warning,
          fmt::format("theo Điều 5 là {}, nhưng cùng địa chỉ với {}", expected,
                      others(wanted_.at(expected), i)),
          suggest(i));
    } else {
      add(i, AddressFindingKind::not_by_rule, Severity::warning, fmt::format("theo Điều 5 là {}", expected),
          {expected});
    }
  }

  void look_at_org(std::size_t i) {
    const auto org = lower_ascii(entries_[i].org);
    if (org.empty() || organisations_.empty() || organisations_.count(org) != 0) return;
    add(i, AddressFindingKind::unknown_org, Severity::warning,
        fmt::format("đơn vị quản lý `{}` không có trong danh sách", shown(org)));
  }

  const Naming& naming_;
  const std::vector<AddressEntry>& entries_;
  std::unordered_set<std::string> accepted_;
  std::vector<std::string> locals_;  // lower case
  std::vector<Result<std::string>> expected_;
  Places holders_;                                              // by address
  Places wanted_;                                               // by what the names give
  std::unordered_map<std::string, std::size_t> organisations_;  // by address
  std::unordered_map<std::string, unsigned> next_number_;
  std::vector<AddressFinding> out_;
};

}  // namespace

std::string_view finding_name(AddressFindingKind kind) {
  return finding_names.at(static_cast<std::size_t>(kind));
}
std::string_view severity_name(Severity severity) {
  return severity_names.at(static_cast<std::size_t>(severity));
}

std::vector<AddressFinding> check_addresses(const Naming& naming, const std::vector<AddressEntry>& entries) {
  return Check(naming, entries).findings();
}

std::vector<std::string> free_addresses(std::string_view base, const std::vector<std::string>& alternatives,
                                        const std::function<bool(const std::string&)>& taken,
                                        unsigned first_number) {
  std::vector<std::string> out;
  for (const auto& one : alternatives)
    if (out.size() < most_suggestions && !taken(one)) out.push_back(one);
  for (unsigned number = first_number; out.size() < most_suggestions && number < most_numbers; ++number) {
    auto local = numbered(base, number);
    if (!well_formed(local)) break;
    if (!taken(local)) out.push_back(std::move(local));
  }
  return out;
}

}  // namespace congvu::directory
