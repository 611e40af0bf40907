#include "directory/store.h"

#include <limits>
#include <unordered_map>

#include "directory/store_tables.h"
#include "state/bulk.h"

namespace congvu::directory {
namespace {

constexpr std::int64_t always = std::numeric_limits<std::int64_t>::min();

std::uint64_t select_revision(soci::session& sql) {
  long long revision = 0;
  sql << "select revision from directory_revision", soci::into(revision);
  return static_cast<std::uint64_t>(revision);
}

Directory::Contents select_all(soci::session& sql) {
  Directory::Contents out;
  out.revision = select_revision(sql);
  out.mailboxes = select_mailboxes(sql);
  out.organisations = select_organisations(sql);
  out.logins = select_logins(sql, always);
  out.loaded_at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return out;
}

// One row for each login and service, the latest; none that is older than what is there.
std::vector<state::Row> later_logins(const std::vector<LastLogin>& logins,
                                     const std::vector<LastLogin>& known) {
  const auto key = [](const LastLogin& one) { return one.login + '\n' + one.service; };
  std::unordered_map<std::string, Time> before;
  for (const auto& one : known) before[key(one)] = one.seen;
  std::unordered_map<std::string, const LastLogin*> latest;
  for (const auto& one : logins) {
    const auto at = before.find(key(one));
    if (at != before.end() && at->second >= one.seen) continue;
    auto& slot = latest[key(one)];
    if (slot == nullptr || slot->seen < one.seen) slot = &one;
  }
  std::vector<state::Row> rows;
  rows.reserve(latest.size());
  for (const auto& [ignored, one] : latest) rows.push_back(row_of(*one));
  return rows;
}

template <class Records>
std::vector<state::Row> rows_of(const Records& records) {
  std::vector<state::Row> rows;
  rows.reserve(records.size());
  for (const auto& record : records) rows.push_back(row_of(record));
  return rows;
}

class Writer {
 public:
  Writer(soci::session& sql, state::Engine engine, const StoreProgress& progress)
      : sql_(sql), engine_(engine), progress_(progress) {}

  void write(const Changes& changes, const std::vector<LastLogin>& known_logins) {
    const auto logins = later_logins(changes.logins, known_logins);
    all_ = changes.mailboxes.size() + changes.history.size() + logins.size();
    insert(organisation_table(), rows_of(changes.organisations), state::OnConflict::replace, false);
    insert(mailbox_table(), rows_of(changes.mailboxes), state::OnConflict::replace);
    lists(changes.mailboxes);
    insert(login_table(), logins, state::OnConflict::replace);
    insert(history_table(), rows_of(changes.history), state::OnConflict::fail);
  }

 private:
  void insert(const state::BulkTable& table, const std::vector<state::Row>& rows, state::OnConflict conflict,
              bool counted = true) {
    state::insert_rows(sql_, engine_, table, rows, conflict, [&](std::size_t done) {
      if (progress_ && counted) progress_(before_ + done, all_);
    });
    if (counted) before_ += rows.size();
  }

  void lists(const std::vector<MailboxRecord>& boxes) {
    std::vector<std::string> changed;
    std::vector<state::Row> aliases;
    std::vector<state::Row> send_as;
    for (const auto& box : boxes) {
      changed.push_back(box.address);
      for (const auto& alias : box.aliases) aliases.push_back({alias, box.address});
      for (const auto& other : box.send_as) send_as.push_back({box.address, other});
    }
    state::delete_rows(sql_, engine_, alias_table().name, "address", changed);
    state::delete_rows(sql_, engine_, send_as_table().name, "address", changed);
    insert(alias_table(), aliases, state::OnConflict::fail, false);
    insert(send_as_table(), send_as, state::OnConflict::keep, false);
  }

  soci::session& sql_;
  state::Engine engine_;
  const StoreProgress& progress_;
  std::size_t before_ = 0;
  std::size_t all_ = 0;
};

// Nothing was to be written, or the plan refused: the transaction is rolled back by this.
struct Refused {
  std::optional<Error> why;
};

}  // namespace

Result<Store> Store::open(const state::DatabaseAddress& address, bool create) {
  auto database = state::Database::open(address, create);
  if (!database) return tl::unexpected(std::move(database.error()));
  if (auto done = state::migrate(**database, "directory", directory_migrations); !done)
    return tl::unexpected(std::move(done.error()));
  return Store(std::move(*database));
}

Result<std::uint64_t> Store::revision() { return database_->attempt(select_revision); }

Result<Directory::Contents> Store::load() { return database_->reading(select_all); }

Result<std::vector<LastLogin>> Store::logins_since(Time since) {
  return database_->attempt(
      [&](soci::session& sql) { return select_logins(sql, since.time_since_epoch().count()); });
}

Result<std::vector<HistoryRow>> Store::history(std::string_view address) {
  return database_->attempt([&](soci::session& sql) { return select_history(sql, std::string(address)); });
}

Result<void> Store::change(const Plan& plan, const StoreProgress& progress) {
  std::optional<Refused> refused;
  const auto done = database_->transaction([&](soci::session& sql) {
    sql << "update directory_revision set revision = revision + 1";  // the lock of PostgreSQL
    const auto contents = select_all(sql);
    auto changes = plan(contents);
    if (!changes || changes->empty()) {
      refused = Refused{changes ? std::optional<Error>() : std::optional<Error>(std::move(changes.error()))};
      throw std::runtime_error("nothing to write");
    }
    Writer(sql, database_->engine(), progress).write(*changes, contents.logins);
  });
  if (refused && refused->why) return tl::unexpected(std::move(*refused->why));
  if (!done && !refused) return tl::unexpected(done.error());
  return {};
}

Result<void> Store::write_logins(const std::vector<LastLogin>& logins) {
  return change([&](const Directory::Contents& contents) -> Result<Changes> {
    Changes out;
    if (!later_logins(logins, contents.logins).empty()) out.logins = logins;
    return out;
  });
}

}  // namespace congvu::directory
