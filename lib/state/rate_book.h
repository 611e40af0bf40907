// The counting itself: questions, keys and windows of one process, and what it knows of the others.
//
// In: events and times (milliseconds of a clock that only grows). Out: numbers; rows for the database and
// back. Limits, meaning: see rates.h. Threads: none of its own; rates.cpp holds a lock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "state/rate_store.h"
#include "state/rate_table.h"
#include "state/rates.h"

namespace congvu::state {

class RateBook {
 public:
  explicit RateBook(std::uint64_t keys);

  std::vector<RateAnswer> answer(std::span<const RateLimit> limits, const RateEvent& event, std::int64_t now);

  // How many processes share; 1 where none does, or where the database is gone.
  void share_with(std::uint64_t processes) { processes_ = processes; }
  // Something nears its limit that the others do not know of.
  [[nodiscard]] bool urgent() const { return !urgent_.empty(); }

  // At most `most` rows that changed since they were last taken, urgent ones first. `shift`: the database's
  // clock minus this one. What is taken counts as unwritten until written().
  std::vector<RateRow> take(std::size_t most, std::int64_t now, std::int64_t shift);
  void written(const std::vector<RateRow>& rows);
  void not_written(const std::vector<RateRow>& rows);
  // What another process has counted, whole; an earlier row of it under the same key counts no more.
  void learn(const RateRow& row, std::int64_t now, std::int64_t shift);
  // The database's clock was set: everything is to be written anew.
  void write_all();

  [[nodiscard]] std::size_t keys() const { return table_.size(); }
  [[nodiscard]] std::uint64_t forgotten() const { return table_.forgotten(); }
  [[nodiscard]] std::size_t waiting() const { return urgent_.size() + queue_.size(); }

 private:
  struct Question {
    std::uint32_t number = 0;  // never used again
    RateLimit limit;
    std::string text;  // "login/recipients/3600"
    std::int64_t asked = 0;
    [[nodiscard]] bool distinct() const { return limit.question.count == RateCount::outside_domains; }
    [[nodiscard]] std::uint32_t cell(std::int64_t time) const {
      return static_cast<std::uint32_t>(time * rate_cells /
                                        (std::int64_t{limit.question.within_seconds} * 1000));
    }
  };
  // What is known of a row that was taken, until it is written or not.
  struct Taken {
    std::uint32_t entry = 0;
    std::uint32_t question = 0;
    std::uint64_t growth = 0;
  };

  Question& question_of(const RateLimit& limit, std::int64_t now);
  Question* question_by_text(std::string_view text);
  [[nodiscard]] const Question* question(std::uint32_t number) const;
  RateCounter& counter_of(RateEntry& entry, const Question& question);
  void count(std::uint32_t index, const Question& question, const RateEvent& event, std::int64_t now);
  std::uint64_t number(RateEntry& entry, const Question& question, std::int64_t now);
  [[nodiscard]] bool recent(std::uint64_t turn) const;
  [[nodiscard]] std::uint64_t estimate(const RateCounter& counter) const;
  [[nodiscard]] bool worth_sharing(const RateCounter& counter, const Question& question) const;
  void queue(std::uint32_t index, const Question& question, const RateCounter& counter);
  bool over(RateEntry& entry);
  [[nodiscard]] bool keep(const RateEntry& entry) const;
  void take_entry(std::uint32_t index, std::int64_t shift, std::vector<RateRow>& out);

  std::vector<Question> questions_;
  std::uint32_t next_question_ = 0;
  RateTable table_;
  std::int64_t now_ = 0;
  std::uint64_t processes_ = 1;
  std::uint64_t turn_ = 0;  // synchronisations
  std::deque<std::uint32_t> queue_;
  std::vector<std::uint32_t> urgent_;
  std::map<std::pair<std::string, std::string>, Taken> taken_;  // by key and question
  std::map<std::string, std::uint32_t, std::less<>> incarnations_;
};

}  // namespace congvu::state
