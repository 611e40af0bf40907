// What a policy server answered lately, so that a question that comes again gets the same answer and is
// counted once: Postfix asks again where a connection broke, and once for each restriction that names it.
//
// In: the text that tells one question from another. Out: the answer that was remembered. Limits: `most`
// answers in each of two generations, of which the older one is forgotten when the younger one is full or has
// lasted for `generation`: an answer is remembered for one to two of them. Failure: what is forgotten is
// judged again. Threads: one. `now` is the caller's steady clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "facts/keyed_hash.h"

namespace congvu::service {

class AnswerMemory {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    std::string answer;
    std::uint32_t number = 0;  // the caller's
  };

  explicit AnswerMemory(const HashKey& key, std::size_t most = 100'000,
                        std::chrono::seconds generation = std::chrono::minutes(5))
      : key_(key), most_(most), generation_(generation) {}

  // The pointer is good until the next call.
  [[nodiscard]] Entry* find(std::string_view question, Time now);
  Entry& remember(std::string_view question, Time now);
  [[nodiscard]] std::size_t size() const { return young_.size() + old_.size(); }

 private:
  // A fingerprint is spread evenly by itself, and nobody outside can aim at a place of the table.
  struct Spread {
    std::size_t operator()(const Fingerprint& print) const { return static_cast<std::size_t>(print.low); }
  };
  using Table = std::unordered_map<Fingerprint, Entry, Spread>;
  void age(Time now);

  HashKey key_;
  std::size_t most_;
  std::chrono::seconds generation_;
  Table young_, old_;
  Time begun_{};
};

}  // namespace congvu::service
