#include "message/parameters.h"

#include <boost/test/unit_test.hpp>

#include "message/comments.h"
#include "reading_mail.h"

namespace congvu::message {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

Structured parse(std::string_view text, const Limits& limits = {}) { return parse_structured(text, limits); }
Names names(std::string_view text, std::string_view parameter = "filename") {
  return decoded_values(parse(text), parameter);
}
bool contains(const Names& all, std::string_view name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_AUTO_TEST_CASE(an_ordinary_field) {
  const Structured field = parse("Multipart/Mixed; boundary=\"a b\"; Charset=utf-8 (comment)");
  BOOST_TEST(field.value == "multipart/mixed");
  BOOST_TEST(!field.damaged);
  BOOST_TEST(values_of(field, "boundary") == Names{"a b"}, boost::test_tools::per_element());
  BOOST_TEST(values_of(field, "charset").front() == "utf-8");
}

BOOST_AUTO_TEST_CASE(comments_and_quotes_around_the_value) {
  BOOST_TEST(parse("(a) text/(b)plain (c;d); x=y").value == "text/plain");
  BOOST_TEST(parse("\"text/plain\"").value == "text/plain");
  BOOST_TEST(parse("").value.empty());
  BOOST_TEST(parse("name=x.exe").value.empty());
  BOOST_TEST(contains(names("name=x.exe", "name"), "x.exe"));
  BOOST_TEST(parse("text/plain (open").value == "text/plain");
}

BOOST_AUTO_TEST_CASE(unquoted_names_as_people_write_them) {
  BOOST_TEST(names("attachment; filename=bao cao (1).exe").front() == "bao cao (1).exe");
  BOOST_TEST(contains(names("attachment; filename=x.exe (1).pdf"), "x.exe"));
  BOOST_TEST(names("attachment; filename = \"x y.exe\"").front() == "x y.exe");
  BOOST_TEST(names("attachment; filename=baocao(1).pdf").front() == "baocao(1).pdf");
  BOOST_TEST(contains(names("attachment; filename=x.ex(comment)e"), "x.exe"));
  BOOST_TEST(names("attachment;filename=x.exe;").front() == "x.exe");
  BOOST_TEST(contains(names("attachment; filename=x.exe, size=5"), "x.exe"));
  BOOST_TEST(contains(names("attachment; filename=go.ps1)"), "go.ps1"));
  BOOST_TEST(!contains(names("attachment; filename=baocao(1)"), "baocao(1"));
}

BOOST_AUTO_TEST_CASE(letters_around_a_parameter_that_only_some_programs_see) {
  BOOST_TEST(contains(names("inline; \xe2\x80\xa8"
                            "filename=x.exe"),
                      "x.exe"));
  BOOST_TEST(contains(names("inline; filename\xc2\xa0=x.exe"), "x.exe"));
}

// Zimbra keeps of a parameter's name what may stand in one.
BOOST_AUTO_TEST_CASE(names_of_parameters_with_other_characters_inside) {
  for (const auto* text :
       {"inline; fi/lename=x.exe", "inline; f<i>l@e:n\"am\"e=x.exe", "inline; filena me=x.exe",
        "inline; filena(c)me=x.exe", "inline; fi le na me = \"x.exe\"", "inline; file name=x.exe",
        "inline; fi/lename*=utf-8''x%2Eexe"})
    BOOST_TEST(contains(names(text), "x.exe"), text);
  BOOST_TEST(is_ambiguous(parse("inline; filename=a.txt; filena me=x.exe"), "filename"));
  BOOST_TEST(values_of(parse("multipart/mixed; boundary=a; boun/dary=b"), "boundary").size() == 2U);
  for (const auto* text : {"inline; filena; me=x.exe", "inline; x filename2=x.exe"})
    BOOST_TEST(!contains(names(text), "x.exe"), text);
}

BOOST_AUTO_TEST_CASE(missing_semicolons) {
  BOOST_TEST(names("attachment filename=\"x.exe\"").front() == "x.exe");
  BOOST_TEST(parse("attachment filename=\"x.exe\"").value == "attachment");
  const Structured field = parse("multipart/mixed boundary=B charset=utf-8");
  BOOST_TEST(field.value == "multipart/mixed");
  BOOST_TEST(values_of(field, "boundary").front() == "B");
  BOOST_TEST(values_of(field, "charset").front() == "utf-8");
  BOOST_TEST(contains(names("attachment; filename=\"a.txt\" filename=\"b.exe\""), "b.exe"));
}

BOOST_AUTO_TEST_CASE(odd_quotes) {
  BOOST_TEST(contains(names("attachment; filename=\"x.exe"), "x.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"x.exe; size=3"), "x.exe"));
  BOOST_TEST(contains(names("a/b\";name=\"phim tat.lnk", "name"), "phim tat.lnk"));
  BOOST_TEST(parse("text/(b;\")plain; x=y").value == "text/plain");
  BOOST_TEST(contains(names("attachment; filename=\"safe.txt; filename=evil.exe"), "evil.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"x\".exe"), "x.exe"));
  BOOST_TEST(contains(names("attachment; filename=x\".exe\""), "x.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"bao cao \"cuoi\".exe\""), "bao cao cuoi.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"C:\\tep\\x.exe\""), "C:\\tep\\x.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"x\\.e\\xe\""), "x.exe"));
  BOOST_TEST(contains(names("attachment; filename=\"x;y.exe\""), "x;y.exe"));
  BOOST_TEST(names("attachment; filename=\"\"").empty());
  BOOST_TEST(names("attachment; filename=").empty());
  BOOST_TEST(names("attachment; filename").empty());
}

BOOST_AUTO_TEST_CASE(duplicates_are_all_kept) {
  const Structured field = parse("attachment; filename=a.txt; FILENAME=\"b.exe\"; filename*=UTF-8''c.exe");
  BOOST_TEST(is_ambiguous(field, "filename"));
  const Names all = decoded_values(field, "filename");
  for (const auto* name : {"a.txt", "b.exe", "c.exe"}) BOOST_TEST(contains(all, name), name);
  BOOST_TEST(!is_ambiguous(parse("a; filename=x; filename=x"), "filename"));
  BOOST_TEST(!is_ambiguous(parse("a; filename=x; filename*=UTF-8''y"), "filename"));
}

BOOST_AUTO_TEST_CASE(rfc2231_in_all_its_forms) {
  BOOST_TEST(names("a; filename*=UTF-8''B%C3%A1o%20c%c3%a1o.exe").front() == "Báo cáo.exe");
  BOOST_TEST(names("a; filename*=utf-8'vi'B%C3%A1o.exe").front() == "Báo.exe");
  BOOST_TEST(names("a; filename*=windows-1258''B%E1o.exe").front() == "Báo.exe");
  BOOST_TEST(names("a; filename*0*=UTF-8''B%C3; filename*1*=%A1o; filename*2=.exe").front() == "Báo.exe");
  BOOST_TEST(names("a; filename*1=\"o.exe\"; filename*0=\"ba\"").front() == "bao.exe");
  BOOST_TEST(names("a; filename*=\"UTF-8''B%C3%A1o.exe\"").front() == "Báo.exe");
  BOOST_TEST(names("a; filename*=B%C3%A1o.exe").front() == "Báo.exe");
  BOOST_TEST(names("a; filename*=UTF-8''x.ex%").front() == "x.ex%");
  BOOST_TEST(contains(names("a; filename=\"UTF-8''B%C3%A1o.exe\""), "Báo.exe"));
}

BOOST_AUTO_TEST_CASE(rfc2231_gaps_and_repeats) {
  const Names gap = names("a; filename*0=\"safe.exe\"; filename*2=\".txt\"");
  BOOST_TEST(contains(gap, "safe.exe"));
  BOOST_TEST(contains(gap, "safe.exe.txt"));
  BOOST_TEST(is_ambiguous(parse("a; filename*0=x; filename*2=y"), "filename"));
  const Names twice = names("a; filename*0=a; filename*1=.txt; filename*1=.exe");
  BOOST_TEST(contains(twice, "a.txt"));
  BOOST_TEST(contains(twice, "a.exe"));
  BOOST_TEST(is_ambiguous(parse("a; filename*0=a; filename*1=.txt; filename*1=.exe"), "filename"));
  BOOST_TEST(!is_ambiguous(parse("a; filename*0=a; filename*1=.txt"), "filename"));
  BOOST_TEST(contains(names("a; filename*99999999=x.exe"), "x.exe"));
}

BOOST_AUTO_TEST_CASE(encoded_words_give_both_spellings) {
  const Names all = names("attachment; filename=\"=?UTF-8?Q?B=C3=A1o.exe?=\"");
  BOOST_TEST(all.front() == "Báo.exe");
  BOOST_TEST(contains(all, "=?UTF-8?Q?B=C3=A1o.exe?="));
  // A word in a word.
  BOOST_TEST(contains(names("a; filename==?utf-8?q?=?utf-8?B?dOG7h3AucGlm?=?="), "tệp.pif"));
  // One letter cut in two by the writer.
  BOOST_TEST(names("a; filename=\"=?UTF-8?B?QsM=?= =?UTF-8?B?oW8uZXhl?=\"").front() == "Báo.exe");
}

BOOST_AUTO_TEST_CASE(charsets_that_programs_read_differently) {
  // Browsers take "utf-16" without a mark for little endian.
  const Names utf16 = names("a; filename*=utf-16''%61%00%2e%00v%00b%00s%00");
  BOOST_TEST(contains(utf16, "a.vbs"));
  BOOST_TEST(contains(names("a; filename*=utf-16''%00a%00.%00v%00b%00s"), "a.vbs"));
  // Unknown to the program, the name stands there in ASCII.
  for (const auto* charset :
       {"utf-16", "utf-16le", "utf-32", "cp037", "utf-7", "hz-gb-2312", "iso-2022-kr"}) {
    BOOST_TEST(contains(names("a; filename=\"=?"s + charset + "?q?a+AHY-.vbs?=\""), "a+AHY-.vbs"), charset);
    BOOST_TEST(contains(names("a; filename*="s + charset + "''a+AHY-.vbs"), "a+AHY-.vbs"), charset);
    BOOST_TEST(
        contains(names("text/plain; charset="s + charset + "; name=\"a+AHY-.vbs\"", "name"), "a+AHY-.vbs"),
        charset);
  }
  // Ordinary names get no second reading.
  BOOST_TEST(names("a; filename*=windows-1258''B%E1o.exe").size() == 1U);
  BOOST_TEST(names("a; filename*=iso-2022-jp''%1B$B$%22%1B%28B.txt").size() == 1U);
  BOOST_TEST(names("a; filename*=utf-16''%FE%FF%00a%00.%00t%00x%00t").size() == 1U);
}

BOOST_AUTO_TEST_CASE(raw_bytes) {
  BOOST_TEST(names("a; filename=\"B\xc3\xa1o.exe\"").front() == "Báo.exe");
  BOOST_TEST(names("a; filename=\"Ba\xcc\x81o.exe\"").front() == "Ba\xcc\x81o.exe");
  BOOST_TEST(names("text/plain; charset=viscii; name=\"B\xe1o.exe\"", "name").front() == "Báo.exe");
  BOOST_TEST(names("a; name=\"B\xe1o.exe\"", "name").front() == "Báo.exe");
}

BOOST_AUTO_TEST_CASE(limits_and_hostile_shapes) {
  Limits limits;
  limits.parameters = 3;
  const Structured few = parse("a; b=1; c=2; d=3; e=4", limits);
  BOOST_TEST(few.cut);
  BOOST_TEST(few.parameters.size() == 3U);
  for (const auto* shape :
       {"(", "a=\"x; ", "name=x ", "name=\"x\" \"a; b\" ", "\"", ";", "=", "a*0*=", "\\\"", "(\\"}) {
    const std::string text = "a/b; " + repeated(shape, 20'000);
    const Structured field = parse(text);
    BOOST_TEST(field.parameters.size() <= Limits{}.parameters);
    std::size_t bytes = 0;
    for (const auto& parameter : field.parameters)
      for (const auto& other : parameter.others) bytes += other.size();
    BOOST_TEST(bytes <= 4 * text.size());
    BOOST_TEST(decoded_values(field, "name").size() <= 48U);
  }
}

BOOST_AUTO_TEST_CASE(comments_are_taken_out) {
  BOOST_TEST(without_comments("(x) base64 (y (z))") == "base64");
  BOOST_TEST(without_comments("a(b\\)c)d") == "ad");
  BOOST_TEST(without_comments("\"(kept)\"") == "\"(kept)\"");
  BOOST_TEST(without_comments("open (x") == "open");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
