// How much of what somebody does within a time: the counters behind rules about rates.
//
//   state::Rates rates(options);
//   auto answers = rates.answer(ruleset.rates(), event);   // counts the event and answers, in one step
//
// In: events with canonical keys (lower case, one spelling for one mailbox; service/state_view.h makes them),
// the questions that the rules ask. Out: the number of each question, the event included; of an event with
// several recipients the highest.
// Windows slide: each is cut into `rate_cells` cells and one cell more is counted, so that a number is too
// high by at most 1/60 of the window, never too low. Windows run by the steady clock: a wall clock that is
// set changes nothing. Limits: `keys` keys in all, a quarter for each RatePer, so that a client with a
// million sender addresses drives out no login; the least recently used key goes first, those near a limit
// last. At most `most_questions` questions and `most_outside_domains` domains a key and question;
// `outside_domains` does not count on above that. Shared (rate_store.h): with a database, numbers are
// those of all nodes together. Between two synchronisations a node supposes that each other one has counted
// as much as it has itself, so that a burst over all nodes does not pass the limit; with the database gone,
// what was last known of the others goes on falling out of the window. Failure: none; a database that is gone
// is stale(). Threads: any number; a synchronising thread of its own where there is a database.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"
#include "facts/mailbox_facts.h"
#include "state/address.h"
#include "state/rate_window.h"

namespace congvu::state {

constexpr std::size_t most_questions = 64;

// What happened. A key that is empty is not counted.
struct RateEvent {
  std::string login;
  std::string sender;
  std::string client;
  std::vector<std::string> recipients;       // each once
  std::vector<std::string> outside_domains;  // of these recipients, those that are not local
  bool new_recipients = false;               // they count; per recipient each is a message
  bool new_message = false;                  // it counts, but for each recipient
  bool refused = false;                      // the recipients were refused, and count as such
};

struct RateOptions {
  std::uint64_t keys = 1'000'000;
  // None: this process's memory. SQLite: a file of this daemon alone, so that a restart forgets nothing.
  std::optional<DatabaseAddress> database;
  std::string node;
  std::string daemon;
  std::chrono::milliseconds synchronise{1'000};
  std::chrono::milliseconds stale_after{300'000};
  std::function<void(const Error&)> on_error;  // on the synchronising thread, once for each outage
  // Instead of the steady clock, for tests.
  std::function<std::chrono::nanoseconds()> clock;
};

struct RateFigures {
  std::uint64_t keys = 0;
  std::uint64_t forgotten = 0;  // keys that went before their time, since there were too many
  std::uint64_t synchronised = 0;
  std::uint64_t failed = 0;  // synchronisations
  std::uint64_t nodes = 1;   // processes that share, this one included
};

class Rates {
 public:
  explicit Rates(RateOptions options);
  Rates(const Rates&) = delete;
  Rates& operator=(const Rates&) = delete;
  ~Rates();  // a last synchronisation, where the database answers

  // Counts the event for each question and gives the numbers, in the order of `limits`. An event in which
  // nothing happened only looks.
  std::vector<RateAnswer> answer(std::span<const RateLimit> limits, const RateEvent& event);

  // Whether nothing has been heard of the database for stale_after. Without one, never.
  [[nodiscard]] bool stale() const;
  [[nodiscard]] RateFigures figures() const;
  // Synchronises now and waits for it; false where the database does not answer. For tests.
  bool synchronise();

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace congvu::state
