#include "service/answer_memory.h"

namespace congvu::service {

void AnswerMemory::age(Time now) {
  if (young_.size() < most_ && now - begun_ < generation_) return;
  // Nothing in it is younger than a generation where it has lasted for two.
  if (now - begun_ >= 2 * generation_) young_.clear();
  old_ = std::move(young_);
  young_.clear();
  begun_ = now;
}

AnswerMemory::Entry* AnswerMemory::find(std::string_view question, Time now) {
  age(now);
  const Fingerprint print = fingerprint(key_, question);
  if (const auto found = young_.find(print); found != young_.end()) return &found->second;
  const auto found = old_.find(print);
  return found == old_.end() ? nullptr : &found->second;
}

AnswerMemory::Entry& AnswerMemory::remember(std::string_view question, Time now) {
  age(now);
  return young_[fingerprint(key_, question)];
}

}  // namespace congvu::service
