// Questions to the journal: which decisions, and how many.
//
//   journal::Filter filter;
//   filter.clause = "4.6";
//   journal::each_decision(store, filter, {}, [](const Record& record) { ...; return true; });
//   journal::Counts counts = *journal::count_decisions(store, filter, journal::CountBy::rule);
//
// In: a store and a filter, whose parts must all hold. Out: decisions in the order of their time, or numbers.
// All numbers are exact: a decision counts once in each row, and where Postfix asked several times about one
// message
// (`instance`), those decisions are one message. Limits: decisions are read in pages of 1,000. Failure: the
// store's; a line in the database that is no decision is passed over. Threads: as the store.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "journal/store.h"

namespace congvu::journal {

struct Filter {
  std::optional<std::chrono::system_clock::time_point> since;  // this moment and later
  std::optional<std::chrono::system_clock::time_point> until;  // before this moment
  std::string rule;
  std::string clause;
  std::string action;
  std::string mailbox;  // address: the sender, a recipient or the login
  std::string login;
  std::string organisation;  // of the sender's side or a recipient's
  std::string queue_id;
  std::string instance;
  std::string daemon;
  std::string id;  // one decision
};

enum class Order { oldest_first, newest_first };

struct Page {
  Order order = Order::oldest_first;
  std::uint64_t most = UINT64_MAX;
};

// `each` says whether to go on.
Result<void> each_decision(Store& store, const Filter& filter, Page page,
                           const std::function<bool(const Entry&)>& each);

enum class CountBy { total, action, stage, rule, clause, organisation, recipient_organisation, day };

struct Count {
  std::uint64_t decisions = 0;
  std::uint64_t messages = 0;
  // Of counts by rule and clause: decisions in which the rule was enforced, only observed, or excused.
  std::uint64_t enforced = 0;
  std::uint64_t observed = 0;
  std::uint64_t excused = 0;

  Count& operator+=(const Count& other);
};

// By name; days are "2026-11-24" in local time; the total has the name "".
using Counts = std::map<std::string, Count>;
Result<Counts> count_decisions(Store& store, const Filter& filter, CountBy by);

}  // namespace congvu::journal
