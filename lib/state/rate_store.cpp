#include "state/rate_store.h"

#include <fmt/format.h>

#include <array>

#include "state/bulk.h"

namespace congvu::state {
namespace {

constexpr std::int64_t forgotten_after = 40LL * 24 * 3600 * 1000;  // longer than any window

const std::array<Migration, 1> migrations{
    Migration{"create table rate_process ("
              "  incarnation varchar(40) primary key,"
              "  node varchar(100) not null,"
              "  version bigint not null,"
              "  seen bigint not null,"
              "  alive integer not null);"
              "create table rate_row ("
              "  incarnation varchar(40) not null,"
              "  rate_key varchar(400) not null,"
              "  question varchar(60) not null,"
              "  version bigint not null,"
              "  expires bigint not null,"
              "  cells text not null,"
              "  primary key (incarnation, rate_key, question));"
              "create index rate_row_version on rate_row (incarnation, version);"
              "create index rate_row_expires on rate_row (expires);",
              {}}};

struct Process {
  std::string incarnation;
  std::int64_t version = 0;
};

// "mx1/policyd": a milter counts only what no policy server was asked about, so that the two of one node are
// not likely to count under one key at once.
bool same_daemon(const std::string& one, const std::string& other) {
  return one.substr(one.rfind('/') + 1) == other.substr(other.rfind('/') + 1);
}

}  // namespace

Result<std::unique_ptr<RateStore>> RateStore::open(const DatabaseAddress& address, std::string incarnation,
                                                   std::string node, std::int64_t silent_after) {
  auto database = Database::open(address);
  if (!database) return tl::unexpected(database.error());
  if (auto made = migrate(**database, "rates", migrations); !made) return tl::unexpected(made.error());
  // The version goes on after a lost connection, since others have read up to it.
  const auto version = (*database)->attempt([&](soci::session& sql) {
    long long out = 0;
    sql << "select coalesce(max(version), 0) from rate_process where incarnation = :own", soci::into(out),
        soci::use(incarnation, "own");
    return out;
  });
  if (!version) return tl::unexpected(version.error());
  std::unique_ptr<RateStore> out(
      new RateStore(std::move(*database), std::move(incarnation), std::move(node), silent_after));
  out->version_ = *version;
  return out;
}

Result<std::int64_t> RateStore::now() {
  return database_->attempt([&](soci::session& sql) -> std::int64_t {
    if (database_->engine() == Engine::sqlite)
      return std::chrono::duration_cast<std::chrono::milliseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
          .count();
    long long out = 0;
    sql << "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)", soci::into(out);
    return out;
  });
}

Result<RateExchange> RateStore::exchange(const std::vector<RateRow>& own, std::int64_t now, bool alive) {
  const auto written = database_->transaction([&](soci::session& sql) { write(sql, own, now, alive); });
  if (!written) return tl::unexpected(written.error());
  return database_->attempt([&](soci::session& sql) { return read(sql, now); });
}

// Also without rows, the sign of life.
void RateStore::write(soci::session& sql, const std::vector<RateRow>& own, std::int64_t now, bool alive) {
  ++version_;
  const BulkTable processes{"rate_process",
                            {"incarnation", "node", "version", "seen", "alive"},
                            {"incarnation"},
                            {"version", "seen", "alive"}};
  insert_rows(sql, database_->engine(), processes,
              {{incarnation_, node_, std::to_string(version_), std::to_string(now), alive ? "1" : "0"}},
              OnConflict::replace);
  const BulkTable rows{"rate_row",
                       {"incarnation", "rate_key", "question", "version", "expires", "cells"},
                       {"incarnation", "rate_key", "question"},
                       {"version", "expires"}};
  std::vector<Row> values;
  values.reserve(own.size());
  for (const auto& row : own)
    values.push_back({incarnation_, row.key, row.question, std::to_string(version_),
                      std::to_string(row.expires), row.cells});
  insert_rows(sql, database_->engine(), rows, values, OnConflict::replace);
}

// A process writes one version after the other: where it is said to have reached one, all before are there.
RateExchange RateStore::read(soci::session& sql, std::int64_t now) {
  RateExchange out;
  std::vector<Process> newer;
  const soci::rowset<soci::row> processes =
      (sql.prepare << "select incarnation, version, seen, alive, node from rate_process where "
                      "incarnation <> :own",
       soci::use(incarnation_, "own"));
  for (const auto& row : processes) {
    Process process{row.get<std::string>(0), row.get<long long>(1)};
    const bool alive = row.get<int>(3) != 0 && row.get<long long>(2) > now - silent_after_;
    if (alive && same_daemon(row.get<std::string>(4), node_)) ++out.alive;
    if (process.version > read_[process.incarnation]) newer.push_back(std::move(process));
  }
  for (const auto& process : newer) {
    const long long since = read_[process.incarnation];
    const long long until = process.version;
    const soci::rowset<soci::row> rows =
        (sql.prepare
             << "select rate_key, question, expires, cells from rate_row where incarnation = :one and "
                "version > :since and version <= :until",
         soci::use(process.incarnation, "one"), soci::use(since, "since"), soci::use(until, "until"));
    for (const auto& row : rows)
      out.others.push_back({process.incarnation, row.get<std::string>(0), row.get<std::string>(1),
                            row.get<long long>(2), row.get<std::string>(3)});
    read_[process.incarnation] = process.version;
  }
  return out;
}

Result<void> RateStore::clean(std::int64_t now) {
  return database_->attempt([&](soci::session& sql) {
    const long long over = now;
    const long long gone = now - forgotten_after;
    sql << "delete from rate_row where expires < :now", soci::use(over, "now");
    sql << "delete from rate_process where seen < :gone", soci::use(gone, "gone");
  });
}

}  // namespace congvu::state
