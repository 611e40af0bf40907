#include "directory/address_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "directory/csv.h"
#include "directory/list_words.h"
#include "directory/name.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

struct Column {
  std::string_view name;
  std::vector<std::string_view> headings;  // folded
};
enum Field : std::size_t { local, name, kind, org, level };
const std::array<Column, 5>& columns() {
  static const std::array<Column, 5> all{{
      {"local", {"local", "address", "dia chi", "dia chi hop thu", "hop thu"}},
      {"name", {"name", "full name", "ho va ten", "ho ten", "ten", "ten don vi", "ten day du"}},
      {"kind", {"kind", "loai", "loai hop thu"}},
      {"org", {"org", "organisation", "don vi", "co quan", "don vi quan ly"}},
      {"level", {"level", "cap"}},
  }};
  return all;
}

std::string folded(std::string_view text) { return fold(trim_ascii(text)); }

using Positions = std::array<std::optional<std::size_t>, 5>;

Result<Positions> positions_of(const CsvRow& headings) {
  Positions positions;
  for (std::size_t i = 0; i < headings.fields.size(); ++i) {
    const std::string heading = folded(headings.fields[i]);
    for (std::size_t field = 0; field < columns().size(); ++field) {
      const auto& known = columns().at(field).headings;
      if (!positions.at(field) && std::find(known.begin(), known.end(), heading) != known.end())
        positions.at(field) = i;
    }
  }
  for (const auto field : {local, name})
    if (!positions.at(field))
      return fail(ErrorKind::invalid, fmt::format("dòng {}", headings.line),
                  fmt::format("thiếu cột `{}`; dòng đầu là tên cột: local,name,kind,org,level",
                              columns().at(field).name));
  return positions;
}

class Rows {
 public:
  explicit Rows(const Positions& positions) : positions_(positions) {}

  void add(const CsvRow& row) {
    AddressEntry entry;
    const auto address = trim_ascii(value(row, local));
    const auto at = address.rfind('@');
    entry.local = address.substr(0, at);
    entry.name = trim_ascii(value(row, name));
    entry.org = organisation(trim_ascii(value(row, org)));
    if (entry.local.empty()) return fault(row, "không có địa chỉ");
    const auto kind_text = value(row, kind);
    if (!trim_ascii(kind_text).empty()) {
      const auto found = kind_of_word(kind_text);
      if (!found) return fault(row, fmt::format("không có loại hộp thư `{}`", shown(kind_text)));
      entry.kind = *found;
    }
    if (const auto level_text = value(row, level); !trim_ascii(level_text).empty()) {
      entry.level = level_of_word(level_text);
      if (!entry.level) return fault(row, fmt::format("không có cấp `{}`", shown(level_text)));
    }
    list_.entries.push_back(std::move(entry));
    list_.lines.push_back(row.line);
    list_.domains.emplace_back(at == std::string_view::npos ? std::string_view() : address.substr(at + 1));
  }

  AddressList take() { return std::move(list_); }

 private:
  static std::string shown(std::string_view text) { return printable(valid_utf8(text), 60); }
  static std::string organisation(std::string_view text) {
    return std::string(text.substr(0, text.find('@')));
  }

  std::string_view value(const CsvRow& row, Field field) const {
    const auto position = positions_.at(field);
    return position && *position < row.fields.size() ? std::string_view(row.fields[*position])
                                                     : std::string_view();
  }
  void fault(const CsvRow& row, std::string text) {
    list_.faults.push_back({ErrorKind::invalid, fmt::format("dòng {}", row.line), std::move(text)});
  }

  const Positions& positions_;
  AddressList list_;
};

}  // namespace

Result<AddressList> read_address_list(std::string_view text) {
  const auto rows = read_csv(text);
  if (!rows) return tl::unexpected(rows.error());
  if (rows->empty()) return fail(ErrorKind::invalid, {}, "danh sách trống");
  const auto positions = positions_of(rows->front());
  if (!positions) return tl::unexpected(positions.error());
  Rows out(*positions);
  for (auto row = rows->begin() + 1; row != rows->end(); ++row) out.add(*row);
  return out.take();
}

AddressList address_list_of(const Directory::Contents& contents) {
  std::unordered_map<std::string_view, std::string_view> parents;
  for (const auto& org : contents.organisations) parents.emplace(org.code, org.parent);
  AddressList out;
  for (const auto& box : contents.mailboxes) {
    if (box.status == Standing::closed) continue;
    const auto at = box.address.rfind('@');
    AddressEntry entry{box.address.substr(0, at), box.name, box.kind, box.organisation, box.level};
    if (const auto own = parents.find(entry.local);
        box.kind == MailboxKind::organisation && own != parents.end())
      entry.org = own->second;
    out.lines.push_back(out.entries.size() + 1);
    out.domains.push_back(box.address.substr(at + 1));
    out.entries.push_back(std::move(entry));
  }
  return out;
}

}  // namespace congvu::directory
