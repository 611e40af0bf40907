#include "directory/status_change.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "directory/date_text.h"
#include "directory/list_words.h"

namespace congvu::directory {
namespace {

std::string reason_of(const StatusChange& change) {
  if (change.document.empty()) return change.reason;
  if (change.reason.empty()) return change.document;
  return change.document + ": " + change.reason;
}

std::string told(const StatusChange& change, Standing before) {
  std::string text = fmt::format("{} → {}", status_word(before), status_word(change.status));
  if (change.until) text += fmt::format(", đến {}", day_for_people(*change.until));
  return text;
}

std::optional<std::string> refused(const StatusChange& change, const MailboxRecord& box) {
  const bool longer = box.status == Standing::suspended && box.status_until != change.until;
  if (box.status == change.status && !(change.status == Standing::suspended && longer))
    return fmt::format("đã ở trạng thái {}", status_word(box.status));
  if (box.status == Standing::closed && change.status == Standing::suspended)
    return "đã chấm dứt, không tạm dừng được";
  return std::nullopt;
}

}  // namespace

Result<Changes> change_status(const StatusChange& change, const Directory::Contents& directory) {
  std::unordered_map<std::string_view, const MailboxRecord*> known;
  for (const auto& box : directory.mailboxes) {
    known.emplace(box.address, &box);
    for (const auto& alias : box.aliases) known.emplace(alias, &box);
  }
  Changes out;
  std::unordered_set<std::string_view> named;
  for (const auto& address : change.addresses) {
    if (!named.insert(address).second) continue;
    const auto at = known.find(address);
    if (at == known.end()) return fail(ErrorKind::invalid, address, "không có trong danh bạ");
    if (at->second->address != address)
      return fail(ErrorKind::invalid, address, fmt::format("là địa chỉ khác của {}", at->second->address));
    MailboxRecord box = *at->second;
    if (auto why = refused(change, box)) return fail(ErrorKind::invalid, address, std::move(*why));
    out.history.push_back({change.now, change.who, address, told(change, box.status), reason_of(change)});
    box.status = change.status;
    box.status_since = local_day(change.now);
    box.status_until = change.until;
    box.status_reason = reason_of(change);
    out.mailboxes.push_back(std::move(box));
  }
  return out;
}

}  // namespace congvu::directory
