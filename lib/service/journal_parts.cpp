#include "service/journal_parts.h"

#include <unistd.h>

#include <array>
#include <string>

#include "service/log.h"

namespace congvu::service {
namespace {

constexpr std::string_view program_prefix = "congvu-";

}  // namespace

std::string node_name(const Settings& settings) {
  if (!settings.node.empty()) return settings.node;
  std::array<char, 65> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string daemon_name(std::string_view program) {
  return std::string(program.starts_with(program_prefix) ? program.substr(program_prefix.size()) : program);
}

state::DatabaseAddress journal_address(const state::DatabaseAddress& database, std::string_view daemon) {
  return state::part_of(database, "journal-" + std::string(daemon));
}

Result<std::unique_ptr<journal::Journal>> open_journal(const Settings& settings, std::string_view program) {
  journal::JournalSettings wanted;
  wanted.daemon = daemon_name(program);
  wanted.node = node_name(settings);
  wanted.decision_log = settings.decision_log;
  if (settings.database) wanted.database = journal_address(*settings.database, wanted.daemon);
  wanted.spool = settings.journal.spool;
  wanted.spool_bytes = settings.journal.spool_bytes;
  wanted.keep_days = settings.journal.keep_days;
  return journal::Journal::open(wanted,
                                [](const std::string& trouble) { log_event(LogLevel::error, trouble); });
}

void add_journal_metrics(std::vector<Metric>& metrics, const journal::JournalCounters& counters) {
  using Kind = Metric::Kind;
  metrics.push_back({"congvu_decisions_dropped_total",
                     "decisions that are missing in the journal, in the decision log or in both",
                     Kind::counter,
                     {{{{"missing", "everywhere"}}, counters.dropped},
                      {{{"missing", "log"}}, counters.log_lost},
                      {{{"missing", "database"}}, counters.database_lost}}});
  metrics.push_back({"congvu_decisions_stored_total",
                     "decisions that the journal's database has taken",
                     Kind::counter,
                     {{{}, counters.stored}}});
  metrics.push_back({"congvu_journal_spool_bytes",
                     "what the journal's database does not have yet",
                     Kind::gauge,
                     {{{}, counters.spool_bytes}}});
}

}  // namespace congvu::service
