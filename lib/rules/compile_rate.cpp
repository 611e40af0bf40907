#include "rules/compile_rate.h"

#include <fmt/format.h>

#include "facts/catalogue_words.h"

namespace congvu::rules {
namespace {

std::size_t read_word(yaml::Map& map, std::string_view key, words::Words words) {
  std::size_t index = 0;
  map.require(key);
  map.word(key, {words.begin(), words.end()}, index);
  return index;
}

}  // namespace

RateQuestion read_rate_question(yaml::Map& map, yaml::Faults& faults) {
  RateQuestion question;
  question.per = static_cast<RatePer>(read_word(map, "per", words::rate_pers()));
  question.count = static_cast<RateCount>(read_word(map, "count", words::rate_counts()));
  if (question.per == RatePer::recipient &&
      (question.count == RateCount::recipients || question.count == RateCount::outside_domains))
    faults.add(map.place_of("count"),
               fmt::format("`{}` per recipient says nothing; count messages or refused",
                           rate_count_name(question.count)));
  map.require("within");
  std::chrono::milliseconds within{0};
  if (map.duration("within", within, shortest_rate, longest_rate))
    question.within_seconds =
        static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(within).count());
  return question;
}

std::string rate_text(const RateQuestion& question) {
  return fmt::format("{} per {} within {}s", rate_count_name(question.count), rate_per_name(question.per),
                     question.within_seconds);
}

}  // namespace congvu::rules
