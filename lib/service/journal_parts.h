// The journal of a daemon as the settings want it, and its numbers.
//
// In: settings, and the name of the program. Out: a journal; of SQLite it has a file of its own for each
// daemon (journal-milter.db). Failure: the decision log or the spool cannot be opened; a database that is not
// there is waited for, and told of in the log. Threads: pure functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "service/metrics.h"
#include "service/settings.h"

namespace congvu::service {

// `program`: "congvu-milter".
Result<std::unique_ptr<journal::Journal>> open_journal(const Settings& settings, std::string_view program);

// What the machine is called in journal and counters.
std::string node_name(const Settings& settings);
// "milter" of "congvu-milter".
std::string daemon_name(std::string_view program);
// "milter" or "policyd": where the journal of that daemon is.
state::DatabaseAddress journal_address(const state::DatabaseAddress& database, std::string_view daemon);

void add_journal_metrics(std::vector<Metric>& metrics, const journal::JournalCounters& counters);

}  // namespace congvu::service
