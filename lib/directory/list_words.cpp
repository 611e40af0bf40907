#include "directory/list_words.h"

#include <algorithm>
#include <vector>

#include "directory/name.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

struct Heading {
  std::string_view name;
  std::string_view title;
  std::vector<std::string_view> words;  // folded
};

const std::array<Heading, column_count>& headings() {
  static const std::array<Heading, column_count> all{{
      {"name",
       "Họ và tên",
       {"full name", "ho va ten", "ho ten", "ten", "ten day du", "ho va ten/ten don vi"}},
      {"title", "Chức vụ", {"chuc vu", "chuc danh"}},
      {"organisation", "Đơn vị", {"org", "don vi", "co quan", "don vi quan ly", "ma don vi quan ly"}},
      {"address", "Địa chỉ hộp thư", {"local", "dia chi", "dia chi hop thu", "hop thu", "email", "mail"}},
      {"kind", "Loại", {"loai", "loai hop thu"}},
      {"level", "Cấp", {"cap"}},
      {"login", "Tài khoản", {"tai khoan", "tai khoan dang nhap", "ten dang nhap"}},
      {"issued", "Ngày cấp", {"ngay cap"}},
      {"last_login", "Đăng nhập gần nhất", {"dang nhap gan nhat", "lan dang nhap gan nhat"}},
      {"status", "Trạng thái", {"trang thai"}},
      {"status_since", "Trạng thái từ ngày", {"trang thai tu ngay", "tu ngay"}},
      {"status_until", "Trạng thái đến ngày", {"trang thai den ngay", "den ngay"}},
      {"status_reason", "Lý do", {"ly do", "ly do, so van ban", "so van ban"}},
      {"password_changed", "Đổi mật khẩu gần nhất", {"doi mat khau gan nhat", "ngay doi mat khau"}},
      {"aliases", "Địa chỉ khác", {"dia chi khac", "bi danh", "alias"}},
      {"send_as", "Được gửi thay", {"duoc gui thay", "gui thay"}},
      {"code", "Mã đơn vị", {"ma don vi", "ma", "ma co quan"}},
      {"parent", "Đơn vị cấp trên", {"don vi cap tren", "co quan cap tren", "truc thuoc"}},
  }};
  return all;
}

template <class Value>
struct Meaning {
  std::string_view word;  // folded
  Value value;
};
constexpr std::array<Meaning<MailboxKind>, 9> kinds{{
    {"organisation", MailboxKind::organisation},
    {"co quan", MailboxKind::organisation},
    {"don vi", MailboxKind::organisation},
    {"person", MailboxKind::person},
    {"ca nhan", MailboxKind::person},
    {"administrator", MailboxKind::administrator},
    {"quan tri", MailboxKind::administrator},
    {"technical", MailboxKind::technical},
    {"ky thuat", MailboxKind::technical},
}};
constexpr std::array<Meaning<Level>, 11> levels{{
    {"province", Level::province},
    {"tinh", Level::province},
    {"sub-unit", Level::sub_unit},
    {"truc thuoc", Level::sub_unit},
    {"district", Level::district},
    {"huyen", Level::district},
    {"commune", Level::commune},
    {"xa", Level::commune},
    {"district-office", Level::district_office},
    {"phong", Level::district_office},
    {"phong cap huyen", Level::district_office},
}};
constexpr std::array<Meaning<Standing>, 14> statuses{{
    {"in_use", Standing::in_use},
    {"in use", Standing::in_use},
    {"active", Standing::in_use},
    {"dang dung", Standing::in_use},
    {"dang su dung", Standing::in_use},
    {"hoat dong", Standing::in_use},
    {"suspended", Standing::suspended},
    {"tam dung", Standing::suspended},
    {"tam khoa", Standing::suspended},
    {"locked", Standing::suspended},
    {"closed", Standing::closed},
    {"cham dut", Standing::closed},
    {"thu hoi", Standing::closed},
    {"da dong", Standing::closed},
}};

constexpr std::array<std::string_view, 4> kind_words{"cơ quan", "cá nhân", "quản trị", "kỹ thuật"};
constexpr std::array<std::string_view, 5> level_words{"tỉnh", "trực thuộc", "huyện", "xã", "phòng cấp huyện"};
constexpr std::array<std::string_view, 5> status_words{"tên miền khác", "chưa đăng ký", "đang dùng",
                                                       "tạm dừng", "chấm dứt"};

template <class Value, std::size_t N>
std::optional<Value> meaning(const std::array<Meaning<Value>, N>& words, std::string_view text) {
  const std::string wanted = fold(trim_ascii(text));
  const auto at =
      std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.word == wanted; });
  if (at == words.end()) return std::nullopt;
  return at->value;
}

template <class Enum>
std::size_t place(Enum value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

std::string_view column_name(Column column) { return headings().at(place(column)).name; }
std::string_view column_title(Column column) { return headings().at(place(column)).title; }

std::optional<Column> column_of(std::string_view heading) {
  const std::string wanted = fold(trim_ascii(heading));
  for (std::size_t i = 0; i < column_count; ++i) {
    const auto& one = headings().at(i);
    if (one.name == wanted || std::find(one.words.begin(), one.words.end(), wanted) != one.words.end())
      return static_cast<Column>(i);
  }
  return std::nullopt;
}

std::optional<MailboxKind> kind_of_word(std::string_view text) { return meaning(kinds, text); }
std::string_view kind_word(MailboxKind kind) { return kind_words.at(place(kind)); }
std::optional<Level> level_of_word(std::string_view text) { return meaning(levels, text); }
std::string_view level_word(Level level) { return level_words.at(place(level)); }
std::optional<Standing> status_of_word(std::string_view text) { return meaning(statuses, text); }
std::string_view status_word(Standing status) { return status_words.at(place(status)); }

}  // namespace congvu::directory
