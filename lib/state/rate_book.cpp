#include "state/rate_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "facts/digest.h"

namespace congvu::state {
namespace {

constexpr std::size_t most_key_bytes = 320;  // RFC 5321: 64 + 1 + 255
constexpr std::size_t most_incarnations = 10'000;

// What a database takes as text: other keys by their digest.
std::string safe_key(const std::string& key) {
  const bool plain = key.size() <= most_key_bytes &&
                     std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return plain ? key : "sha256:" + sha256_hex(key);
}

std::vector<std::string> keys_of(const RateEvent& event, RatePer per) {
  if (per == RatePer::recipient) {
    std::vector<std::string> out;
    out.reserve(event.recipients.size());
    for (const auto& recipient : event.recipients) out.push_back(safe_key(recipient));
    return out;
  }
  const std::string& key =
      per == RatePer::login ? event.login : (per == RatePer::sender ? event.sender : event.client);
  if (key.empty()) return {};
  return {safe_key(key)};
}

// What an event adds to a question of numbers.
std::uint32_t amount_of(const RateQuestion& question, const RateEvent& event) {
  const bool one = question.per == RatePer::recipient;
  const auto recipients = static_cast<std::uint32_t>(one ? 1 : event.recipients.size());
  switch (question.count) {
    case RateCount::messages:
      return (one ? event.new_recipients : event.new_message) ? 1 : 0;
    case RateCount::recipients:
      return event.new_recipients ? recipients : 0;
    case RateCount::refused:
      return event.refused ? recipients : 0;
    case RateCount::outside_domains:
      break;
  }
  return 0;
}

bool counts(const RateEvent& event) { return event.new_recipients || event.new_message || event.refused; }

template <class Enum, class Name>
std::optional<Enum> enum_of(std::string_view word, Enum last, Name name) {
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
    if (name(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  return std::nullopt;
}

std::optional<RateQuestion> parse_question(std::string_view text) {
  const auto first = text.find('/');
  const auto second = text.find('/', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const auto per = enum_of(text.substr(0, first), RatePer::client, rate_per_name);
  const auto count = enum_of(text.substr(first + 1, second - first - 1), RateCount::refused, rate_count_name);
  RateQuestion out;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + second + 1, end, out.within_seconds);
  if (!per || !count || read.ec != std::errc() || read.ptr != end || out.within_seconds < rate_cells)
    return std::nullopt;
  out.per = *per;
  out.count = *count;
  return out;
}

std::string row_key(const RateEntry& entry) {
  return fmt::format("{}:{}", rate_per_name(entry.per), entry.key);
}

std::int64_t cells_of(const RateQuestion& question, std::int64_t time) {
  const std::int64_t window = std::int64_t{question.within_seconds} * 1000;
  return static_cast<std::int64_t>(
      std::llround(static_cast<double>(time) * rate_cells / static_cast<double>(window)));
}

}  // namespace

RateBook::RateBook(std::uint64_t keys)
    : table_(keys / 4, {[this](RateEntry& entry) { return over(entry); },
                        [this](const RateEntry& entry) { return keep(entry); }}) {}

// --- questions ---

RateBook::Question& RateBook::question_of(const RateLimit& limit, std::int64_t now) {
  auto at = std::find_if(questions_.begin(), questions_.end(),
                         [&](const Question& known) { return known.limit.question == limit.question; });
  if (at == questions_.end()) {
    if (questions_.size() >= most_questions)
      questions_.erase(std::min_element(questions_.begin(), questions_.end(),
                                        [](const auto& a, const auto& b) { return a.asked < b.asked; }));
    const auto& asked = limit.question;
    questions_.push_back({next_question_++, limit,
                          fmt::format("{}/{}/{}", rate_per_name(asked.per), rate_count_name(asked.count),
                                      asked.within_seconds),
                          now});
    at = questions_.end() - 1;
  }
  at->asked = now;
  at->limit.over = limit.over;
  return *at;
}

// What was counted before a restart is learned before anybody asks.
RateBook::Question* RateBook::question_by_text(std::string_view text) {
  const auto at = std::find_if(questions_.begin(), questions_.end(),
                               [&](const Question& known) { return known.text == text; });
  if (at != questions_.end()) return &*at;
  const auto asked = parse_question(text);
  if (!asked || questions_.size() >= most_questions) return nullptr;
  return &question_of({*asked, UINT64_MAX}, now_);
}

const RateBook::Question* RateBook::question(std::uint32_t number) const {
  const auto at = std::find_if(questions_.begin(), questions_.end(),
                               [&](const Question& known) { return known.number == number; });
  return at == questions_.end() ? nullptr : &*at;
}

// --- counting ---

std::vector<RateAnswer> RateBook::answer(std::span<const RateLimit> limits, const RateEvent& event,
                                         std::int64_t now) {
  now_ = std::max(now_, now);
  std::vector<RateAnswer> out;
  std::array<std::vector<std::size_t>, 4> by_per;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    out.push_back({limits[i].question, 0});
    by_per.at(static_cast<std::size_t>(limits[i].question.per)).push_back(i);
    question_of(limits[i], now_);
  }
  for (std::size_t per = 0; per < by_per.size(); ++per) {
    if (by_per[per].empty()) continue;
    for (const auto& key : keys_of(event, static_cast<RatePer>(per))) {
      const auto kind = static_cast<RatePer>(per);
      const std::uint32_t index = counts(event) ? table_.touch(kind, key) : table_.find(kind, key);
      if (index == RateTable::none) continue;
      for (const std::size_t i : by_per[per]) {
        const Question& asked = question_of(limits[i], now_);
        count(index, asked, event, now_);
        out[i].number = std::max(out[i].number, number(table_.entry(index), asked, now_));
      }
    }
  }
  return out;
}

RateCounter& RateBook::counter_of(RateEntry& entry, const Question& question) {
  for (auto& counter : entry.counters)
    if (counter.question == question.number) return counter;
  std::erase_if(entry.counters,
                [&](const RateCounter& known) { return this->question(known.question) == nullptr; });
  RateCounter& fresh = entry.counters.emplace_back();
  fresh.question = question.number;
  fresh.own = RateWindow(question.distinct());
  return fresh;
}

void RateBook::count(std::uint32_t index, const Question& question, const RateEvent& event,
                     std::int64_t now) {
  const std::uint32_t amount = amount_of(question.limit.question, event);
  const bool domains = question.distinct() && event.new_recipients && !event.outside_domains.empty();
  if (amount == 0 && !domains) return;
  const std::uint32_t cell = question.cell(now);
  RateCounter& counter = counter_of(table_.entry(index), question);
  counter.own.move_to(cell);
  if (amount > 0) counter.growth += counter.own.add(cell, amount);
  if (domains)
    for (const auto& domain : event.outside_domains)
      counter.growth += counter.own.add(cell, domain_identity(domain));
  counter.changed = true;
  queue(index, question, counter);
}

std::uint64_t RateBook::number(RateEntry& entry, const Question& question, std::int64_t now) {
  for (auto& counter : entry.counters) {
    if (counter.question != question.number) continue;
    const std::uint32_t cell = question.cell(now);
    counter.own.move_to(cell);
    if (counter.others) counter.others->all.move_to(cell);
    return estimate(counter);
  }
  return 0;
}

std::uint64_t RateBook::estimate(const RateCounter& counter) const {
  const std::uint64_t known =
      counter.others ? number_of(counter.own, counter.others->all) : counter.own.number();
  const std::uint64_t growth = std::min(counter.growth, counter.own.number());
  std::uint64_t out = known + (processes_ - 1) * growth;
  if (processes_ == 1 || !counter.others || !recent(counter.turn)) return out;
  // What is known of the others is as old as their own last writing: who counts under this key at all, has by
  // now also done what this process did before its last one.
  for (const auto& part : counter.others->parts)
    if (recent(part.turn)) out += counter.before;
  return out;
}

bool RateBook::recent(std::uint64_t turn) const { return turn + 2 >= turn_; }

// All processes together may keep about a fiftieth of a limit to themselves.
bool RateBook::worth_sharing(const RateCounter& counter, const Question& question) const {
  const std::uint64_t over = question.limit.over;
  return over < UINT64_MAX / 2 && counter.own.number() * processes_ * 50 >= over;
}

void RateBook::queue(std::uint32_t index, const Question& question, const RateCounter& counter) {
  if (!worth_sharing(counter, question)) return;
  RateEntry& entry = table_.entry(index);
  const std::uint64_t over = question.limit.over;
  if (processes_ > 1 && counter.growth * 50 > over && estimate(counter) * 2 > over) {
    if (urgent_.empty() || urgent_.back() != index) urgent_.push_back(index);
  } else if (!entry.queued) {
    queue_.push_back(index);
  }
  entry.queued = true;
}

bool RateBook::over(RateEntry& entry) {
  for (auto& counter : entry.counters) {
    const Question* asked = question(counter.question);
    if (asked == nullptr) continue;
    const std::uint32_t cell = asked->cell(now_);
    counter.own.move_to(cell);
    if (counter.others) counter.others->all.move_to(cell);
    if (!counter.own.empty() || (counter.others && !counter.others->all.empty())) return false;
  }
  return true;
}

bool RateBook::keep(const RateEntry& entry) const {
  return std::any_of(entry.counters.begin(), entry.counters.end(), [&](const RateCounter& counter) {
    const Question* asked = question(counter.question);
    return asked != nullptr && asked->limit.over < UINT64_MAX / 2 &&
           estimate(counter) * 2 >= asked->limit.over;
  });
}

// --- sharing ---

std::vector<RateRow> RateBook::take(std::size_t most, std::int64_t now, std::int64_t shift) {
  now_ = std::max(now_, now);
  ++turn_;
  std::vector<RateRow> out;
  while (out.size() < most && !urgent_.empty()) {
    take_entry(urgent_.back(), shift, out);
    urgent_.pop_back();
  }
  while (out.size() < most && !queue_.empty()) {
    take_entry(queue_.front(), shift, out);
    queue_.pop_front();
  }
  return out;
}

// An entry may stand in both queues, or be another one's by now: it gives what has changed, if anything has.
void RateBook::take_entry(std::uint32_t index, std::int64_t shift, std::vector<RateRow>& out) {
  RateEntry& entry = table_.entry(index);
  entry.queued = false;
  for (auto& counter : entry.counters) {
    const Question* asked = question(counter.question);
    if (!counter.changed || asked == nullptr || !worth_sharing(counter, *asked)) continue;
    counter.changed = false;
    counter.own.move_to(asked->cell(now_));
    RateRow row;
    row.key = row_key(entry);
    row.question = asked->text;
    row.expires = now_ + shift +
                  std::int64_t{asked->limit.question.within_seconds} * 1000 * (rate_cells + 2) / rate_cells;
    row.cells = cells_text(counter.own, cells_of(asked->limit.question, shift));
    taken_[{row.key, row.question}] = {index, counter.question, counter.growth};
    out.push_back(std::move(row));
  }
}

void RateBook::written(const std::vector<RateRow>& rows) {
  for (const auto& row : rows) {
    const auto at = taken_.find({row.key, row.question});
    if (at == taken_.end()) continue;
    RateEntry& entry = table_.entry(at->second.entry);
    for (auto& counter : entry.counters) {
      if (counter.question != at->second.question || row_key(entry) != row.key) continue;
      counter.before = recent(counter.turn) ? at->second.growth : 0;
      counter.turn = turn_;
      counter.growth -= std::min(counter.growth, at->second.growth);
    }
    taken_.erase(at);
  }
}

void RateBook::not_written(const std::vector<RateRow>& rows) {
  for (const auto& row : rows) {
    const auto at = taken_.find({row.key, row.question});
    if (at == taken_.end()) continue;
    RateEntry& entry = table_.entry(at->second.entry);
    for (auto& counter : entry.counters)
      if (counter.question == at->second.question) counter.changed = true;
    if (!entry.queued) queue_.push_back(at->second.entry);
    entry.queued = true;
    taken_.erase(at);
  }
}

void RateBook::learn(const RateRow& row, std::int64_t now, std::int64_t shift) {
  now_ = std::max(now_, now);
  Question* asked = question_by_text(row.question);
  const auto colon = row.key.find(':');
  if (asked == nullptr || colon == std::string::npos || row.expires < now_ + shift) return;
  if (incarnations_.size() >= most_incarnations) incarnations_.clear();
  const auto number =
      incarnations_.emplace(row.incarnation, static_cast<std::uint32_t>(incarnations_.size())).first->second;
  const std::uint32_t index = table_.touch(asked->limit.question.per, row.key.substr(colon + 1));
  RateCounter& counter = counter_of(table_.entry(index), *asked);
  if (!counter.others) {
    counter.others = std::make_unique<RateOthers>();
    counter.others->all = RateWindow(asked->distinct());
  }
  RateOthers& others = *counter.others;
  RateWindow window(asked->distinct());
  const std::uint32_t cell = asked->cell(now_);
  add_cells(window, row.cells, -cells_of(asked->limit.question, shift), cell);
  std::erase_if(others.parts, [&](auto& part) {
    part.window.move_to(cell);
    return part.process == number || part.window.empty();
  });
  others.parts.push_back({number, turn_, std::move(window)});
  others.all = RateWindow(asked->distinct());
  for (const auto& part : others.parts)
    for (const auto& one : part.window.cells()) others.all.add(one.cell, one.value);
}

void RateBook::write_all() {
  table_.each([&](std::uint32_t index, RateEntry& entry) {
    for (auto& counter : entry.counters) counter.changed = counter.changed || !counter.own.empty();
    if (!entry.queued) queue_.push_back(index);
    entry.queued = true;
  });
}

}  // namespace congvu::state
