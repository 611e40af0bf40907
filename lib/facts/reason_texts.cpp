// The texts of reasons.h; those of deviations stand in deviation_list.h.
#include <algorithm>
#include <array>

#include "facts/reasons.h"

namespace congvu {
namespace {

constexpr ReasonText deviations[] = {
#define CONGVU_DEVIATION(name, grade, english, vietnamese) {english, vietnamese},
#include "facts/deviation_list.h"
#undef CONGVU_DEVIATION
};

// In the order of Unchecked.
constexpr std::array<ReasonText, static_cast<std::size_t>(Unchecked::count_)> unchecked{{
    {"a limit stopped the look", "vượt giới hạn nên chưa xem hết"},
    {"cut or broken where it had to be read", "bị cắt hoặc hỏng ở chỗ cần đọc"},
    {"a kind of container that nothing here opens", "loại tệp chứa mà ở đây không mở được"},
    {"packed by a method that nothing here unpacks", "nén bằng cách mà ở đây không giải nén được"},
    {"one volume of several", "chỉ là một phần của tệp chia nhỏ"},
    {"a transfer encoding that nobody knows", "mã hóa truyền tải không ai biết"},
    {"the content is elsewhere", "nội dung nằm ở nơi khác"},
}};

struct LimitText {
  std::string_view name;
  ReasonText text;
};
constexpr std::array<LimitText, 13> limits{{
    {"message_bytes", {"the message is longer than is read", "thư dài hơn mức được đọc"}},
    {"unpacked_bytes", {"too much unpacked in one message", "tổng dữ liệu giải nén của thư quá lớn"}},
    {"entry_bytes", {"one unpacked object is too long", "một đối tượng giải nén ra quá lớn"}},
    {"ratio", {"packed too well for a document", "tỷ lệ nén quá cao so với tài liệu thường"}},
    {"ratio_floor", {"packed too well for a document", "tỷ lệ nén quá cao so với tài liệu thường"}},
    {"entries", {"too many objects in one message", "thư chứa quá nhiều đối tượng"}},
    {"parts", {"too many parts in one mail", "thư có quá nhiều phần"}},
    {"depth", {"containers too deep inside each other", "tệp chứa lồng nhau quá sâu"}},
    {"header_fields", {"too many fields in one header", "phần đầu có quá nhiều trường"}},
    {"header_bytes", {"a header that is too long", "phần đầu quá dài"}},
    {"parameters", {"too many parameters in one field", "một trường có quá nhiều tham số"}},
    {"name_bytes", {"a file name that is too long", "tên tệp quá dài"}},
    {"cpu_ms", {"too much time for one message", "kiểm tra thư tốn quá nhiều thời gian"}},
}};

}  // namespace

ReasonText text_of(Deviation deviation) {
  return deviation < Deviation::count_ ? deviations[static_cast<std::size_t>(deviation)] : ReasonText{};
}

ReasonText text_of(Unchecked reason) {
  return reason < Unchecked::count_ ? unchecked[static_cast<std::size_t>(reason)] : ReasonText{};
}

ReasonText text_of_limit(std::string_view name) {
  const auto* const row =
      std::find_if(limits.begin(), limits.end(), [&](const LimitText& limit) { return limit.name == name; });
  return row == limits.end() ? ReasonText{} : row->text;
}

}  // namespace congvu
