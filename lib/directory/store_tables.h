// The tables of the directory and how records become rows; for store.cpp.
//
// Days are ISO 8601 texts, times UTC seconds, what is unknown is empty: both engines keep the same. Failure:
// a value that this program does not know (a newer one wrote it) is told as std::runtime_error, which
// state::Database makes an Error of. Threads: pure functions.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "directory/store.h"
#include "state/bulk.h"
#include "state/database.h"

namespace congvu::directory {

extern const std::array<state::Migration, 1> directory_migrations;

const state::BulkTable& mailbox_table();
const state::BulkTable& alias_table();
const state::BulkTable& send_as_table();
const state::BulkTable& organisation_table();
const state::BulkTable& history_table();
const state::BulkTable& login_table();

state::Row row_of(const MailboxRecord& box);
state::Row row_of(const OrganisationRecord& org);
state::Row row_of(const HistoryRow& one);
state::Row row_of(const LastLogin& one);

std::vector<MailboxRecord> select_mailboxes(soci::session& sql);
std::vector<OrganisationRecord> select_organisations(soci::session& sql);
std::vector<LastLogin> select_logins(soci::session& sql, std::int64_t since);
std::vector<HistoryRow> select_history(soci::session& sql, const std::string& address);

}  // namespace congvu::directory
