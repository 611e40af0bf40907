#include "directory/import_plan.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "directory/cell.h"
#include "directory/date_text.h"
#include "directory/list_cells.h"

using namespace congvu;
using namespace congvu::directory;

namespace {

ImportOptions options() {
  ImportOptions out;
  out.default_domain = "bacgiang.gov.vn";
  out.is_local = [](std::string_view domain) { return domain == "bacgiang.gov.vn" || domain == "cu.gov.vn"; };
  out.now = *time_of("2026-11-24T08:00:00+07:00");
  out.who = "minh";
  out.source = "danh-ba.csv";
  return out;
}

ImportPlan plan(std::string_view text, const Directory::Contents& directory = {},
                const ImportOptions& how = options()) {
  const auto table = read_import(text);
  BOOST_REQUIRE_MESSAGE(table, (table ? "" : table.error().to_string()));
  return plan_import(*table, directory, how);
}

// The directory after the changes, as the store would have it.
Directory::Contents after(Directory::Contents directory, const Changes& changes) {
  std::map<std::string, MailboxRecord> boxes;
  for (const auto& box : directory.mailboxes) boxes[box.address] = box;
  for (const auto& box : changes.mailboxes) boxes[box.address] = box;
  std::map<std::string, OrganisationRecord> orgs;
  for (const auto& org : directory.organisations) orgs[org.code] = org;
  for (const auto& org : changes.organisations) orgs[org.code] = org;
  directory.mailboxes.clear();
  for (auto& [ignored, box] : boxes) directory.mailboxes.push_back(box);
  directory.organisations.clear();
  for (auto& [ignored, org] : orgs) directory.organisations.push_back(org);
  directory.logins.insert(directory.logins.end(), changes.logins.begin(), changes.logins.end());
  return directory;
}

Directory::Contents imported(std::string_view text, const Directory::Contents& directory = {},
                             const ImportOptions& how = options()) {
  const auto made = plan(text, directory, how);
  for (const auto& fault : made.faults) BOOST_ERROR(fault.to_string());
  return after(directory, made.changes);
}

const MailboxRecord& box(const Directory::Contents& directory, const std::string& address) {
  for (const auto& one : directory.mailboxes)
    if (one.address == address) return one;
  throw std::runtime_error("no mailbox " + address);
}

std::string faults(const ImportPlan& made) {
  std::string out;
  for (const auto& fault : made.faults) out += fault.to_string() + "\n";
  return out;
}

constexpr std::string_view small =
    "STT,Họ và tên,Chức vụ,Đơn vị,Địa chỉ hộp thư,Loại,Ngày cấp,Đổi mật khẩu gần nhất,Được gửi thay\n"
    "1,Sở Thông tin và Truyền thông,,,stttt,cơ quan,15/10/2018,,\n"
    "2,Nguyễn Văn An,Chuyên viên,stttt,annv_stttt@bacgiang.gov.vn,cá nhân,15/10/2018,2026-08-24,stttt\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(import_plan)

BOOST_AUTO_TEST_CASE(a_list_of_the_six_months) {
  const auto made = plan(small);
  BOOST_TEST(faults(made) == "");
  BOOST_REQUIRE(made.differences.size() == 2U);
  BOOST_TEST(made.changes.history.size() == 2U);
  BOOST_TEST(made.changes.history[0].who == "minh");
  BOOST_REQUIRE(made.notices.size() == 1U);  // STT
  const auto directory = after({}, made.changes);
  const auto& an = box(directory, "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(an.login == an.address);
  BOOST_TEST(an.organisation == "stttt");
  BOOST_TEST((an.password_changed == day_of("2026-08-24")));
  BOOST_TEST((an.send_as == std::vector<std::string>{"stttt@bacgiang.gov.vn"}));
  BOOST_TEST((box(directory, "stttt@bacgiang.gov.vn").kind == MailboxKind::organisation));
  BOOST_REQUIRE(directory.organisations.size() == 1U);
  BOOST_TEST(directory.organisations[0].name == "Sở Thông tin và Truyền thông");
}

BOOST_AUTO_TEST_CASE(a_second_time_changes_nothing) {
  const auto directory = imported(small);
  const auto again = plan(small, directory);
  BOOST_TEST(again.changes.empty());
  BOOST_TEST(again.differences.empty());
  BOOST_TEST(again.unchanged == 2U);
}

BOOST_AUTO_TEST_CASE(decomposed_names_are_the_same_names) {
  const auto directory = imported("address,name\na_b,Nguyễn Văn Ân\n");
  const auto again = plan("address,name\na_b,Nguye\u0302\u0303n Va\u0306n A\u0302n\n", directory);
  BOOST_TEST(faults(again) == "");
  BOOST_TEST(again.changes.empty());
}

BOOST_AUTO_TEST_CASE(absent_columns_change_nothing_and_empty_cells_erase) {
  const auto directory = imported(small);
  const auto rest = imported("address,title\nannv_stttt,Phó phòng\n", directory);
  BOOST_TEST(box(rest, "annv_stttt@bacgiang.gov.vn").title == "Phó phòng");
  BOOST_TEST(box(rest, "annv_stttt@bacgiang.gov.vn").name == "Nguyễn Văn An");
  BOOST_TEST(box(rest, "annv_stttt@bacgiang.gov.vn").send_as.size() == 1U);
  const auto less = imported("address,title,send_as,password_changed,issued\nannv_stttt,,,,\n", directory);
  BOOST_TEST(box(less, "annv_stttt@bacgiang.gov.vn").title == "");
  BOOST_TEST(box(less, "annv_stttt@bacgiang.gov.vn").send_as.empty());
  BOOST_TEST(box(less, "annv_stttt@bacgiang.gov.vn").password_changed.has_value());
  BOOST_TEST(box(less, "annv_stttt@bacgiang.gov.vn").issued.has_value());
}

BOOST_AUTO_TEST_CASE(a_status_set_by_hand_stays_unless_the_file_says_one) {
  auto directory = imported(small);
  for (auto& one : directory.mailboxes)
    if (one.address == "annv_stttt@bacgiang.gov.vn") {
      one.status = Standing::suspended;
      one.status_reason = "CV 12";
    }
  BOOST_TEST((box(imported(small, directory), "annv_stttt@bacgiang.gov.vn").status == Standing::suspended));
  constexpr std::string_view in_use = "address,status\nannv_stttt,đang dùng\n";
  const auto restored = imported(in_use, directory);
  BOOST_TEST((box(restored, "annv_stttt@bacgiang.gov.vn").status == Standing::in_use));
  BOOST_TEST((box(restored, "annv_stttt@bacgiang.gov.vn").status_since == day_of("2026-11-24")));
  auto keep = options();
  keep.keep_status = true;
  BOOST_TEST(
      (box(imported(in_use, directory, keep), "annv_stttt@bacgiang.gov.vn").status == Standing::suspended));
  const auto empty = imported("address,status\nannv_stttt,\n", directory);
  BOOST_TEST((box(empty, "annv_stttt@bacgiang.gov.vn").status == Standing::suspended));
}

BOOST_AUTO_TEST_CASE(one_bad_row_and_nothing_is_imported) {
  constexpr std::string_view text = "address,name\na_b,An\nnot an address,Bình\nc_d,Chi\n";
  const auto made = plan(text);
  BOOST_TEST(faults(made) == "dòng 3: `not an address` không phải địa chỉ thư\n");
  BOOST_TEST(made.changes.empty());
  auto skip = options();
  skip.skip_bad = true;
  const auto rest = plan(text, {}, skip);
  BOOST_TEST(rest.changes.mailboxes.size() == 2U);
  BOOST_TEST(rest.faults.size() == 1U);
}

BOOST_AUTO_TEST_CASE(bad_cells) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"address\n", ""},
      {"address\n\"\"\n", ""},
      {"address,name\n,An\n", "dòng 2: không có địa chỉ\n"},
      {"address\nan@gmail.com\n", "dòng 2: `an@gmail.com` không thuộc tên miền của tỉnh\n"},
      {"address\nan+x@bacgiang.gov.vn\n", "dòng 2: `an+x@bacgiang.gov.vn` có phần phụ sau dấu +\n"},
      {"address\nAn\nan@BACGIANG.gov.vn.\n", "dòng 3: `an@bacgiang.gov.vn` đã có ở dòng 2\n"},
      {"address,kind\nan,xyz\n", "dòng 2: không có loại hộp thư `xyz`\n"},
      {"address,status\nan,ngủ\n", "dòng 2: không có trạng thái `ngủ`\n"},
      {"address,password_changed\nan,11/24/2026\n",
       "dòng 2: Đổi mật khẩu gần nhất: `11/24/2026` không phải ngày (ngày/tháng/năm hoặc năm-tháng-ngày)\n"},
      {"address,password_changed\nan,2030-01-01\n",
       "dòng 2: Đổi mật khẩu gần nhất: 01/01/2030 ở tương lai\n"},
      {"address,name\nan,An,thừa\n", "dòng 2: có 3 ô, dòng đầu có 2\n"},
      {"address,name\nan\n", "dòng 2: có 1 ô, dòng đầu có 2\n"},
      {"address,aliases\nan,binh\nbinh,\n",
       "dòng 2: địa chỉ khác `binh@bacgiang.gov.vn` là của `binh@bacgiang.gov.vn`\n"},
      {"address,aliases\nan,chung\nbinh,chung\n",
       "dòng 3: địa chỉ khác `chung@bacgiang.gov.vn` là của `an@bacgiang.gov.vn`\n"},
      {"address,aliases\nan,a@gmail.com\n",
       "dòng 2: địa chỉ khác `a@gmail.com` không thuộc tên miền của tỉnh\n"},
      {"address,login\nan,chung\nbinh,CHUNG\n", "dòng 3: tài khoản `chung` là của `an@bacgiang.gov.vn`\n"},
      {"address,login\nan,binh@bacgiang.gov.vn\nbinh,b\n",
       "dòng 2: tài khoản `binh@bacgiang.gov.vn` là địa chỉ của `binh@bacgiang.gov.vn`\n"},
      {"address,organisation\nan,Sở Không Có\n", "dòng 2: Đơn vị: không biết đơn vị `Sở Không Có`\n"},
      {"address,name\nan,\"x\u202Ey\"\n", ""},  // an invisible character is left out
      {"address,name\nan,x\x01y\n", "dòng 2: Họ và tên: có ký tự điều khiển: `x\\u{0001}y`\n"},
  };
  for (const auto& [text, expected] : table)
    BOOST_TEST(faults(plan(text)) == expected, text << ": " << faults(plan(text)));
}

BOOST_AUTO_TEST_CASE(whole_files_that_are_none) {
  const std::string_view table[] = {"",
                                    "\n\n",
                                    "name,title\nAn,\n",
                                    "address,address\na,a\n",
                                    "address,name\n\"an,An\n",
                                    "address,name\n\"an\"x,An\n"};
  for (const auto text : table) BOOST_TEST(!read_import(text), text);
}

BOOST_AUTO_TEST_CASE(circles_of_organisations) {
  constexpr std::string_view text = "code,name,parent\na,A,b\nb,B,c\nc,C,a\nd,D,\ne,E,d\n";
  const auto made = plan(text);
  BOOST_TEST(faults(made) == "dòng 4: đơn vị cấp trên xoay vòng: a → b → c\n");
  BOOST_TEST(made.changes.empty());
  auto skip = options();
  skip.skip_bad = true;
  BOOST_TEST(plan(text, {}, skip).changes.empty());
  BOOST_TEST(faults(plan("code,name,parent\na,A,a\n")) == "dòng 2: đơn vị là cấp trên của chính nó\n");
  const auto known = imported("code,name,parent\na,A,\nb,B,a\n");
  BOOST_TEST(faults(plan("code,parent\na,b\n", known)) != "");
  // By mailboxes of organisations, too.
  BOOST_TEST(faults(plan("address,kind,org\nx,cơ quan,y\ny,cơ quan,x\n")) ==
             "dòng 3: đơn vị cấp trên xoay vòng: x → y\n");
}

BOOST_AUTO_TEST_CASE(organisations_by_name_and_by_address) {
  const auto directory = imported(
      "code,name,parent\nsnnptnt,Sở Nông nghiệp và Phát triển nông thôn,\ncckl_snnptnt,Chi cục Kiểm "
      "lâm,SNNPTNT\n");
  const auto with =
      imported("address,org\nannv,Chi cục Kiểm Lâm\nbinh,cckl_snnptnt@bacgiang.gov.vn\nchitt_cckl_snnptnt,\n",
               directory);
  for (const std::string address : {"annv", "binh", "chitt_cckl_snnptnt"})
    BOOST_TEST(box(with, address + "@bacgiang.gov.vn").organisation == "cckl_snnptnt");
}

BOOST_AUTO_TEST_CASE(what_the_file_does_not_have) {
  std::string many = "address,name\n";
  for (int i = 0; i < 40; ++i) many += "u" + std::to_string(i) + "_x,Người\n";
  const auto directory = imported(many);
  const std::string less = many.substr(0, many.rfind("u39_x"));
  const auto told = plan(less, directory);
  BOOST_TEST((told.missing == std::vector<std::string>{"u39_x@bacgiang.gov.vn"}));
  BOOST_TEST(told.changes.empty());
  auto close = options();
  close.close_missing = true;
  const auto closed = plan(less, directory, close);
  BOOST_REQUIRE(closed.changes.mailboxes.size() == 1U);
  BOOST_TEST((closed.changes.mailboxes[0].status == Standing::closed));
  BOOST_TEST(closed.changes.mailboxes[0].status_reason == "không có trong danh-ba.csv");
  BOOST_TEST(plan(less, after(directory, closed.changes), close).changes.empty());
  // A file that was cut must not close half of the province.
  const std::string cut = many.substr(0, many.find("u30_x"));
  BOOST_TEST(plan(cut, directory, close).changes.empty());
  BOOST_TEST(!plan(cut, directory, close).faults.empty());
  close.even_many = true;
  BOOST_TEST(plan(cut, directory, close).changes.mailboxes.size() == 10U);
  // Whom does an unreadable row mean?
  close.skip_bad = true;
  const auto unclear = plan(less + "a b,x\n", directory, close);
  BOOST_TEST(unclear.changes.empty());
}

BOOST_AUTO_TEST_CASE(logins_move_forward_only) {
  auto directory = imported("address,last_login\nan,2026-11-20 08:00\n");
  BOOST_REQUIRE(directory.logins.size() == 1U);
  BOOST_TEST(plan("address,last_login\nan,2026-11-19 08:00\n", directory).changes.empty());
  const auto later = plan("address,last_login\nan,2026-11-21 08:00\n", directory);
  BOOST_TEST(later.changes.logins.size() == 1U);
  BOOST_TEST(later.changes.mailboxes.empty());
  BOOST_TEST(later.changes.history.empty());
  BOOST_TEST(later.differences.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_alias_may_change_hands) {
  const auto directory = imported("address,aliases\nan,chung\nbinh,\n");
  const auto moved = imported("address,aliases\nan,\nbinh,chung\n", directory);
  BOOST_TEST(box(moved, "an@bacgiang.gov.vn").aliases.empty());
  BOOST_TEST(box(moved, "binh@bacgiang.gov.vn").aliases.size() == 1U);
  // Not while the other keeps it.
  BOOST_TEST(!plan("address,aliases\nbinh,chung\n", directory).faults.empty());
}

BOOST_AUTO_TEST_CASE(what_spreadsheets_take_for_formulas) {
  for (const std::string value : {"=1+1", "+84 204", "-", "@an", "'=x", "''+y", "'quoted'", "plain"}) {
    const auto directory = imported("address,name\nan,\"" + exported_cell(value) + "\"\n");
    BOOST_TEST(box(directory, "an@bacgiang.gov.vn").name == value);
  }
  BOOST_TEST(exported_cell("=cmd|'/C calc'!A0") == "'=cmd|'/C calc'!A0");
  BOOST_TEST(exported_cell("a=b") == "a=b");
}

BOOST_AUTO_TEST_SUITE_END()
