#include "directory/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

char separator_of(std::string_view text) {
  const auto first_line = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char candidate : {';', '\t'})
    if (std::count(first_line.begin(), first_line.end(), candidate) >
        std::count(first_line.begin(), first_line.end(), best))
      best = candidate;
  return best;
}

tl::unexpected<Error> at_line(std::size_t line, ErrorKind kind, std::string text) {
  return fail(kind, fmt::format("dòng {}", line), std::move(text));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  Result<std::vector<CsvRow>> rows() {
    std::vector<CsvRow> out;
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      if (auto done = fields(row); !done) return tl::unexpected(std::move(done.error()));
      const bool empty = row.fields.size() == 1 && row.fields.front().empty();
      if (empty) continue;
      if (out.size() == most_csv_rows)
        return at_line(line_, ErrorKind::limit, fmt::format("quá {} dòng", most_csv_rows));
      out.push_back(std::move(row));
    }
    return out;
  }

 private:
  bool ends_field() const {
    return at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\n' ||
           (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  tl::expected<void, Error> fields(CsvRow& row) {
    while (true) {
      if (row.fields.size() == most_csv_columns)
        return at_line(line_, ErrorKind::limit, fmt::format("quá {} cột", most_csv_columns));
      auto value = field();
      if (!value) return tl::unexpected(std::move(value.error()));
      row.fields.push_back(std::move(*value));
      if (at_ == text_.size() || text_[at_] != separator_) break;
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size()) {
      ++at_;
      ++line_;
    }
    return {};
  }

  Result<std::string> field() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t start = at_;
    while (!ends_field()) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  Result<std::string> quoted() {
    const std::size_t opened = line_;
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        out += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        out += text_[++at_];
      } else {
        ++at_;
        if (!ends_field()) return at_line(line_, ErrorKind::invalid, "có chữ sau dấu nháy kép đóng");
        return out;
      }
    }
    return at_line(opened, ErrorKind::invalid, "dấu nháy kép mở mà không đóng");
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return Reader(text).rows();
}

}  // namespace congvu::directory
