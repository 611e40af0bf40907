#include "journal/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "facts/text.h"
#include "journal/decision_id.h"
#include "journal/statement.h"

namespace congvu::journal {
namespace {

using namespace std::chrono;

constexpr std::int64_t page_size = 1'000;

std::int64_t milliseconds_of(system_clock::time_point time) {
  return floor<milliseconds>(time.time_since_epoch()).count();
}

// The conditions of a filter, and the values in the order in which they stand in them: they are bound by
// place.
class Conditions {
 public:
  explicit Conditions(const Filter& filter) {
    if (filter.since) add("d.judged_at >= {}", milliseconds_of(*filter.since));
    if (filter.until) add("d.judged_at < {}", milliseconds_of(*filter.until));
    text("d.action = {}", filter.action);
    // The second half lets the index without empty values serve.
    text("d.login = {} and d.login <> ''", lower_ascii(filter.login));
    text("d.queue_id = {} and d.queue_id <> ''", filter.queue_id);
    text("d.instance = {}", filter.instance);
    text("d.number / 1099511627776 in (select number from incarnation where daemon = {})", filter.daemon);
    mailbox(lower_ascii(filter.mailbox));
    organisation(filter.organisation);
    one(filter.id);
  }

  // Of one rule of a decision.
  void match(const Filter& filter, bool joined) {
    if (filter.rule.empty() && filter.clause.empty()) return;
    std::string matching;
    if (!filter.rule.empty()) matching += " and m.rule = " + placed(values_, filter.rule);
    if (!filter.clause.empty()) matching += " and m.clause = " + placed(values_, filter.clause);
    text_ += joined
                 ? matching
                 : " and exists (select 1 from decision_match m where m.decision = d.number" + matching + ")";
  }

  void after(Order order, std::int64_t time, std::int64_t number) {
    const std::string first = placed(values_, time);
    const std::string second = placed(values_, number);
    text_ += fmt::format(" and (d.judged_at, d.number) {} ({}, {})", order == Order::oldest_first ? ">" : "<",
                         first, second);
  }

  [[nodiscard]] const std::string& words() const { return text_; }
  [[nodiscard]] std::vector<Value>& values() { return values_; }

 private:
  void add(const char* words, Value value) {
    text_ += " and " + fmt::format(fmt::runtime(words), placed(values_, std::move(value)));
  }
  void text(const char* words, const std::string& value) {
    if (!value.empty()) add(words, value);
  }
  void mailbox(const std::string& address) {
    if (address.empty()) return;
    text_ += fmt::format(
        " and ((d.sender = {} and d.sender <> '') or (d.login = {} and d.login <> '') or d.number in "
        "(select decision from decision_recipient where address = {}))",
        placed(values_, address), placed(values_, address), placed(values_, address));
  }
  void organisation(const std::string& code) {
    if (code.empty()) return;
    text_ += fmt::format(
        " and ((d.organisation = {} and d.organisation <> '') or d.number in "
        "(select decision from decision_organisation where organisation = {}))",
        placed(values_, code), placed(values_, code));
  }
  void one(const std::string& id) {
    if (id.empty()) return;
    const auto parsed = parse_decision_id(id);
    const std::string sequence = placed(values_, static_cast<std::int64_t>(parsed ? parsed->sequence : 0));
    const std::string incarnation = placed(values_, parsed ? parsed->incarnation : std::string());
    text_ +=
        fmt::format(" and d.number = {} + 1099511627776 * (select number from incarnation where name = {})",
                    sequence, incarnation);
  }

  std::string text_ = "1 = 1";
  std::vector<Value> values_;
};

struct Row {
  std::int64_t time = 0;
  std::int64_t number = 0;
  std::string line;
};

std::vector<Row> read_page(soci::session& sql, const Filter& filter, Order order, const Row* last,
                           std::int64_t most) {
  Conditions conditions(filter);
  conditions.match(filter, false);
  if (last != nullptr) conditions.after(order, last->time, last->number);
  const char* direction = order == Order::oldest_first ? "asc" : "desc";
  const std::string limit = placed(conditions.values(), most);
  std::vector<Row> out;
  select(sql,
         fmt::format("select d.judged_at, d.number, l.line from decision d join decision_line l on "
                     "l.decision = d.number where {} order by d.judged_at {}, d.number {} limit {}",
                     conditions.words(), direction, direction, limit),
         conditions.values(), [&](const soci::row& row) {
           out.push_back({integer_at(row, 0), integer_at(row, 1), text_at(row, 2)});
         });
  return out;
}

// What a count is grouped by, and where that comes from.
struct Grouping {
  const char* key;
  const char* join;
  bool of_matches;
};

Grouping grouping(CountBy by) {
  constexpr const char* matches = "join decision_match m on m.decision = d.number";
  switch (by) {
    case CountBy::action:
      return {"d.action", "", false};
    case CountBy::stage:
      return {"d.stage", "", false};
    case CountBy::rule:
      return {"m.rule", matches, true};
    case CountBy::clause:
      return {"m.clause", matches, true};
    case CountBy::organisation:
      return {"d.organisation", "", false};
    case CountBy::recipient_organisation:
      return {"o.organisation", "join decision_organisation o on o.decision = d.number", false};
    case CountBy::total:
    case CountBy::day:
      break;
  }
  return {"''", "", false};
}

std::string count_where(const char* condition) {
  return fmt::format("count(distinct case when {} then d.number end)", condition);
}

Counts grouped(soci::session& sql, const Filter& filter, CountBy by) {
  const Grouping group = grouping(by);
  Conditions conditions(filter);
  conditions.match(filter, group.of_matches);
  std::string columns = fmt::format(
      "{}, count(distinct d.number), count(distinct case when d.instance = '' then "
      "cast(d.number as varchar(20)) else d.instance end)",
      group.key);
  if (group.of_matches)
    for (const auto* const condition :
         {"m.excused = 0 and m.mode = 'enforce'", "m.excused = 0 and m.mode <> 'enforce'", "m.excused = 1"})
      columns += ", " + count_where(condition);
  const bool whole = by == CountBy::total || by == CountBy::day;
  Counts out;
  select(sql,
         fmt::format("select {} from decision d {} where {}{}", columns, group.join, conditions.words(),
                     whole ? std::string() : fmt::format(" group by {}", group.key)),
         conditions.values(), [&](const soci::row& row) {
           const auto number = [&](std::size_t i) { return static_cast<std::uint64_t>(integer_at(row, i)); };
           Count count{number(1), number(2)};
           if (group.of_matches) {
             count.enforced = number(3);
             count.observed = number(4);
             count.excused = number(5);
           }
           if (count.decisions > 0) out[text_at(row, 0)] += count;
         });
  return out;
}

// Midnight in local time, `days` behind the day of `time`.
system_clock::time_point midnight(system_clock::time_point time, int days) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm local{};
  localtime_r(&seconds, &local);
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  local.tm_mday += days;
  local.tm_isdst = -1;
  return system_clock::from_time_t(std::mktime(&local));
}

std::string day_name(system_clock::time_point time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm local{};
  localtime_r(&seconds, &local);
  return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

// The first decision at or after that time, or nothing.
std::optional<system_clock::time_point> next_time(soci::session& sql, system_clock::time_point from) {
  std::optional<system_clock::time_point> out;
  select(sql, "select judged_at from decision where judged_at >= :p1 order by judged_at, number limit 1",
         {milliseconds_of(from)},
         [&](const soci::row& row) { out = system_clock::time_point(milliseconds(integer_at(row, 0))); });
  return out;
}

// Day by day, so that a message of two decisions counts once a day; days without decisions cost nothing.
Counts by_day(soci::session& sql, const Filter& filter) {
  Counts out;
  auto from = filter.since.value_or(system_clock::time_point(hours(0)));
  for (auto next = next_time(sql, from); next && (!filter.until || *next < *filter.until);
       next = next_time(sql, from)) {
    Filter day = filter;
    day.since = std::max(from, midnight(*next, 0));
    const auto end = midnight(*next, 1);
    day.until = filter.until ? std::min(*filter.until, end) : end;
    for (const auto& [ignored, count] : grouped(sql, day, CountBy::day)) out[day_name(*next)] += count;
    from = end;
  }
  return out;
}

}  // namespace

Count& Count::operator+=(const Count& other) {
  decisions += other.decisions;
  messages += other.messages;
  enforced += other.enforced;
  observed += other.observed;
  excused += other.excused;
  return *this;
}

Result<void> each_decision(Store& store, const Filter& filter, Page page,
                           const std::function<bool(const Entry&)>& each) {
  std::optional<Row> last;
  while (page.most > 0) {
    const auto most = static_cast<std::int64_t>(std::min<std::uint64_t>(page.most, page_size));
    auto rows = store.database().attempt([&](soci::session& sql) {
      return read_page(sql, filter, page.order, last ? &*last : nullptr, most);
    });
    if (!rows) return tl::unexpected(std::move(rows.error()));
    for (const auto& row : *rows) {
      const auto entry = entry_of(row.line);
      if (entry && !each(*entry)) return {};
    }
    if (rows->size() < static_cast<std::size_t>(most)) return {};
    page.most -= rows->size();
    last = std::move(rows->back());
  }
  return {};
}

Result<Counts> count_decisions(Store& store, const Filter& filter, CountBy by) {
  return store.database().reading([&](soci::session& sql) {
    return by == CountBy::day ? by_day(sql, filter) : grouped(sql, filter, by);
  });
}

}  // namespace congvu::journal
