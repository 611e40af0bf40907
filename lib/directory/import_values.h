// One row of an import put upon the record that is there.
//
// In: a row of texts, the record before (or a new one with its address), what the file says of organisations.
// Out: the record after, or the row's first fault in Vietnamese, without its line. Threads: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "directory/import_plan.h"

namespace congvu::directory {

// The codes and names that organisation cells may use.
class OrganisationNames {
 public:
  void add(std::string_view code, std::string_view name);
  [[nodiscard]] bool has_code(std::string_view code) const { return codes_.count(std::string(code)) != 0; }
  // A code as it stands, else the code of the organisation of that name.
  [[nodiscard]] Result<std::string> code_of(std::string_view cell) const;

 private:
  std::unordered_set<std::string> codes_;
  std::unordered_map<std::string, std::string> by_name_;  // folded; an empty code for a name of two
};

struct RowContext {
  const ImportOptions& options;
  const OrganisationNames& organisations;
};

struct RowResult {
  MailboxRecord mailbox;
  std::optional<OrganisationRecord> organisation;  // of an organisation's mailbox
  std::optional<Time> last_login;
};

// `parent_before`: of the organisation, as it is known.
Result<RowResult> apply_row(const ImportRow& row, MailboxRecord before, bool is_new, MailboxKind kind,
                            std::string_view parent_before, const RowContext& context);
Result<OrganisationRecord> apply_row(const ImportRow& row, OrganisationRecord before,
                                     const RowContext& context);

}  // namespace congvu::directory
