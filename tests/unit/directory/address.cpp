// The worked examples of Điều 5, and what names can hold against them.
#include "directory/address.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <boost/test/unit_test.hpp>

#include "facts/text.h"

using namespace congvu;
using directory::Level;
using directory::Naming;

namespace {

directory::AddressRules bac_giang() {
  directory::AddressRules rules;
  rules.fixed = {{{"Ủy ban nhân dân tỉnh", "UBND tỉnh Bắc Giang"}, "ubnd"},
                 {{"UBND thành phố Bắc Giang", "Thành phố Bắc Giang"}, "tpbg"}};
  rules.province_names = {"tỉnh Bắc Giang"};
  return rules;
}

const Naming& naming() {
  static const auto made = Naming::from(bac_giang());
  BOOST_REQUIRE(made);
  return *made;
}

std::string decomposed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFDInstance(status);
  std::string out;
  form->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))),
                  status)
      .toUTF8String(out);
  BOOST_REQUIRE(U_SUCCESS(status));
  return out;
}

std::string or_fault(const Result<std::string>& local) { return local ? *local : "! " + local.error().text; }

std::string organisation(std::string_view name, Level level, std::string_view parent = {}) {
  return or_fault(naming().organisation(name, level, parent));
}

std::string person(std::string_view name, std::string_view org = "stttt") {
  return or_fault(naming().person(name, org));
}

struct Example {
  std::string_view name;
  std::optional<Level> level;  // none: a person
  std::string_view org;
  std::string_view local;
};

constexpr std::array<Example, 36> examples{{
    {"Ủy ban nhân dân tỉnh", Level::province, "", "ubnd"},
    {"Sở Thông tin và Truyền thông", Level::province, "", "stttt"},
    {"Sở Nông nghiệp và Phát triển nông thôn", Level::province, "", "snnptnt"},
    {"Sở Lao động - Thương binh và Xã hội", Level::province, "", "sldtbxh"},
    {"Sở Tài nguyên và Môi trường", Level::province, "", "stnmt"},
    {"Sở Văn hóa, Thể thao và Du lịch", Level::province, "", "svhttdl"},
    {"Sở Nội vụ", Level::province, "", "snv"},
    {"Sở Ngoại vụ", Level::province, "", "snv"},
    {"Thanh tra tỉnh", Level::province, "", "ttt"},
    {"Ban Quản lý các khu công nghiệp", Level::province, "", "bqlckcn"},
    {"Đài Phát thanh và Truyền hình tỉnh", Level::province, "", "dpttht"},
    {"Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh", Level::province, "", "vpddbqhhdndt"},
    {"Chi cục Kiểm lâm", Level::sub_unit, "snnptnt", "cckl_snnptnt"},
    {"Trung tâm Công nghệ thông tin và Truyền thông", Level::sub_unit, "stttt", "ttcntttt_stttt"},
    {"UBND huyện Lục Ngạn", Level::district, "", "lucngan"},
    {"UBND huyện Hiệp Hòa", Level::district, "", "hiephoa"},
    {"UBND huyện Yên Dũng", Level::district, "", "yendung"},
    {"UBND thành phố Bắc Giang", Level::district, "", "tpbg"},
    {"UBND xã Đại Sơn, huyện Sơn Động", Level::commune, "", "daison_sondong"},
    {"UBND xã Đại Sơn", Level::commune, "sondong", "daison_sondong"},
    {"Phòng Giáo dục và Đào tạo huyện Lục Ngạn", Level::district_office, "", "pgddt_lucngan"},
    {"Giáo dục và Đào tạo", Level::district_office, "lucngan", "pgddt_lucngan"},
    {"Nguyễn Văn An", std::nullopt, "stttt", "annv_stttt"},
    {"Nguyễn Văn Ân", std::nullopt, "stttt", "annv_stttt"},
    {"Đặng Thị Hồng Nhung", std::nullopt, "stttt", "nhungdth_stttt"},
    {"Đỗ Đức Duy", std::nullopt, "snv", "duydd_snv"},
    {"Ðỗ Thị Thanh Hương", std::nullopt, "snv", "huongdtt_snv"},
    {"Lê Ý", std::nullopt, "stc", "yl_stc"},
    {"Hoàng Phủ Ngọc Tường", std::nullopt, "svhttdl", "tuonghpn_svhttdl"},
    {"Tôn Nữ Thị Ninh", std::nullopt, "sngv", "ninhtnt_sngv"},
    {"Trịnh Đình Dũng", std::nullopt, "pgddt_lucngan", "dungtd_pgddt_lucngan"},
    {"Đào Xuân Ước", std::nullopt, "daison_sondong", "uocdx_daison_sondong"},
    {"Lý Thị Hoà", std::nullopt, "ubnd", "hoalt_ubnd"},
    {"LÝ THỊ HÒA", std::nullopt, "ubnd", "hoalt_ubnd"},
    {"H'Hen Niê", std::nullopt, "bdt", "niehh_bdt"},
    {"Phạm Thị Thanh Trà", std::nullopt, "ttcntttt_stttt", "traptt_ttcntttt_stttt"},
}};

std::string made(const Example& example, std::string_view name) {
  return example.level ? organisation(name, *example.level, example.org) : person(name, example.org);
}

}  // namespace

BOOST_AUTO_TEST_CASE(worked_examples) {
  for (const auto& example : examples) BOOST_TEST(made(example, example.name) == example.local, example.name);
}

BOOST_AUTO_TEST_CASE(worked_examples_in_every_form) {
  for (const auto& example : examples) {
    BOOST_TEST(made(example, decomposed(example.name)) == example.local, "decomposed: " << example.name);
    BOOST_TEST(made(example, nfc(example.name)) == example.local, "composed: " << example.name);
    BOOST_TEST(made(example, std::string("  ") + std::string(example.name) + "\t") == example.local);
  }
}

BOOST_AUTO_TEST_CASE(the_level_is_seen_in_the_name) {
  for (const auto& example : examples) {
    if (!example.level || example.name == "Giáo dục và Đào tạo") continue;
    BOOST_TEST(directory::level_name(naming().guess(example.name, !example.org.empty())) ==
                   directory::level_name(*example.level),
               example.name);
  }
  BOOST_TEST(directory::level_name(naming().guess("Giáo dục và Đào tạo", true, Level::district)) ==
             "district-office");
  BOOST_TEST(directory::level_name(naming().guess("Ủy ban nhân dân phường Ngô Quyền", true)) == "commune");
  BOOST_TEST(directory::level_name(naming().guess("Thị xã Việt Yên", false)) == "district");
}

BOOST_AUTO_TEST_CASE(letters_that_look_alike) {
  for (const auto* name : {"Đỗ An", "Ðỗ An", "Ɖỗ An", "đỗ an", "ðỗ an", "ɖỗ an"})
    BOOST_TEST(person(name) == "and_stttt", name);
  BOOST_TEST(person("Nguyễn Văn Аn") == "! chữ `Аn` không viết được bằng a-z và 0-9");  // Cyrillic А
  BOOST_TEST(person("Łukasz").starts_with("! chữ"));
  BOOST_TEST(person("Ｎｇｕｙễｎ Ｖăｎ Ａｎ") == "annv_stttt");
  BOOST_TEST(person("Ng\u200buyễn V\u00adăn An") == "annv_stttt");
  BOOST_TEST(person("Nguyễn\u00a0Văn\u3000An") == "annv_stttt");
}

BOOST_AUTO_TEST_CASE(apostrophes_and_other_separators) {
  for (const auto* name :
       {"H'Hen Niê", "H’Hen Niê", "HʼHen Niê", "H`Hen Niê", "H-Hen, Niê", "H.Hen  Niê", "H Hen Niê"})
    BOOST_TEST(person(name) == "niehh_stttt", name);
  BOOST_TEST(person("Và Văn Và") == "vavv_stttt");  // a person's name keeps its "và"
  BOOST_TEST(organisation("Sở Văn hóa – Thể thao và Du lịch", Level::province) == "svhttdl");
  BOOST_TEST(organisation("Phòng số 12 và 3", Level::province) == "ps123");
}

BOOST_AUTO_TEST_CASE(what_stands_in_parentheses_is_left_out) {
  BOOST_TEST(person("Nguyễn Văn An (Phó Giám đốc)") == "annv_stttt");
  BOOST_TEST(organisation("Sở Nội vụ (cơ sở (2))", Level::province) == "snv");
  BOOST_TEST(person("Nguyễn Văn An (") == "annv_stttt");
  BOOST_TEST(person("Nguyễn ) Văn ( An") == "annv_stttt");
  BOOST_TEST(person("(An)") == "! tên không có chữ nào");
}

BOOST_AUTO_TEST_CASE(only_the_word_and_is_dropped) {
  BOOST_TEST(organisation("So Thong tin va Truyen thong", Level::province) == "stttt");
  BOOST_TEST(organisation("Trung tâm Vá đường", Level::province) == "ttvd");
  BOOST_TEST(organisation("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", Level::province) == "stttt");
  auto rules = bac_giang();
  rules.dropped_words.emplace_back("tỉnh");
  const auto without = Naming::from(rules);
  BOOST_REQUIRE(without);
  BOOST_TEST(or_fault(without->organisation("Thanh tra tỉnh", Level::province)) == "tt");
  BOOST_TEST(or_fault(without->organisation("Trung tâm Máy tính", Level::province)) == "ttmt");
}

BOOST_AUTO_TEST_CASE(abbreviations_stay_whole) {
  BOOST_TEST(organisation("Sở TT&TT", Level::province) == "stttt");
  BOOST_TEST(organisation("Phòng GDĐT huyện Lục Ngạn", Level::district_office) == "pgddt_lucngan");
  BOOST_TEST(organisation("Văn phòng HĐND và UBND huyện Lục Ngạn", Level::district_office) ==
             "vphdndubnd_lucngan");
  BOOST_TEST(organisation("SỞ Nội vụ", Level::province) == "snv");
  BOOST_TEST(organisation("Hạt Kiểm lâm số II", Level::province) == "hklsii");
}

BOOST_AUTO_TEST_CASE(class_words) {
  BOOST_TEST(organisation("Uỷ ban nhân dân thị xã Việt Yên", Level::district) == "vietyen");
  BOOST_TEST(organisation("Huyện Lục Ngạn, tỉnh Bắc Giang", Level::district) == "lucngan");
  BOOST_TEST(organisation("lục ngạn", Level::district) == "lucngan");
  BOOST_TEST(organisation("Uỷ ban nhân dân thành phố Bắc Giang", Level::district) == "tpbg");
  BOOST_TEST(organisation("Ủy ban nhân dân tỉnh Bắc Giang", Level::province) == "ubnd");
  BOOST_TEST(organisation("Sở Nội vụ tỉnh Bắc Giang", Level::province) == "snv");
  BOOST_TEST(organisation("UBND thị trấn An Châu huyện Sơn Động", Level::commune) == "anchau_sondong");
  BOOST_TEST(organisation("UBND phường Ngô Quyền, thành phố Bắc Giang", Level::commune) == "ngoquyen_tpbg");
  BOOST_TEST(organisation("UBND xã Xà Phìn", Level::commune, "dongvan") == "xaphin_dongvan");
  BOOST_TEST(organisation("UBND xa Xa Phin", Level::commune, "dongvan") == "xaphin_dongvan");
  BOOST_TEST(organisation("Phòng Quản lý đô thị thị xã Việt Yên", Level::district_office) == "pqldt_vietyen");
  BOOST_TEST(organisation("Phòng Y tế thành phố Bắc Giang", Level::district_office) == "pyt_tpbg");
  BOOST_TEST(organisation("Thanh tra huyện", Level::district_office, "lucngan") == "tt_lucngan");
  BOOST_TEST(organisation("Nội vụ", Level::district_office, "lucngan") == "pnv_lucngan");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_an_address) {
  BOOST_TEST(person("").starts_with("! tên không có chữ"));
  BOOST_TEST(person("...").starts_with("! tên không có chữ"));
  BOOST_TEST(person("Nguyễn Văn An", "").starts_with("! thiếu địa chỉ"));
  BOOST_TEST(person("Nguyễn Văn An", "STTTT").starts_with("! `STTTT` không phải"));
  BOOST_TEST(person("Nguyễn Văn An", "a_b_c_d").starts_with("! địa chỉ `annv_a_b_c_d` có quá bốn phần"));
  BOOST_TEST(person("Nguyễn \xff An") == "! tên không phải là văn bản UTF-8");
  BOOST_TEST(person(std::string(2000, 'a')).starts_with("! tên dài quá"));
  BOOST_TEST(person(std::string(90, 'a')).find("dài quá 64") != std::string::npos);
  BOOST_TEST(organisation("Chi cục Kiểm lâm", Level::sub_unit).starts_with("! thiếu địa chỉ"));
  BOOST_TEST(organisation("UBND xã Đại Sơn", Level::commune).starts_with("! thiếu địa chỉ"));
  BOOST_TEST(organisation("và", Level::province).starts_with("! tên không còn chữ"));
}

BOOST_AUTO_TEST_CASE(form_of_a_local_part) {
  for (const auto* good : {"a", "stttt", "annv_stttt", "a_b_c_d", "12_3"})
    BOOST_TEST(directory::well_formed(good), good);
  for (const auto* bad : {"", "_", "a_", "_a", "a__b", "a_b_c_d_e", "A", "a.b", "a-b", "a b", "ấ", "a\n"})
    BOOST_TEST(!directory::well_formed(bad), bad);
  BOOST_TEST(directory::well_formed(std::string(64, 'a')));
  BOOST_TEST(!directory::well_formed(std::string(65, 'a')));
}

BOOST_AUTO_TEST_CASE(alternatives_in_their_order) {
  const std::vector<std::string> nhung{"hongnhungdt_stttt"}, sngv{"sngv"}, none;
  BOOST_TEST(naming().person_alternatives("Đặng Thị Hồng Nhung", "stttt") == nhung,
             boost::test_tools::per_element());
  BOOST_TEST(naming().person_alternatives("Lê Ý", "stc") == none, boost::test_tools::per_element());
  BOOST_TEST(naming().organisation_alternatives("Sở Ngoại vụ", Level::province) == sngv,
             boost::test_tools::per_element());
  BOOST_TEST(naming().organisation_alternatives("UBND huyện Lục Ngạn", Level::district) == none,
             boost::test_tools::per_element());
  BOOST_TEST(directory::numbered("annv_stttt", 2) == "annv2_stttt");
  BOOST_TEST(directory::numbered("snv", 3) == "snv3");
}

BOOST_AUTO_TEST_CASE(broken_rules_are_told) {
  auto rules = bac_giang();
  rules.fixed.push_back({{"X"}, "Not Well Formed"});
  BOOST_TEST(!Naming::from(rules).has_value());
  rules = bac_giang();
  rules.dropped_words.emplace_back("—");
  BOOST_TEST(!Naming::from(rules).has_value());
}
