#include "attachment/package.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "attachment/package_names.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

using Entries = std::map<std::string, std::string>;

Findings inspect(const Entries& entries) {
  std::vector<std::string> names;
  for (const auto& [name, data] : entries) names.push_back(name);
  Findings findings;
  inspect_package(
      names,
      [&](std::string_view name) -> std::optional<std::string> {
        const auto at = entries.find(std::string(name));
        if (at == entries.end()) return std::nullopt;
        return at->second;
      },
      findings);
  return findings;
}

std::string form(const Findings& findings) { return findings.refined ? findings.refined->form : ""; }
Kind kind(const Findings& findings) { return findings.refined ? findings.refined->kind : Kind::unknown; }

std::string types(const std::string& main, const std::string& more = "") {
  return "<?xml version=\"1.0\"?><Types><Override PartName=\"/word/document.xml\" ContentType=\"" + main +
         "\"/>" + more + "</Types>";
}

const std::string docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const std::string docm = "application/vnd.ms-word.document.macroEnabled.main+xml";
const std::string project = Compound().add("VBA/dir", "x").add("VBA/Module1", "code").write();
const std::string empty_project = Compound().add("PROJECT", "x").write();

}  // namespace

BOOST_AUTO_TEST_SUITE(packages)

BOOST_AUTO_TEST_CASE(office_documents_are_known_by_their_content_types) {
  const std::string start = "application/vnd.openxmlformats-officedocument.";
  const std::vector<std::pair<std::string, std::string>> forms{
      {start + "wordprocessingml.document.main+xml", "docx"},
      {start + "wordprocessingml.template.main+xml", "dotx"},
      {start + "spreadsheetml.sheet.main+xml", "xlsx"},
      {start + "spreadsheetml.template.main+xml", "xltx"},
      {start + "presentationml.presentation.main+xml", "pptx"},
      {start + "presentationml.slideshow.main+xml", "ppsx"},
      {"application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"}};
  for (const auto& [type, expected] : forms) {
    const auto findings = inspect({{"[Content_Types].xml", types(type)}, {"word/document.xml", ""}});
    BOOST_TEST(form(findings) == expected);
    BOOST_CHECK(kind(findings) == Kind::document);
  }
  BOOST_TEST(form(inspect({{"[Content_Types].xml", ""}, {"xl/workbook.xml", ""}})) == "xlsx");
}

BOOST_AUTO_TEST_CASE(macros_are_found_wherever_the_project_lies) {
  for (const auto* name : {"word/vbaProject.bin", "word/VBAPROJECT.BIN", "odd\\place\\vbaproject.bin"}) {
    const auto findings = inspect({{"[Content_Types].xml", types(docm)}, {name, project}});
    BOOST_TEST(form(findings) == "docm");
    BOOST_CHECK(kind(findings) == Kind::macro);
  }
  const auto renamed = inspect(
      {{"[Content_Types].xml",
        types(docx,
              "<Override PartName='/word/data.dat' ContentType=\"application/vnd.ms-office.vbaProject\"/>")},
       {"word/data.dat", project}});
  BOOST_CHECK(kind(renamed) == Kind::macro);
  const auto by_extension = inspect(
      {{"[Content_Types].xml",
        types(docx, "<Default Extension=\"foo\" ContentType=\"application/vnd.ms-office.vba&#80;roject\"/>")},
       {"word/x.foo", project}});
  BOOST_CHECK(kind(by_extension) == Kind::macro);
}

BOOST_AUTO_TEST_CASE(an_empty_project_is_no_macro_but_hides_no_other) {
  BOOST_CHECK(kind(inspect({{"[Content_Types].xml", types(docm)}, {"word/vbaProject.bin", empty_project}})) ==
              Kind::document);
  BOOST_CHECK(kind(inspect({{"[Content_Types].xml", types(docm)},
                            {"a/vbaProject.bin", empty_project},
                            {"word/vbaProject.bin", project}})) == Kind::macro);
  BOOST_CHECK(kind(inspect({{"[Content_Types].xml", types(docm)},
                            {"word/vbaProject.bin", "not readable"}})) == Kind::macro);
  const Entries none{{"[Content_Types].xml", types(docm)}, {"word/document.xml", ""}};
  BOOST_CHECK(kind(inspect(none)) == Kind::document);
}

BOOST_AUTO_TEST_CASE(a_project_that_cannot_be_fetched_is_a_macro) {
  const std::vector<std::string> names{"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"};
  Findings findings;
  inspect_package(
      names, [](std::string_view) -> std::optional<std::string> { return std::nullopt; }, findings);
  BOOST_CHECK(kind(findings) == Kind::macro);
  Findings without;
  inspect_package(names, nullptr, without);
  BOOST_CHECK(kind(without) == Kind::macro);
}

BOOST_AUTO_TEST_CASE(excel_4_macro_sheets_are_macros) {
  BOOST_CHECK(kind(inspect({{"[Content_Types].xml", ""},
                            {"xl/workbook.xml", ""},
                            {"xl/macrosheets/sheet1.xml", ""}})) == Kind::macro);
}

BOOST_AUTO_TEST_CASE(content_types_in_utf_16) {
  const auto findings = inspect({{"[Content_Types].xml", "\xFF\xFE" + utf16(types(docx))}});
  BOOST_TEST(form(findings) == "docx");
}

BOOST_AUTO_TEST_CASE(open_document_plain_locked_and_with_macros) {
  const std::string odt = "application/vnd.oasis.opendocument.text";
  const auto plain = inspect({{"mimetype", odt},
                              {"content.xml", ""},
                              {"META-INF/manifest.xml", "<manifest:manifest/>"},
                              {"Basic/script-lc.xml", ""},
                              {"Basic/Standard/script-lb.xml", ""}});
  BOOST_TEST(form(plain) == "odt");
  BOOST_TEST(!plain.encrypted);
  BOOST_CHECK(kind(plain) == Kind::document);
  const auto locked = inspect(
      {{"mimetype", odt}, {"META-INF/manifest.xml", "<manifest:encryption-data manifest:checksum=\"x\">"}});
  BOOST_TEST(locked.encrypted);
  const auto macros = inspect({{"mimetype", odt}, {"Basic/Standard/Module1.xml", ""}});
  BOOST_CHECK(kind(macros) == Kind::macro);
  BOOST_CHECK(kind(inspect({{"mimetype", odt}, {"Scripts/python/a.py", ""}})) == Kind::macro);
  const auto by_manifest =
      inspect({{"META-INF/manifest.xml",
                "<manifest:file-entry manifest:full-path=\"/\" "
                "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"}});
  BOOST_TEST(form(by_manifest) == "ods");
}

BOOST_AUTO_TEST_CASE(a_media_type_of_a_package_is_one_or_nothing) {
  const std::string start = "application/vnd.oasis.opendocument.";
  BOOST_TEST(inspect({{"mimetype", start + "text\r\n"}}).refined->mime == start + "text");
  for (const auto& odd : {start + "t\xA5xt", start + "text\nX: y", start + std::string(2'000, 'x'), start}) {
    const auto findings = inspect({{"mimetype", odd}});
    BOOST_CHECK(kind(findings) == Kind::document);
    BOOST_TEST(findings.refined->mime.size() <= start.size());
    BOOST_TEST(findings.refined->mime.find_first_of("\xA5\n") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(programs_in_zip_packages) {
  BOOST_TEST(form(inspect({{"META-INF/MANIFEST.MF", "Manifest-Version: 1.0"}, {"a/Main.class", ""}})) ==
             "jar");
  BOOST_TEST(form(inspect({{"META-INF/MANIFEST.MF", "Main-Class: a.B"}, {"lib/x.txt", ""}})) == "jar");
  BOOST_TEST(form(inspect({{"Main.class", ""}, {"a/Other.class", ""}})) == "jar");
  BOOST_TEST(form(inspect({{"AndroidManifest.xml", ""}, {"classes.dex", ""}})) == "apk");
  BOOST_TEST(form(inspect({{"AppxManifest.xml", ""}, {"[Content_Types].xml", ""}})) == "appx");
  BOOST_TEST(form(inspect({{"extension.vsixmanifest", ""}, {"[Content_Types].xml", ""}})) == "vsix");
  BOOST_TEST(form(inspect({{"manifest.json", "{\"manifest_version\": 3}"}, {"a.js", ""}})) == "xpi");
  for (const auto& entries : {Entries{{"Main.class", ""}}, Entries{{"install.rdf", ""}}})
    BOOST_CHECK(kind(inspect(entries)) == Kind::executable);
}

BOOST_AUTO_TEST_CASE(readable_packages) {
  BOOST_TEST(form(inspect({{"mimetype", "application/epub+zip"}, {"META-INF/container.xml", ""}})) == "epub");
  BOOST_TEST(form(inspect({{"doc.kml", ""}})) == "kmz");
  BOOST_TEST(form(inspect({{"[Content_Types].xml", ""}, {"FixedDocSeq.fdseq", ""}})) == "xps");
  BOOST_TEST(form(inspect({{"Index/Document.iwa", ""}})) == "iwork");
  BOOST_TEST(inspect({{"Index.zip", ""}, {".iwpv2", ""}}).encrypted);
}

BOOST_AUTO_TEST_CASE(a_zip_of_ordinary_files_is_only_a_zip) {
  BOOST_CHECK(!inspect({{"bao cao.docx", ""}, {"anh.jpg", ""}}).refined);
  BOOST_CHECK(!inspect({{"mau.docm", ""}, {"huong dan.pdf", ""}}).refined);
  BOOST_CHECK(!inspect({{"src/Main.class", ""}, {"readme.txt", ""}}).refined);
  BOOST_CHECK(
      !inspect({{"du an/META-INF/MANIFEST.MF", ""}, {"du an/a.class", ""}, {"du an/x.txt", ""}}).refined);
  BOOST_CHECK(!inspect({{"vbaProject.bin", project}}).refined);
  BOOST_CHECK(!inspect({{"manifest.json", "{\"name\": \"x\"}"}}).refined);
  BOOST_CHECK(!inspect({}).refined);
}

BOOST_AUTO_TEST_CASE(xml_is_made_plain) {
  BOOST_TEST(plain_xml("V&#x42;&#65;") == "vba");
  BOOST_TEST(plain_xml("&#;&#99999999999;&#x") == "&#99999999999;&#x");
  BOOST_TEST(attribute_of("<a href = 'b' >", "href") == "b");
  BOOST_TEST(attribute_of("<a href", "href").empty());
}

BOOST_AUTO_TEST_SUITE_END()
