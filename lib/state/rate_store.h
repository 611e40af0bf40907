// The counters of all processes in the database.
//
// Every process is an incarnation with a random name. It alone writes its rows, each with the whole window,
// so that what is written twice changes nothing; every writing has a higher version, so that others read what
// is new. Rows outlive their process until their window is over: a restart forgets nothing. In: rows. Out:
// the rows of others, and how many of them live. Units: milliseconds of the database's clock (of SQLite, this
// machine's wall clock); cells are numbered by it. Limits: state/database.h's patience. Failure:
// `unavailable`: open another. Threads: belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "state/database.h"

namespace congvu::state {

struct RateRow {
  std::string incarnation;  // of others
  std::string key;          // "login:annv_stttt@bacgiang.gov.vn"
  std::string question;     // "login/recipients/3600"
  std::int64_t expires = 0;
  std::string cells;
};

struct RateExchange {
  std::vector<RateRow> others;  // what they have written since the last time
  std::uint64_t alive = 1;      // processes of this daemon's kind on all nodes, this one included
};

class RateStore {
 public:
  // `silent_after`: a process that has not written for so long is no longer alive.
  static Result<std::unique_ptr<RateStore>> open(const DatabaseAddress& address, std::string incarnation,
                                                 std::string node, std::int64_t silent_after);

  Result<std::int64_t> now();
  // Writes own rows and the sign of life, then reads. `alive` false: the last time.
  Result<RateExchange> exchange(const std::vector<RateRow>& own, std::int64_t now, bool alive);
  // Deletes what is over by `now`.
  Result<void> clean(std::int64_t now);

 private:
  RateStore(std::unique_ptr<Database> database, std::string incarnation, std::string node,
            std::int64_t silent_after)
      : database_(std::move(database)),
        incarnation_(std::move(incarnation)),
        node_(std::move(node)),
        silent_after_(silent_after) {}

  void write(soci::session& sql, const std::vector<RateRow>& own, std::int64_t now, bool alive);
  RateExchange read(soci::session& sql, std::int64_t now);

  std::unique_ptr<Database> database_;
  std::string incarnation_;
  std::string node_;
  std::int64_t silent_after_;
  std::int64_t version_ = 0;
  std::map<std::string, std::int64_t> read_;  // the newest version read of each process
};

}  // namespace congvu::state
