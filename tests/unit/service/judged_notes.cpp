// Notes of the policy server: what counts, and all that does not.
#include "service/judged_notes.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "rules/ruleset.h"
#include "service/gate.h"

namespace {

namespace fs = std::filesystem;
using congvu::Envelope;
using congvu::Stage;
using congvu::rules::Scope;
using namespace congvu::service;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "congvu-notes-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] fs::path file() const { return path / "notes"; }
  fs::path path;
};

Envelope envelope() {
  Envelope out;
  out.client_address = "192.0.2.7";
  out.client_port = "40000";
  out.helo = "mx.example.org";
  out.sender = "a@example.org";
  out.recipients = {"b@bacgiang.gov.vn", "c@bacgiang.gov.vn"};
  out.queue_id = "4ABC";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judged_notes)

BOOST_AUTO_TEST_CASE(a_note_is_found_with_its_rules_only) {
  const Folder folder;
  const JudgedNotesReader reader(folder.file());
  BOOST_TEST(!reader.has("one", "rules"));  // no file
  const auto notes = JudgedNotes::create(folder.file(), 64);
  BOOST_REQUIRE(notes.has_value());
  BOOST_TEST(!reader.has("one", "rules"));
  (*notes)->add("one", "rules");
  BOOST_TEST(reader.has("one", "rules"));
  BOOST_TEST(!reader.has("two", "rules"));
  BOOST_TEST(!reader.has("one", "other rules"));
  (*notes)->add("one", "other rules");
  BOOST_TEST(reader.has("one", "other rules"));
  BOOST_TEST(!reader.has("one", "rules"));
}

BOOST_AUTO_TEST_CASE(a_new_policy_server_begins_anew) {
  const Folder folder;
  const auto old = JudgedNotes::create(folder.file(), 64);
  BOOST_REQUIRE(old.has_value());
  (*old)->add("one", "rules");
  const JudgedNotesReader reader(folder.file());
  BOOST_TEST(reader.has("one", "rules"));
  const auto fresh = JudgedNotes::create(folder.file(), 64);
  BOOST_REQUIRE(fresh.has_value());
  BOOST_TEST(!reader.has("one", "rules"));
  (*old)->add("two", "rules");
  BOOST_TEST(!reader.has("two", "rules"));
  (*fresh)->add("three", "rules");
  BOOST_TEST(reader.has("three", "rules"));
}

BOOST_AUTO_TEST_CASE(what_is_damaged_counts_for_nothing) {
  const Folder folder;
  const auto notes = JudgedNotes::create(folder.file(), 16);
  BOOST_REQUIRE(notes.has_value());
  (*notes)->add("one", "rules");
  const JudgedNotesReader reader(folder.file());
  BOOST_REQUIRE(reader.has("one", "rules"));
  // Each bit of the table, turned in the file that both have mapped.
  std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
  std::size_t lost = 0;
  for (std::streamoff at = 64; at < 64 + 16 * 32; ++at)
    for (int bit = 0; bit < 8; ++bit) {
      const auto turn = [&] {
        file.seekg(at);
        const char c = static_cast<char>(file.get() ^ (1 << bit));
        file.seekp(at);
        file.put(c);
        file.flush();
      };
      turn();
      if (!reader.has("one", "rules")) ++lost;
      turn();
    }
  BOOST_TEST(lost == 32U * 8U);  // of the one note that is there
  BOOST_TEST(reader.has("one", "rules"));
}

BOOST_AUTO_TEST_CASE(no_such_file_is_no_note) {
  const Folder folder;
  const auto notes = JudgedNotes::create(folder.file(), 16);
  BOOST_REQUIRE(notes.has_value());
  (*notes)->add("one", "rules");
  std::ifstream in(folder.file(), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto has = [&](const std::string& bytes) {
    const fs::path other = folder.path / "other";
    fs::remove(other);
    std::ofstream(other, std::ios::binary) << bytes;
    return JudgedNotesReader(other).has("one", "rules");
  };
  BOOST_TEST(has(good));
  BOOST_TEST(!has(""));
  BOOST_TEST(!has(good.substr(0, 63)));
  BOOST_TEST(!has(good.substr(0, good.size() - 1)));
  BOOST_TEST(!has(good + "x"));
  std::string bad = good;
  bad[0] = 'x';
  BOOST_TEST(!has(bad));
  for (const int slots : {0, 1, 15, 17, 32, 255}) {
    bad = good;
    bad[16] = static_cast<char>(slots);
    BOOST_TEST(!has(bad));
  }
  bad = good;
  bad[23] = '\x7f';  // a table of 2^62 notes
  BOOST_TEST(!has(bad));
  BOOST_TEST(!JudgedNotesReader(folder.path).has("one", "rules"));
  fs::create_symlink(folder.file(), folder.path / "link");
  BOOST_TEST(!JudgedNotesReader(folder.path / "link").has("one", "rules"));
}

BOOST_AUTO_TEST_CASE(a_full_table_forgets_and_finds_the_newest) {
  const Folder folder;
  const auto notes = JudgedNotes::create(folder.file(), 64);
  BOOST_REQUIRE(notes.has_value());
  const JudgedNotesReader reader(folder.file());
  std::size_t found = 0;
  for (int i = 0; i < 1000; ++i) {
    (*notes)->add(std::to_string(i), "rules");
    BOOST_TEST(reader.has(std::to_string(i), "rules"));
  }
  for (int i = 0; i < 1000; ++i)
    if (reader.has(std::to_string(i), "rules")) ++found;
  BOOST_TEST(found <= 64U);
  BOOST_TEST(found >= 32U);
}

BOOST_AUTO_TEST_CASE(mode_and_failure) {
  const Folder folder;
  BOOST_REQUIRE(JudgedNotes::create(folder.file(), 16).has_value());
  struct stat state {};
  BOOST_REQUIRE(stat(folder.file().c_str(), &state) == 0);
  BOOST_TEST((state.st_mode & 07777) == 0640U);
  BOOST_TEST(!JudgedNotes::create(folder.path / "none" / "notes", 16).has_value());
  BOOST_TEST(!fs::exists(folder.file().string() + ".new"));
}

BOOST_AUTO_TEST_CASE(everything_that_rules_may_see_tells_notes_apart) {
  const Envelope one = envelope();
  const std::string note = recipient_note(one, "b@bacgiang.gov.vn");
  for (auto field : {&Envelope::client_address, &Envelope::client_port, &Envelope::helo, &Envelope::login,
                     &Envelope::tls_version, &Envelope::sender}) {
    Envelope other = one;
    other.*field += "x";
    BOOST_TEST(recipient_note(other, "b@bacgiang.gov.vn") != note);
    BOOST_TEST(message_note(other) != message_note(one));
  }
  BOOST_TEST(recipient_note(one, "c@bacgiang.gov.vn") != note);
  BOOST_TEST(message_note(one) != recipient_note(one, one.queue_id));
}

// Only where each recipient was judged, its rules are not asked again.
BOOST_AUTO_TEST_CASE(what_is_left_to_judge) {
  const Folder folder;
  const auto notes = JudgedNotes::create(folder.file(), 64);
  BOOST_REQUIRE(notes.has_value());
  const JudgedNotesReader reader(folder.file());
  const auto rules = *congvu::rules::Ruleset::embedded();
  const Envelope one = envelope();
  const auto left = [&](const Envelope& about) { return left_to_judge(&reader, about, *rules); };
  BOOST_TEST((left_to_judge(nullptr, one, *rules).rules == Scope::Rules::all));
  BOOST_TEST((left(one).rules == Scope::Rules::all));
  (*notes)->add(message_note(one), rules->hash());
  BOOST_TEST((left(one).rules == Scope::Rules::all));
  (*notes)->add(recipient_note(one, one.recipients[0]), rules->hash());
  BOOST_TEST((left(one).rules == Scope::Rules::all));
  (*notes)->add(recipient_note(one, one.recipients[1]), rules->hash());
  BOOST_TEST((left(one).rules == Scope::Rules::others));
  BOOST_TEST((left(one).until == Stage::data));
  Envelope other = one;
  other.queue_id = "5DEF";  // nobody asked at DATA
  BOOST_TEST((left(other).rules == Scope::Rules::others));
  BOOST_TEST((left(other).until == Stage::rcpt));
  other = one;
  other.recipients.emplace_back("d@bacgiang.gov.vn");
  BOOST_TEST((left(other).rules == Scope::Rules::all));
  other.recipients.clear();
  BOOST_TEST((left(other).rules == Scope::Rules::all));
}

BOOST_AUTO_TEST_SUITE_END()
