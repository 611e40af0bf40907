#include "journal/line_file.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "unit/journal/doubles.h"

using namespace congvu;
using namespace congvu::journal;
using namespace congvu::journal::testing;

namespace {

std::unique_ptr<FileSink> open(const fs::path& path) {
  auto sink = FileSink::open(path);
  BOOST_REQUIRE(sink.has_value());
  return std::move(*sink);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_file)

BOOST_AUTO_TEST_CASE(lines_are_appended) {
  const Folder folder;
  std::ofstream(folder.path / "log") << "before\n";
  const auto sink = open(folder.path / "log");
  BOOST_TEST(sink->write("line\n").has_value());
  BOOST_TEST(content(folder.path / "log") == "before\nline\n");
}

BOOST_AUTO_TEST_CASE(a_new_file_is_not_for_everybody) {
  const Folder folder;
  open(folder.path / "log");
  struct stat state {};
  BOOST_REQUIRE_EQUAL(stat((folder.path / "log").c_str(), &state), 0);
  BOOST_TEST((state.st_mode & 0007) == 0U);
}

BOOST_AUTO_TEST_CASE(links_and_pipes_are_refused) {
  const Folder folder;
  fs::create_symlink("/etc/passwd", folder.path / "link");
  BOOST_TEST(!FileSink::open(folder.path / "link").has_value());
  BOOST_REQUIRE_EQUAL(mkfifo((folder.path / "pipe").c_str(), 0600), 0);
  BOOST_TEST(!FileSink::open(folder.path / "pipe").has_value());
  BOOST_TEST(!FileSink::open(folder.path).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_said) {
  const auto sink = open("/dev/full");
  const auto written = sink->write("line\n");
  BOOST_REQUIRE(!written);
  BOOST_TEST(written.error().text.find("No space left") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
