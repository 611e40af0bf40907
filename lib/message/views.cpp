#include "message/views.h"

#include <utility>

namespace congvu::message {
namespace {

constexpr std::uint64_t times_the_mail = 4;
constexpr std::uint64_t least_room = 4ULL << 20;

// Two readings with the same key are the same.
std::string key_of(const Reading& reading) {
  std::string key = reading.choices.to_string();
  for (const auto number : {reading.type, reading.boundary, reading.spelling})
    key.append(1, '.').append(std::to_string(number));
  for (const auto offset : reading.guess_at) key.append(1, '@').append(std::to_string(offset));
  return key;
}

}  // namespace

Views::Views(std::size_t mail_size)
    : mail_size_(mail_size), room_(times_the_mail * mail_size + least_room), known_{key_of(Reading{})} {}

void Views::add(const Reading& done, const Wanted& wanted) {
  for (std::size_t type = 1; done.type == 0 && type < wanted.types; ++type) {
    Reading other = done;
    other.type = type;
    plan(std::move(other));
  }
  for (std::size_t boundary = 1; done.boundary == 0 && boundary < wanted.boundaries; ++boundary) {
    Reading other = done;
    other.boundary = boundary;
    plan(std::move(other));
  }
  for (std::size_t i = 0; i < wanted.choices.size(); ++i)
    if (wanted.choices[i] && !done.choices[i]) plan(done.with(static_cast<Choice>(i)));
  if (done.spelling == 0)
    for (const auto spelling : wanted.spellings) {
      Reading other = done;
      other.spelling = spelling;
      plan(std::move(other));
    }
  if (done.guess_at.empty() && !wanted.guess_at.empty()) {
    Reading other = done;
    other.guess_at = wanted.guess_at;
    plan(std::move(other));
  }
}

void Views::plan(Reading reading) {
  std::string key = key_of(reading);
  if (known_.count(key) != 0) return;
  if (known_.size() >= most_views) {
    left_out_ = true;
    return;
  }
  known_.insert(std::move(key));
  planned_.push_back(std::move(reading));
}

void Views::leave_out(Findings& findings) {
  findings.add(Deviation::too_many_readings);
  findings.add(Unchecked::limit);
  left_out_ = false;
  planned_.clear();
}

std::optional<Reading> Views::next(Budget& budget, Findings& findings) {
  if (planned_.empty()) {
    if (left_out_) leave_out(findings);
    return std::nullopt;
  }
  // Mails in mails would multiply the readings, so that a pass costs like unpacked bytes.
  if (mail_size_ > room_ || !budget.take_bytes(mail_size_)) {
    leave_out(findings);
    return std::nullopt;
  }
  room_ -= mail_size_;
  Reading reading = std::move(planned_.front());
  planned_.pop_front();
  ++count_;
  return reading;
}

}  // namespace congvu::message
