#include "directory/list_cells.h"

#include <fmt/format.h>

#include "directory/date_text.h"

namespace congvu::directory {
namespace {

std::string text_of(const std::optional<Day>& day) { return day ? day_text(*day) : std::string(); }

}  // namespace

std::string_view local_part(std::string_view address) { return address.substr(0, address.find('@')); }

Cells cells_of(const MailboxRecord& box, const OrganisationRecord* own, std::optional<Time> last_login) {
  Cells out;
  const auto put = [&](Column column, std::string text) {
    out.at(static_cast<std::size_t>(column)) = std::move(text);
  };
  put(Column::name, box.name);
  put(Column::title, box.title);
  put(Column::organisation, own != nullptr ? own->parent : box.organisation);
  put(Column::address, box.address);
  put(Column::kind, std::string(kind_word(box.kind)));
  if (box.level) put(Column::level, std::string(level_word(*box.level)));
  if (box.login != box.address) put(Column::login, box.login);
  put(Column::issued, text_of(box.issued));
  if (last_login) put(Column::last_login, time_text(*last_login));
  put(Column::status, std::string(status_word(box.status)));
  put(Column::status_since, text_of(box.status_since));
  put(Column::status_until, text_of(box.status_until));
  put(Column::status_reason, box.status_reason);
  put(Column::password_changed, text_of(box.password_changed));
  put(Column::aliases, fmt::format("{}", fmt::join(box.aliases, " ")));
  put(Column::send_as, fmt::format("{}", fmt::join(box.send_as, " ")));
  return out;
}

Cells cells_of(const OrganisationRecord& org) {
  Cells out;
  out.at(static_cast<std::size_t>(Column::code)) = org.code;
  out.at(static_cast<std::size_t>(Column::name)) = org.name;
  if (org.level) out.at(static_cast<std::size_t>(Column::level)) = level_word(*org.level);
  out.at(static_cast<std::size_t>(Column::parent)) = org.parent;
  return out;
}

}  // namespace congvu::directory
