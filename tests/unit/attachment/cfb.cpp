#include "attachment/cfb.h"

#include <boost/test/unit_test.hpp>

#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

BOOST_AUTO_TEST_SUITE(compound_files)

namespace {

const cfb::Entry* find(const cfb::File& file, std::string_view key) {
  for (const auto& entry : file.entries())
    if (entry.key == key) return &entry;
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_CASE(small_and_large_streams_come_back_whole) {
  std::string large(10'000, 'x');
  large.back() = 'y';
  auto file = cfb::File::open(Blob::own(Compound().add("A/Small", "mini").add("B", large).write()));
  BOOST_REQUIRE(file);
  Budget budget{Limits{}};
  const auto* small = find(*file, "small");
  BOOST_REQUIRE(small != nullptr);
  BOOST_TEST(small->reached);
  BOOST_TEST(file->parent(*small)->name == "A");
  BOOST_TEST(file->read(*small, budget).blob.bytes == "mini");
  const auto content = file->read(*find(*file, "b"), budget);
  BOOST_TEST(content.complete);
  BOOST_TEST(!content.copied);
  BOOST_CHECK(content.blob.bytes == large);
}

BOOST_AUTO_TEST_CASE(an_entry_outside_the_tree_is_listed_but_not_reached) {
  std::string bytes = Compound().add("Lost", "data").write();
  // The root's child link is the only way to it.
  const auto root = bytes.find(utf16("Root Entry"));
  bytes.replace(root + 76, 4, "\xFF\xFF\xFF\xFF");
  const auto file = cfb::File::open(Blob::own(bytes));
  BOOST_REQUIRE(file);
  const auto* lost = find(*file, "lost");
  BOOST_REQUIRE(lost != nullptr);
  BOOST_TEST(!lost->reached);
}

BOOST_AUTO_TEST_CASE(a_cut_stream_is_not_complete) {
  std::string large(20'000, 'x');
  std::string bytes = Compound().add("A", "small").add("Big", large).write();
  // The chain of the big stream ends too early: its first link is cut.
  auto whole = cfb::File::open(Blob::own(bytes));
  const std::uint32_t start = find(*whole, "big")->start;
  const std::size_t table = bytes.size() - 512 * ((bytes.size() / 512 - 1) / 128 + 1);
  bytes.replace(table + std::size_t{4} * start, 4, le(0xFFFFFFFE, 4));
  auto file = cfb::File::open(Blob::own(bytes));
  BOOST_REQUIRE(file);
  Budget budget{Limits{}};
  const auto content = file->read(*find(*file, "big"), budget);
  BOOST_TEST(!content.complete);
  BOOST_TEST(content.blob.bytes.size() == 512U);
}

BOOST_AUTO_TEST_CASE(loops_in_table_and_tree_end) {
  std::string bytes = Compound().add("Big", std::string(20'000, 'x')).write();
  const std::size_t table = bytes.size() - 512;
  for (std::size_t i = 0; i < 40; ++i)
    bytes.replace(table + 4 * i, 4, le(i, 4));  // each sector follows itself
  auto file = cfb::File::open(Blob::own(bytes));
  BOOST_REQUIRE(file);
  Budget budget{Limits{}};
  for (const auto& entry : file->entries()) file->read(entry, budget);
  BOOST_TEST(file->entries().size() <= cfb::most_entries);
}

BOOST_AUTO_TEST_CASE(what_is_no_compound_file_is_refused) {
  BOOST_TEST(!cfb::File::open(Blob::own("")));
  BOOST_TEST(!cfb::File::open(Blob::own(std::string(cfb::magic))));
  BOOST_TEST(!cfb::File::open(Blob::own(std::string(cfb::magic) + std::string(600, '\0'))));
  BOOST_TEST(!cfb::File::open(Blob::own(std::string(cfb::magic) + std::string(600, '\xFF'))));
}

BOOST_AUTO_TEST_CASE(many_streams_on_one_chain_cost_no_more_than_the_file) {
  Compound compound;
  for (int i = 0; i < 2'000; ++i) compound.add("s" + std::to_string(i), "x");
  std::string bytes = compound.add("Big", std::string(1U << 20, 'x')).write();
  auto first = cfb::File::open(Blob::own(bytes));
  BOOST_REQUIRE(first);
  const std::uint32_t start = find(*first, "big")->start;
  for (std::size_t at = bytes.find(utf16("s1")); at != std::string::npos;
       at = bytes.find(utf16("s1"), at + 128)) {
    bytes.replace(at + 116, 4, le(start, 4));
    bytes.replace(at + 120, 4, le(1U << 20, 4));
  }
  auto file = cfb::File::open(Blob::own(bytes));
  BOOST_REQUIRE(file);
  Budget budget{Limits{}};
  std::size_t complete = 0, cut = 0;
  for (const auto& entry : file->entries()) {
    if (entry.size < (1U << 20)) continue;
    (file->read(entry, budget).complete ? complete : cut) += 1;
  }
  BOOST_TEST(complete > 0U);
  BOOST_TEST(complete < 64U);
  BOOST_TEST(cut > 500U);
}

BOOST_AUTO_TEST_SUITE_END()
