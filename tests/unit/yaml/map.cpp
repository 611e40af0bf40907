#include "yaml/map.h"

#include <boost/test/unit_test.hpp>

#include "yaml/nearest.h"

using namespace congvu;

namespace {

struct Read {
  yaml::Node node;
  yaml::Diagnostics faults;
};

// Parses `text` and hands a Map to `use`; all faults as text.
template <class Use>
std::vector<std::string> read(std::string_view text, Use use) {
  const auto node = yaml::parse(text, "f");
  BOOST_REQUIRE(node);
  yaml::Diagnostics out;
  yaml::Faults faults("f", out);
  yaml::Map map(*node, faults);
  use(map);
  map.finish();
  std::vector<std::string> lines;
  for (const auto& error : out) lines.push_back(error.to_string());
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(right_values_leave_no_fault) {
  std::string name = "default", kept = "default";
  bool flag = false;
  std::uint64_t number = 0, size = 0, plain_size = 0;
  std::chrono::milliseconds wait{};
  std::vector<std::string> one, many;
  const auto faults =
      read("{name: off, flag: true, n: 10, size: 10 MiB, bytes: 512, wait: 90s, one: x, many: [a, b]}",
           [&](yaml::Map& map) {
             BOOST_TEST(map.text("name", name));
             BOOST_TEST(!map.text("absent", kept));
             BOOST_TEST(map.flag("flag", flag));
             BOOST_TEST(map.number("n", number));
             BOOST_TEST(map.size("size", size));
             BOOST_TEST(map.size("bytes", plain_size));
             BOOST_TEST(map.duration("wait", wait));
             BOOST_TEST(map.texts("one", one));
             BOOST_TEST(map.texts("many", many));
           });
  BOOST_TEST(faults.empty());
  BOOST_TEST(name == "off");
  BOOST_TEST(kept == "default");
  BOOST_TEST(flag);
  BOOST_TEST(number == 10U);
  BOOST_TEST(size == 10U << 20);
  BOOST_TEST(plain_size == 512U);
  BOOST_TEST(wait.count() == 90'000);
  BOOST_TEST(one.size() == 1U);
  BOOST_TEST(many.size() == 2U);
}

BOOST_AUTO_TEST_CASE(wrong_values_keep_the_default_and_say_where) {
  std::uint64_t number = 7;
  bool flag = true;
  std::chrono::milliseconds wait(5);
  std::string text = "kept";
  const auto faults = read("n: 012\nflag: no\nwait: 10\nname: [a]\nbig: 99999999999999999999\nnumbr: 1\n",
                           [&](yaml::Map& map) {
                             BOOST_TEST(!map.number("n", number));
                             BOOST_TEST(!map.flag("flag", flag));
                             BOOST_TEST(!map.duration("wait", wait));
                             BOOST_TEST(!map.text("name", text));
                             BOOST_TEST(!map.number("big", number));
                             map.number("number", number);
                             map.require("number");
                             map.require("owner");
                           });
  const std::vector<std::string> expected{
      "f:1:4: `n` must be a decimal number without sign or leading zero, not `012`",
      "f:2:7: `flag` must be `true` or `false`, not `no`",
      "f:3:7: `wait` must be a duration such as 10s (ms, s, m, h), not `10`",
      "f:4:7: `name` must be a text, but is a list",
      "f:5:6: `big` must be a decimal number without sign or leading zero, not `99999999999999999999`",
      "f:6:1: unknown key `numbr`, did you mean `number`?",
      "f:1:1: this needs the key `owner`"};
  BOOST_TEST(faults == expected, boost::test_tools::per_element());
  BOOST_TEST(number == 7U);
  BOOST_TEST(flag);
  BOOST_TEST(text == "kept");
}

BOOST_AUTO_TEST_CASE(sizes_do_not_overflow) {
  std::uint64_t size = 1;
  const auto faults = read("a: 18446744073709551615 GiB\nb: 5 KB\nc: 3GiB\n", [&](yaml::Map& map) {
    BOOST_TEST(!map.size("a", size));
    BOOST_TEST(!map.size("b", size));
    BOOST_TEST(!map.size("c", size, 0, 1U << 30));
  });
  BOOST_TEST(faults.size() == 3U);
  BOOST_TEST(size == 1U);
}

BOOST_AUTO_TEST_CASE(nearest_word) {
  const std::vector<std::string_view> words{"reject", "defer", "hold", "tag", "attachment.kind"};
  BOOST_TEST(yaml::nearest("rejcet", words) == "reject");
  BOOST_TEST(yaml::nearest("Hold", words) == "hold");
  BOOST_TEST(yaml::nearest("kind", words) == "attachment.kind");
  BOOST_TEST(yaml::nearest("zzz", words).empty());
  BOOST_TEST(yaml::nearest(std::string(1000, 'a'), words).empty());
}
