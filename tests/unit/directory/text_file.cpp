#include "directory/text_file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

using namespace congvu;
using namespace congvu::directory;
using namespace std::string_literals;

namespace {

struct Scratch {
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "congvu-text-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string file(const std::string& bytes) const {
    const auto name = path / "file";
    std::ofstream(name, std::ios::binary) << bytes;
    return name.string();
  }
  std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(text_file)

BOOST_AUTO_TEST_CASE(encodings) {
  BOOST_TEST(utf8_text("Ân").value() == "Ân");
  BOOST_TEST(utf8_text("\xEF\xBB\xBFÂn").value() == "Ân");
  BOOST_TEST(utf8_text("\xFF\xFE\xC2\0n\0"s).value() == "Ân");
  BOOST_TEST(utf8_text("\xFE\xFF\0\xC2\0n"s).value() == "Ân");
  BOOST_TEST(utf8_text("").value() == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_refused_with_its_line) {
  // windows-1258: "Quyết định" with combining bytes; and TCVN3's letters as UTF-8 are UTF-8.
  const auto text = utf8_text("address,name\na_b,An\nc_d,Quy\xEA\xECt \xF0\xF2nh\n");
  BOOST_REQUIRE(!text);
  BOOST_TEST(text.error().where == "dòng 3");
  const auto zero = utf8_text("a\n\0b"s);
  BOOST_REQUIRE(!zero);
  BOOST_TEST(zero.error().where == "dòng 2");
  BOOST_TEST(!utf8_text("\xFF\xFE\x41"s));
  BOOST_TEST(!utf8_text("a\0d\0d\0r\0"s));
}

BOOST_AUTO_TEST_CASE(files) {
  const Scratch scratch;
  BOOST_TEST(read_text_file(scratch.file("xin chào")).value() == "xin chào");
  BOOST_TEST((read_text_file(scratch.file("12345"), 4).error().kind == ErrorKind::limit));
  BOOST_TEST(!read_text_file((scratch.path / "none").string()));
  BOOST_TEST(!read_text_file(scratch.path.string()));
}

BOOST_AUTO_TEST_CASE(a_file_of_a_gigabyte_is_not_read) {
  const Scratch scratch;
  const std::string file = scratch.file("x");
  BOOST_REQUIRE(truncate(file.c_str(), 1LL << 30) == 0);
  BOOST_TEST((read_text_file(file).error().kind == ErrorKind::limit));
}

BOOST_AUTO_TEST_CASE(endless_input_ends) {
  BOOST_TEST((read_text_file("/dev/zero", 1 << 20).error().kind == ErrorKind::limit));
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_is_refused) {
  const Scratch scratch;
  const std::string file = scratch.file(std::string(8 << 20, 'x'));
  bool refused = false;
  // The writer goes on until a reading met it.
  std::jthread writer([&](const std::stop_token& stop) {
    std::ofstream out(file, std::ios::app);
    while (!stop.stop_requested()) out << 'y' << std::flush;
  });
  for (int i = 0; i < 100 && !refused; ++i) {
    const auto text = read_text_file(file);
    refused = !text && text.error().kind == ErrorKind::unavailable;
  }
  BOOST_TEST(refused);
}

BOOST_AUTO_TEST_SUITE_END()
