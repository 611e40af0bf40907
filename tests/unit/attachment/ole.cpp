#include "attachment/ole.h"

#include <boost/test/unit_test.hpp>

#include "attachment/office_binary.h"
#include "attachment/office_password.h"
#include "attachment/office_vba.h"
#include "attachment/ole_names.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

std::string fib(unsigned flags) {
  return le(0xA5EC, 2) + std::string(8, '\0') + le(flags, 2) + std::string(500, '\0');
}

std::string record(unsigned type, const std::string& body) { return le(type, 2) + le(body.size(), 2) + body; }
std::string bof(unsigned kind) { return record(0x0809, le(0x0600, 2) + le(kind, 2) + std::string(12, '\0')); }
std::string sheet(unsigned type) { return record(0x85, le(0, 4) + le(type << 8, 2) + "\3\0abc"s); }

std::string native(const std::string& label, const std::string& data) {
  const std::string path = "C:\\Users\\a\\" + label + '\0', temporary = "C:\\Temp\\" + label + '\0';
  const std::string body = le(2, 2) + label + '\0' + path + le(0x30000, 4) + le(temporary.size(), 4) +
                           temporary + le(data.size(), 4) + data;
  return le(body.size(), 4) + body;
}

// A module as Office writes it: compiled form with its line table, then the source in one compressed
// container.
std::string module(const std::string& code, unsigned lines) {
  const std::string source = "Attribute VB_Name = \"Module1\"\r\n" + code;
  std::string chunk;
  for (std::size_t i = 0; i < source.size(); i += 8) chunk += '\0' + source.substr(i, 8);
  return std::string(100, '\1') + "\xFE\xCA\1\0"s + le(lines, 2) + std::string(20, '\0') + '\1' +
         le(0xB000 | (chunk.size() - 1), 2) + chunk;
}

Compound with_project(const std::string& where, const std::string& code) {
  return Compound()
      .add(where + "/VBA/dir", "\1")
      .add(where + "/VBA/_VBA_PROJECT", "\xCC\x61")
      .add(where + "/VBA/Module1", code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ole_documents)

BOOST_AUTO_TEST_CASE(a_word_document_with_and_without_password) {
  const auto locked = look(Compound().add("WordDocument", fib(0x0100)).add("1Table", "x").write());
  BOOST_TEST(locked.findings.encrypted);
  BOOST_TEST(locked.form() == "doc");
  const auto plain = look(Compound().add("WordDocument", fib(0x0200)).add("1Table", "x").write());
  BOOST_TEST(plain.clean());
  BOOST_TEST(plain.form() == "doc");
}

BOOST_AUTO_TEST_CASE(an_excel_workbook_with_and_without_password) {
  const std::string other = from_hex(
      "010001000100000102030405060708090a0b0c0d0e0f04749c817d45faf97e679552bc2b965665ac434944be0082397053ca28"
      "d9a2cf");
  const auto locked = look(Compound().add("Workbook", bof(5) + record(0x2F, other) + sheet(0)).write());
  BOOST_TEST(locked.findings.encrypted);
  const auto plain = look(Compound().add("Workbook", bof(5) + sheet(0)).write());
  BOOST_TEST(plain.clean());
  BOOST_TEST(plain.form() == "xls");
}

BOOST_AUTO_TEST_CASE(a_workbook_that_excel_opens_without_asking_is_not_locked) {
  // Check values computed outside of this project with the password "VelvetSweatshop".
  const std::string rc4 = from_hex(
      "010001000100000102030405060708090a0b0c0d0e0f75893a71a012720e88b0c355190404ef7952c14f1ebd3eec4903dea40b"
      "7cc250");
  const std::string cryptoapi = from_hex(
      "010002000200040000002200000004000000000000000168000004800000800000000100000000000000000000000000100000"
      "00000102"
      "030405060708090a0b0c0d0e0fd450d6e1a56ca0ad1f5f1dbdb38375751400000002d09feac72b2b48ed3d4117812c077ce90f"
      "780e");
  BOOST_TEST(opens_with_default_password(rc4));
  BOOST_TEST(opens_with_default_password(cryptoapi));
  BOOST_TEST(!opens_with_default_password(rc4.substr(0, 50)));
  BOOST_TEST(!opens_with_default_password(""));
  BOOST_TEST(look(Compound().add("Workbook", bof(5) + record(0x2F, rc4)).write()).clean());
}

BOOST_AUTO_TEST_CASE(a_presentation_with_and_without_password) {
  const std::string locked = le(0, 8) + le(0x14, 4) + le(0xF3D1C4DF, 4);
  const std::string plain = le(0, 8) + le(0x14, 4) + le(0xE391C05F, 4);
  BOOST_TEST(look(Compound().add("Current User", locked).add("PowerPoint Document", "x").write())
                 .findings.encrypted);
  BOOST_TEST(look(Compound().add("Current User", plain).add("PowerPoint Document", "x").write()).clean());
  BOOST_TEST(look(Compound().add("EncryptedSummary", "x").write()).findings.encrypted);
}

BOOST_AUTO_TEST_CASE(new_office_with_a_password_or_rights) {
  const auto package = look(Compound().add("EncryptedPackage", "x").add("EncryptionInfo", "y").write());
  BOOST_TEST(package.findings.encrypted);
  BOOST_TEST(package.form() == "ooxml-encrypted");
  const auto rights = look(Compound()
                               .add("\x06"
                                    "DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace",
                                    "x")
                               .add("\tDRMContent", "y")
                               .write());
  BOOST_TEST(rights.findings.encrypted);
  BOOST_TEST(rights.form() == "irm");
}

BOOST_AUTO_TEST_CASE(macros_count_when_they_are_code) {
  const std::string code = "Sub AutoOpen()\r\nMsgBox \"xin chao\"\r\nEnd Sub\r\n";
  auto with_code = with_project("Macros", module(code, 3));
  const auto macro = look(with_code.add("WordDocument", fib(0)).write());
  BOOST_CHECK(macro.kind() == Kind::macro);
  BOOST_TEST(macro.form() == "doc-macro");
  auto empty = with_project("_VBA_PROJECT_CUR", module("Option Explicit\r\n", 1));
  const auto plain = look(empty.add("Workbook", bof(5)).write());
  BOOST_CHECK(plain.kind() == Kind::document);
  BOOST_TEST(plain.form() == "xls");
}

BOOST_AUTO_TEST_CASE(an_emptied_source_does_not_hide_compiled_code) {
  BOOST_TEST(module_has_code(module("", 7)));
  BOOST_TEST(!module_has_code(module("", 0)));
  BOOST_TEST(module_has_code(""));
  BOOST_TEST(module_has_code("no module at all"));
  BOOST_TEST(module_has_code(module("Attribute VB_Base = \"0\": Shell \"x\"\r\n", 0)));
  BOOST_CHECK(look(Compound().add("VBA/dir", "x").write()).kind() == Kind::macro);
}

BOOST_AUTO_TEST_CASE(vba_source_with_back_references_unpacks) {
  // "aaaaaaaaa" as one letter and one copy of eight: distance 1, length 8.
  const std::string packed = "\1"s + le(0xB000 | 3, 2) + "\2"s + "a" + le(0x0005, 2);
  BOOST_TEST(unpack_vba(packed, 100) == "aaaaaaaaa");
  BOOST_TEST(unpack_vba("\1\3\xB0\2a\xFF\xFF", 100).size() <= 4097U);
  BOOST_TEST(unpack_vba("x", 100).empty());
}

BOOST_AUTO_TEST_CASE(excel_4_macro_sheets_are_macros) {
  BOOST_CHECK(look(Compound().add("Workbook", bof(5) + sheet(1)).write()).kind() == Kind::macro);
  BOOST_CHECK(look(Compound().add("Book", bof(5) + sheet(0) + bof(0x40)).write()).kind() == Kind::macro);
  BOOST_CHECK(look(bof(0x40)).kind() == Kind::macro);  // without a compound file around it
  BOOST_TEST(look(bof(0x10)).form() == "xls");
}

BOOST_AUTO_TEST_CASE(a_package_gives_its_file_with_its_names) {
  const auto seen = look(Compound()
                             .add("WordDocument", fib(0))
                             .add("ObjectPool/_1/\1Ole10Native", native("hoa don.exe", program()))
                             .write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  const Child& child = seen.children.front();
  BOOST_CHECK(child.role == Role::embedded);
  BOOST_CHECK(child.content == Content::whole);
  BOOST_TEST(child.names.at(0) == "hoa don.exe");
  BOOST_CHECK(child.blob.bytes == program());
}

BOOST_AUTO_TEST_CASE(the_streams_name_is_read_without_case) {
  const auto seen = look(Compound().add("\1oLe10nAtIVE", native("a.vbs", "x")).write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "a.vbs");
}

BOOST_AUTO_TEST_CASE(a_cut_package_is_damaged) {
  std::string stream = native("a.bat", std::string(3000, 'x'));
  stream.resize(1000);
  const auto seen = look(Compound().add("\1Ole10Native", stream).write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().findings.unchecked == std::vector{Unchecked::damaged});
}

BOOST_AUTO_TEST_CASE(native_data_of_other_programs_are_no_file) {
  BOOST_TEST(
      look(Compound().add("\1Ole10Native", le(20, 4) + std::string(20, '\x28')).write()).children.empty());
}

BOOST_AUTO_TEST_CASE(a_stream_that_holds_a_file_is_a_child_whatever_its_name) {
  const auto seen = look(Compound()
                             .add("Data", program())
                             .add("CONTENTS", "%PDF-1.4 x")
                             .add("1Table", "MZ is no program")
                             .write());
  BOOST_TEST(seen.children.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_embedded_workbook_with_a_password_locks_the_document) {
  const auto seen =
      look(Compound().add("WordDocument", fib(0)).add("ObjectPool/_1/WordDocument", fib(0x100)).write());
  BOOST_TEST(seen.findings.encrypted);
}

BOOST_AUTO_TEST_CASE(presentations_hand_over_their_objects) {
  const std::string object = Compound().add("\1Ole10Native", native("x.exe", program())).write();
  const std::string atom = le(0, 2) + le(0x1011, 2) + le(object.size(), 4) + object;
  const std::string container = le(0x0F, 2) + le(0x03E8, 2) + le(atom.size(), 4) + atom;
  const auto seen = look(Compound().add("PowerPoint Document", container).write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().blob.bytes == object);
  const std::string macros = le(2, 2) + le(0x0400, 2) + le(12, 4) + le(1, 4) + le(1, 4) + le(2, 4);
  BOOST_TEST(look_at_presentation(macros, 1).macros);
  BOOST_TEST(!look_at_presentation(std::string(macros).replace(12, 4, le(0, 4)), 1).macros);
}

BOOST_AUTO_TEST_CASE(outlook_attachments_come_with_every_name) {
  const std::string at = "__attach_version1.0_#00000000/__substg1.0_";
  const auto seen = look(Compound()
                             .add("__properties_version1.0", std::string(64, '\0'))
                             .add(at + "37010102", program())
                             .add(at + "3707001F", utf16("bao cao.pdf.exe"))
                             .add(at + "3704001F", utf16("BAOCAO~1.EXE"))
                             .add(at + "370E001F", utf16("Application/PDF"))
                             .write());
  BOOST_TEST(seen.form() == "msg");
  BOOST_REQUIRE(seen.children.size() == 1U);
  const Child& child = seen.children.front();
  BOOST_TEST(child.names == (std::vector<std::string>{"bao cao.pdf.exe", "BAOCAO~1.EXE"}),
             boost::test_tools::per_element());
  BOOST_TEST(child.declared_type == "application/pdf");
  BOOST_CHECK(child.blob.bytes == program());
}

BOOST_AUTO_TEST_CASE(attachments_of_a_message_inside_a_message_are_found) {
  const std::string inner =
      "__attach_version1.0_#00000000/__substg1.0_3701000D/__attach_version1.0_#00000000/__substg1.0_";
  const auto seen = look(Compound()
                             .add("__properties_version1.0", "x")
                             .add(inner + "37010102", "echo")
                             .add(inner + "3707001E", "a.bat"s + '\0')
                             .write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "a.bat");
}

BOOST_AUTO_TEST_CASE(an_installer_is_known_by_its_class_and_gives_its_cabinets) {
  const auto seen = look(Compound()
                             .root_class(from_hex("84100C0000000000C000000000000046"))
                             .add("data", "MSCF\0\0\0\0"s + std::string(100, 'x'))
                             .write());
  BOOST_TEST(seen.form() == "msi");
  BOOST_CHECK(seen.kind() == Kind::executable);
  BOOST_TEST(seen.children.size() == 1U);
  BOOST_TEST(installer_stream_name("\xE4\xA1\x80\xE3\xA0\x8A") == "A0");
  BOOST_TEST(installer_stream_name("Binary.x") == "Binary.x");
}

BOOST_AUTO_TEST_CASE(the_packed_form_of_web_pages_gives_its_compound_file) {
  const std::string file = Compound().add("x", "y").write();
  const auto seen = look("ActiveMime"s + std::string(40, '\0') + deflate(file));
  BOOST_TEST(seen.clean());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().blob.bytes == file);
  BOOST_TEST(look("ActiveMime without content").has(Unchecked::damaged));
}

BOOST_AUTO_TEST_CASE(deflated_objects_of_presentations_are_unpacked) {
  const std::string object = Compound().add("x", "y").write(),
                    packed = le(object.size(), 4) + deflate(object);
  const std::string atom = le(0x10, 2) + le(0x1011, 2) + le(packed.size(), 4) + packed;
  const auto seen = look(Compound().add("PowerPoint Document", atom).write());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().blob.bytes == object);
}

BOOST_AUTO_TEST_CASE(a_file_without_directory_is_damaged) {
  const auto seen = look(Compound().add("WordDocument", fib(0)).write().substr(0, 600));
  BOOST_TEST(seen.has(Unchecked::damaged));
}

BOOST_AUTO_TEST_CASE(children_stop_at_the_budget) {
  Compound compound;
  for (int i = 0; i < 50; ++i) compound.add("s" + std::to_string(i), program());
  Limits limits;
  limits.entries = 10;
  const auto seen = look(compound.write(), {}, {}, limits);
  BOOST_TEST(seen.children.size() == 10U);
  BOOST_TEST(seen.has(Unchecked::limit));
  Limits bytes;
  bytes.unpacked_bytes = 4000;
  bytes.entry_bytes = 1000;
  const auto cut = look(compound.write(), {}, {}, bytes);
  BOOST_REQUIRE(!cut.children.empty());
  BOOST_CHECK(cut.children.front().content == Content::cut);
}

BOOST_AUTO_TEST_SUITE_END()
