// The journal as a daemon holds it: every decision into the database and the decision log, while no verdict
// ever waits for a disk or a database.
//
//   auto journal = journal::Journal::open(settings, [](const std::string& trouble) { warn(trouble); });
//   (*journal)->write(std::move(record));      // record.h
//
// In: records. Out: each gets its id (decision_id.h) and the clocks; a line in the decision log, where there
// is one; a row in the database, where there is one, by way of the backlog (backlog.h, delivery.h). Limits: a
// queue bounded in records and bytes. write() takes a lock for as long as a record takes to be moved, never
// longer. Failure: what finds no room in the queue is dropped; what the log's disk refuses is missing there;
// what neither spool nor memory can keep while the database is gone is missing in the database. All of it is
// counted, and `trouble` is told at most once a minute and at the end. Durable: a kill -9 takes what is in
// the queue, which is what came since the own thread was last awake (well under 200 ms); what was lined up
// for the database is in the spool by then, and is delivered by the next start, once. A power cut takes,
// besides, what the kernel has not written yet: of the decision log up to half a minute, of the database what
// came in the last 200 ms, and while the database is gone what came since the last try (30 s). Threads: all
// of it from any number; `trouble` is called by the journal's own two threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "facts/error.h"
#include "journal/backlog.h"
#include "journal/decision_id.h"
#include "journal/delivery.h"
#include "journal/line_file.h"
#include "journal/record.h"
#include "state/address.h"

namespace congvu::journal {

struct JournalLimits {
  std::size_t records = 10'000;
  std::size_t bytes = 32U << 20;
  std::chrono::milliseconds told_every{60'000};
};

struct JournalSettings {
  std::string node;
  std::string daemon;                  // "milter", "policyd"
  std::filesystem::path decision_log;  // or empty
  // Of SQLite the file itself; or none.
  std::optional<state::DatabaseAddress> database;
  std::filesystem::path spool;
  std::uint64_t spool_bytes = 1ULL << 30;
  unsigned keep_days = 400;
  JournalLimits limits;
  DeliverySettings delivery;
};

// Since the start.
struct JournalCounters {
  std::uint64_t written = 0;        // by write()
  std::uint64_t dropped = 0;        // found no room in the queue: kept nowhere
  std::uint64_t log_lost = 0;       // missing in the decision log only
  std::uint64_t database_lost = 0;  // missing in the database only
  std::uint64_t stored = 0;         // in the database
  std::uint64_t spool_bytes = 0;    // now in the spool
  // Everything that is missing somewhere.
  [[nodiscard]] std::uint64_t lost() const { return dropped + log_lost + database_lost; }
};

class Journal {
 public:
  // The parts that the outside world stands behind; each may be absent.
  struct Parts {
    std::unique_ptr<LineSink> log;
    std::unique_ptr<Backlog> backlog;
    SinkOpener database;  // needs a backlog
  };
  // Fails where the decision log or the spool cannot be opened; a database that is not there is waited for.
  static Result<std::unique_ptr<Journal>> open(const JournalSettings& settings, Trouble trouble);
  Journal(Parts parts, const JournalSettings& settings, std::string incarnation, Trouble trouble);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  // Writes what is queued.
  ~Journal();

  // Whether anything is kept of what is written.
  [[nodiscard]] bool keeps() const { return log_ || backlog_; }
  void write(Record record);
  // The decision log was renamed.
  void reopen();
  // Waits until all is where it belongs, at most that long.
  void flush(std::chrono::milliseconds most);
  [[nodiscard]] JournalCounters counters() const;

 private:
  struct Losses {
    std::uint64_t queue = 0, log = 0, database = 0;
    std::string log_error, database_error;
  };
  void run();
  void reopen_log();
  void write_all(std::deque<Record>& records);
  void write_one(Record& record);
  void tell(bool now);

  const std::unique_ptr<LineSink> log_;
  const std::unique_ptr<Backlog> backlog_;
  const std::string node_, daemon_;
  const Trouble trouble_;
  const JournalLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_, idle_;
  std::deque<Record> queue_;
  std::size_t queued_bytes_ = 0;
  bool reopen_ = false, stopping_ = false, writing_ = false;
  std::uint64_t written_ = 0;
  Losses losses_;
  // Of the own thread only.
  DecisionIds ids_;
  Losses told_;
  std::chrono::steady_clock::time_point next_telling_{};
  std::unique_ptr<Delivery> delivery_;
  std::thread thread_;
};

}  // namespace congvu::journal
