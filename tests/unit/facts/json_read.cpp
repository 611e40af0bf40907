// Facts from a worker that a mail has taken over: everything that no scan says is refused, whatever its size.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "facts/json.h"

namespace {

using congvu::Attachment;
using congvu::Deviation;
using congvu::facts_from_json;
using congvu::Kind;
using congvu::MessageFacts;
using congvu::Role;
using congvu::Unchecked;
using nlohmann::json;

MessageFacts facts() {
  MessageFacts out;
  out.size = 12'345;
  out.headers = {{"Subject", "Công văn số 27"}, {"X-Odd", std::string("a\0b\x1b", 4)}};
  out.deviations = {static_cast<Deviation>(0), static_cast<Deviation>(1)};
  out.limits = {"entries", "cpu_ms"};
  Attachment& one = out.attachments.emplace_back();
  one.path = "mail > hồ sơ.zip > a.exe";
  one.names = {"a.exe", "a\u202Eexe.txt", ""};
  one.declared_type = "application/zip";
  one.detected_type = "application/vnd.microsoft.portable-executable";
  one.description = "PE32+ executable";
  one.kind = Kind::executable;
  one.form = "pe";
  one.by_content = true;
  one.size = UINT64_MAX;
  one.sha256 = std::string(64, 'a');
  one.depth = 2;
  one.role = Role::entry;
  Attachment& two = out.attachments.emplace_back();
  two.path = "mail";
  two.role = Role::message;
  two.encrypted = true;
  two.unchecked = {Unchecked::limit, Unchecked::damaged};
  two.deviations = {static_cast<Deviation>(2)};
  return out;
}

json tree() { return to_json(facts()); }
bool taken(const std::string& text) { return facts_from_json(text).has_value(); }
bool taken_tree(const json& tree) { return taken(tree.dump(-1, ' ', false, json::error_handler_t::replace)); }

// `with` in the place of one member of the message, or of the first attachment.
bool taken_with(const char* member, const json& with) {
  json changed = tree();
  changed[member] = with;
  return taken_tree(changed);
}
bool taken_with_attachment(const char* member, const json& with) {
  json changed = tree();
  changed["attachments"][0][member] = with;
  return taken_tree(changed);
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + piece.size());
  while (out.size() < bytes) out += piece;
  return out;
}

// The largest resident memory that this process had so far, in kilobytes.
std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::stoul(line.substr(6));
  return 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_read)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const json before = tree();
  const auto after = facts_from_json(before.dump());
  BOOST_REQUIRE(after.has_value());
  BOOST_TEST(to_json(*after) == before);
  BOOST_TEST(taken_tree(to_json(MessageFacts{})));
}

BOOST_AUTO_TEST_CASE(every_member_is_needed_and_no_other) {
  const json good = tree();
  for (const auto& [name, value] : good.items()) {
    json without = good;
    without.erase(name);
    BOOST_TEST(!taken_tree(without), name);
  }
  for (const auto& [name, value] : good["attachments"][0].items()) {
    json without = good;
    without["attachments"][0].erase(name);
    BOOST_TEST(!taken_tree(without), name);
  }
  BOOST_TEST(!taken_with("verdict", "accept"));
  BOOST_TEST(!taken_with_attachment("clean", true));
  BOOST_TEST(!taken_with_attachment("headers", json::array()));
  BOOST_TEST(!taken(
      R"({"size":1,"size":1,"headers":[],"attachments":[],"deviations":[],"limits":[],"readings":1})"));
}

BOOST_AUTO_TEST_CASE(every_wrong_type_is_refused) {
  const std::vector<json> values{nullptr,
                                 true,
                                 -1,
                                 1.5,
                                 UINT64_MAX,
                                 "text",
                                 json::array(),
                                 json::array({1}),
                                 json::array({json::array()}),
                                 json::object(),
                                 1e300};
  const json good = tree();
  const auto is_kind_of = [](const json& a, const json& b) {
    return a.type() == b.type() && !a.is_structured() && !a.is_string();
  };
  for (const auto& value : values) {
    for (const auto& [name, old] : good.items())
      if (!is_kind_of(value, old) && !(value.is_array() && value.empty()))
        BOOST_TEST(!taken_with(name.c_str(), value), name + " = " + value.dump());
    for (const auto& [name, old] : good["attachments"][0].items())
      if (!is_kind_of(value, old) && !(value.is_array() && value.empty()) && name != "declared_type" &&
          name != "detected_type" && name != "description" && name != "form" && name != "path")
        BOOST_TEST(!taken_with_attachment(name.c_str(), value), name + " = " + value.dump());
  }
}

BOOST_AUTO_TEST_CASE(words_are_those_of_closed_sets) {
  BOOST_TEST(!taken_with_attachment("kind", "harmless"));
  BOOST_TEST(!taken_with_attachment("role", "none"));
  BOOST_TEST(!taken_with_attachment("outcome", "clean"));  // of an executable
  BOOST_TEST(!taken_with_attachment("unchecked", {"because"}));
  BOOST_TEST(!taken_with_attachment("unchecked", {"limit", "limit"}));
  BOOST_TEST(!taken_with("deviations", {"count_"}));
  BOOST_TEST(!taken_with("limits", {"a b"}));
  BOOST_TEST(!taken_with("limits", {"A"}));
  BOOST_TEST(!taken_with("limits", {""}));
  BOOST_TEST(!taken_with("limits", json(std::vector<std::string>(65, "entries"))));
}

BOOST_AUTO_TEST_CASE(texts_that_reach_people_are_printable) {
  for (const char* evil : {"a\nb", "a\rb", "a\x1b[2J", "a\u202Eb", "a\u2028b", "a\u0085b", "a\u200Bb"}) {
    BOOST_TEST(!taken_with_attachment("path", evil));
    BOOST_TEST(!taken_with_attachment("description", evil));
    BOOST_TEST(!taken_with_attachment("detected_type", evil));
    BOOST_TEST(!taken_with_attachment("form", evil));
  }
  BOOST_TEST(!taken_with_attachment("path", std::string("a\0b", 3)));
  BOOST_TEST(taken_with_attachment("names", {"a\nb", "a\u202Eb"}));  // evidence, escaped where it is shown
  BOOST_TEST(!taken_with_attachment("path", std::string(5'000, 'x')));
  BOOST_TEST(!taken_with_attachment("form", std::string(65, 'x')));
  BOOST_TEST(!taken_with_attachment("declared_type", std::string(1'025, 'x')));
  BOOST_TEST(!taken_with_attachment("sha256", std::string(64, 'A')));
  BOOST_TEST(!taken_with_attachment("sha256", std::string(63, 'a')));
  BOOST_TEST(!taken_with_attachment("sha256", std::string(640, 'a')));
}

BOOST_AUTO_TEST_CASE(numbers_have_bounds) {
  BOOST_TEST(!taken_with_attachment("depth", 1'001));
  BOOST_TEST(!taken_with("readings", 1'000'001));
  std::string text = tree().dump();
  const std::size_t at = text.find("12345");
  for (const char* number : {"18446744073709551616", "-1", "1e3", "1.0", "0x10", "012345", "NaN"})
    BOOST_TEST(!taken(std::string(text).replace(at, 5, number)), number);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_json) {
  const std::string good = tree().dump();
  for (std::size_t length = 0; length < good.size(); length += 7) BOOST_TEST(!taken(good.substr(0, length)));
  for (const std::string& bad : std::vector<std::string>{
           good + "x", good + good, "[" + good + "]", std::string("\xEF\xBB\xBF") + good + "{", std::string(),
           std::string(100, '\0'), std::string("null")})
    BOOST_TEST(!taken(bad));
  std::string broken = good;
  broken[broken.find("Subject")] = '\xff';  // no UTF-8
  BOOST_TEST(!taken(broken));
  broken[broken.find("ubject") - 1] = '\x01';  // a raw control character
  BOOST_TEST(!taken(broken));
}

// Whatever single bytes become: an answer or a refusal, and what is taken is well formed.
BOOST_AUTO_TEST_CASE(mutations) {
  std::mt19937 random(27);
  const std::string good = tree().dump();
  for (int i = 0; i < 20'000; ++i) {
    std::string text = good;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      const std::size_t length = random() % 40;
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, good.substr(random() % good.size(), length));
          break;
        default:
          text[at] = "{}[]\",:0-e\\u"[random() % 12];
      }
      if (text.empty()) text = "x";
    }
    const auto read = facts_from_json(text);
    if (!read) continue;
    for (const auto& attachment : read->attachments) {
      BOOST_REQUIRE(attachment.depth <= 1'000U);
      BOOST_REQUIRE(attachment.path.find_first_of("\r\n") == std::string::npos);
    }
    BOOST_REQUIRE(facts_from_json(to_json(*read).dump()).has_value());
  }
}

// 64 MiB of the nastiest shapes: refused early, or kept within a small multiple of their size.
BOOST_AUTO_TEST_CASE(floods) {
  constexpr std::size_t most = 64U << 20;
  constexpr std::size_t room = most - 200;
  const auto refused = [](const std::string& flood) { return !facts_from_json(flood, most); };
  const std::string head =
      R"({"size":1,"deviations":[],"limits":[],"readings":1,"attachments":[],"headers":[)";
  [[maybe_unused]] const std::size_t before = peak_memory();
  BOOST_TEST(refused(std::string(most + 1, ' ')));
  BOOST_TEST(refused(std::string(most, '[')));
  BOOST_TEST(refused(repeated(R"({"a":)", room)));
  BOOST_TEST(refused(head + repeated("[[", room)));
  BOOST_TEST(refused(head + repeated(R"(["",""],)", room) + R"(["",""]]})"));
  BOOST_TEST(refused(R"({"size":1,"attachments":[)" + repeated("{},", room) + "{}]}"));
  BOOST_TEST(refused(R"({"size":1,"attachments":[{"names":[)" + repeated(R"("",)", room) + R"(""]}]})"));
  BOOST_TEST(refused(R"({"size":1,"limits":[)" + repeated(R"("a",)", room) + R"("a"]})"));
  BOOST_TEST(refused(R"({"size":)" + std::string(room, '9') + "}"));
  BOOST_TEST(refused(R"({"size":1,")" + std::string(room, 'a') + R"(":1})"));
#if !defined(__SANITIZE_ADDRESS__)
  BOOST_TEST(peak_memory() - before < 600'000U);
#endif
}

BOOST_AUTO_TEST_SUITE_END()
