#include "rules/uncovered.h"

#include "facts/catalogue_words.h"

namespace congvu::rules {

std::vector<std::string_view> uncovered_reasons(const Ruleset& ruleset,
                                                std::chrono::system_clock::time_point now) {
  std::vector<std::string_view> out;
  const auto look = [&](std::string_view code, const MessageFacts& facts) {
    if (ruleset.evaluate({{}, facts}, now).matches.empty() && (out.empty() || out.back() != code))
      out.push_back(code);
  };
  for (const auto code : words::deviations()) {
    const Deviation deviation = deviation_of(code);
    if (info(deviation).grade != Grade::strong) continue;
    MessageFacts message;
    message.deviations = {deviation};
    look(code, message);
    MessageFacts attachment;
    attachment.attachments.emplace_back().deviations = {deviation};
    look(code, attachment);
  }
  for (const auto code : words::unchecked_reasons()) {
    MessageFacts facts;
    facts.attachments.emplace_back().unchecked = {unchecked_of(code)};
    look(code, facts);
  }
  for (const auto code : words::limits()) {
    MessageFacts facts;
    facts.limits = {std::string(code)};
    look(code, facts);
  }
  return out;
}

}  // namespace congvu::rules
