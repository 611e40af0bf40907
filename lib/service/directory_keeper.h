// Keeps the directory of mailboxes in memory: what the daemons answer from, whatever the database does.
//
//   DirectoryKeeper keeper(address, "bacgiang.gov.vn", settings.directory, tell);
//   const auto view = keeper.view();                 // for one message; never waits for a database
//   if (const Mailbox* box = view.directory->by_login(login)) ...
//
// In: where the database is, how often to look for changes. Out: the newest Directory that could be loaded,
// never null (before the first one: an empty one), and whether it is stale: no look at the database has
// succeeded for `stale_after`, or none at all yet. A whole load only where the revision changed; new logins
// alone are added to what is there (once an hour all of them, for mail servers whose clocks go wrong). The
// constructor tries the first load itself, so that a daemon which is ready knows the mailboxes. Limits: after
// a failure it waits 1 s, then twice as long, at most 30 s (or `refresh`, where that is longer). Failure:
// told by `tell` when it begins, when its reason changes, and when it ends. Threads: one more; view() and the
// rest from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "directory/snapshot.h"
#include "directory/store.h"
#include "service/settings.h"
#include "state/address.h"

namespace congvu::service {

class DirectoryKeeper {
 public:
  struct View {
    std::shared_ptr<const directory::Directory> directory;
    bool stale = false;
  };
  struct Counts {
    std::uint64_t loads = 0;  // of the whole directory
    std::uint64_t looks = 0;  // at the revision, successful
    std::uint64_t failures = 0;
  };
  enum class News { loaded, failed, recovered };
  using Tell = std::function<void(News, const std::string&)>;  // from the keeper's thread

  // `address`: of the directory's own database (state::part_of()).
  DirectoryKeeper(state::DatabaseAddress address, std::string login_domain, const DirectorySettings& settings,
                  Tell tell);
  DirectoryKeeper(const DirectoryKeeper&) = delete;
  DirectoryKeeper& operator=(const DirectoryKeeper&) = delete;
  ~DirectoryKeeper();

  [[nodiscard]] View view() const;
  [[nodiscard]] Counts counts() const;
  void look_now();  // SIGHUP: without waiting for the next time

 private:
  void run();
  void look();
  Result<std::shared_ptr<const directory::Directory>> looked();
  void failed(const Error& error);
  void succeeded(std::shared_ptr<const directory::Directory> next);
  [[nodiscard]] std::chrono::milliseconds wait() const;

  const state::DatabaseAddress address_;
  const std::string login_domain_;
  const DirectorySettings settings_;
  const Tell tell_;

  // Of the keeper's thread.
  std::optional<directory::Store> store_;
  std::uint64_t file_ = 0;  // SQLite: the open file, which another may have replaced
  std::chrono::steady_clock::time_point all_logins_due_;
  std::string trouble_;
  unsigned failures_in_a_row_ = 0;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  bool end_ = false;
  bool look_now_ = false;
  std::shared_ptr<const directory::Directory> directory_;
  std::optional<std::chrono::steady_clock::time_point> last_success_;
  Counts counts_;
  std::thread thread_;
};

}  // namespace congvu::service
