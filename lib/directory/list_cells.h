// A mailbox or an organisation as the cells of a list: what an export writes and an import compares.
//
// In: records. Out: texts by column, in the form that an import reads back as the same record. Threads: pure
// functions.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "directory/list_words.h"
#include "directory/mailbox.h"

namespace congvu::directory {

using Cells = std::array<std::string, column_count>;

// `own`: the organisation whose mailbox this is; then its organisation cell is that one's parent.
Cells cells_of(const MailboxRecord& box, const OrganisationRecord* own, std::optional<Time> last_login);
Cells cells_of(const OrganisationRecord& org);

// The local part of an address: for an organisation's mailbox its code.
std::string_view local_part(std::string_view address);

}  // namespace congvu::directory
