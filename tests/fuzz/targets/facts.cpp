// Facts from scan() keep their promises; facts from another process are taken for nothing that they are not.
#include "fuzz/targets/facts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "facts/json.h"
#include "facts/text.h"

namespace congvu::fuzz {
namespace {

template <class T>
bool each_once(const std::vector<T>& values) {
  return std::set<T>(values.begin(), values.end()).size() == values.size();
}

void check_attachment(const Attachment& row, const Limits& limits) {
  check_utf8(row.path, "a path is UTF-8");
  check(printable(row.path, SIZE_MAX) == row.path, "a path is printable");
  for (const auto& name : row.names) check_utf8(name, "a name is UTF-8");
  check_utf8(row.declared_type, "a declared type is UTF-8");
  check_utf8(row.detected_type, "a detected type is UTF-8");
  check_utf8(row.description, "a description is UTF-8");
  check(row.sha256.empty() || row.sha256.size() == 64, "a hash has 64 digits");
  check(row.depth <= limits.depth + 1, "nothing lies deeper than the limit");
  check(each_once(row.unchecked) && each_once(row.deviations), "each reason stands once");
}

}  // namespace

void check_facts(const MessageFacts& facts, const Limits& limits) {
  for (const auto& field : facts.headers) {
    check_utf8(field.name, "a field name is UTF-8");
    check_utf8(field.value, "a field value is UTF-8");
  }
  check(facts.headers.size() <= limits.header_fields, "header fields are bounded");
  check(facts.attachments.size() <= limits.entries + 1, "attachments are bounded");
  for (const auto& row : facts.attachments) check_attachment(row, limits);
  check(each_once(facts.deviations), "each deviation stands once");
  const nlohmann::json json = to_json(facts);
  const auto again = facts_from_json(json.dump());
  check(again.has_value(), "the facts pass their own validation");
  check(to_json(*again) == json, "facts from JSON are the facts");
}

// A worker's answer is hostile: it may have been taken over by the mail that it read.
CONGVU_FUZZ_TARGET(facts_json) {
  const auto facts = facts_from_json(input, 1U << 20);
  if (!facts) return;
  for (const auto& field : facts->headers) {
    check_utf8(field.name, "a field name is UTF-8");
    check_utf8(field.value, "a field value is UTF-8");
  }
  for (const auto& row : facts->attachments)
    for (const auto& name : row.names) check_utf8(name, "a name is UTF-8");
  for (const auto& limit : facts->limits) check_utf8(limit, "a limit's name is UTF-8");
  const nlohmann::json json = to_json(*facts);
  const auto again = facts_from_json(json.dump());
  check(again && to_json(*again) == json, "facts from JSON are the facts");
}

}  // namespace congvu::fuzz
