#include "service/directory_keeper.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace congvu::service {
namespace {

// Logins that were written late: a clock that goes behind, a transaction that took its time.
constexpr std::chrono::seconds overlap{600};
constexpr std::chrono::milliseconds shortest_pause{1'000};
constexpr std::chrono::milliseconds longest_pause{30'000};

constexpr std::chrono::hours all_logins_every{1};

// Which file a path names; 0 for none, and for PostgreSQL.
std::uint64_t file_of(const state::DatabaseAddress& address) {
  struct stat status {};
  if (address.engine != state::Engine::sqlite || ::stat(address.text.c_str(), &status) != 0) return 0;
  return status.st_ino;
}

directory::Time now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace

DirectoryKeeper::DirectoryKeeper(state::DatabaseAddress address, std::string login_domain,
                                 const DirectorySettings& settings, Tell tell)
    : address_(std::move(address)),
      login_domain_(std::move(login_domain)),
      settings_(settings),
      tell_(std::move(tell)),
      directory_(directory::Directory::make({})) {
  look();
  thread_ = std::thread([this] { run(); });
}

DirectoryKeeper::~DirectoryKeeper() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

DirectoryKeeper::View DirectoryKeeper::view() const {
  const std::lock_guard lock(mutex_);
  const bool stale =
      !last_success_ || std::chrono::steady_clock::now() - *last_success_ > settings_.stale_after;
  return {directory_, stale};
}

DirectoryKeeper::Counts DirectoryKeeper::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void DirectoryKeeper::look_now() {
  {
    const std::lock_guard lock(mutex_);
    look_now_ = true;
  }
  wake_.notify_all();
}

void DirectoryKeeper::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, wait(), [this] { return end_ || look_now_; });
    if (end_) return;
    look_now_ = false;
    lock.unlock();
    look();
    lock.lock();
  }
}

std::chrono::milliseconds DirectoryKeeper::wait() const {
  if (failures_in_a_row_ == 0) return settings_.refresh;
  const auto pause = shortest_pause * (1U << std::min(failures_in_a_row_ - 1, 5U));
  return std::min(pause, std::max(longest_pause, settings_.refresh));
}

void DirectoryKeeper::look() {
  auto next = looked();
  if (next)
    succeeded(std::move(*next));
  else
    failed(next.error());
}

Result<std::shared_ptr<const directory::Directory>> DirectoryKeeper::looked() {
  if (store_ && file_of(address_) != file_) store_.reset();
  if (!store_) {
    auto opened = directory::Store::open(address_);
    if (!opened) return tl::unexpected(std::move(opened.error()));
    store_.emplace(std::move(*opened));
    file_ = file_of(address_);
  }
  const auto known = view().directory;  // replaced by this thread only
  const auto revision = store_->revision();
  if (!revision) return tl::unexpected(revision.error());
  if (*revision != known->revision()) {
    auto contents = store_->load();
    if (!contents) return tl::unexpected(std::move(contents.error()));
    contents->login_domain = login_domain_;
    all_logins_due_ = std::chrono::steady_clock::now() + all_logins_every;
    return directory::Directory::make(*contents);
  }
  const bool all = std::chrono::steady_clock::now() >= all_logins_due_;
  const auto logins = store_->logins_since(all ? directory::Time() : known->loaded_at() - overlap);
  if (!logins) return tl::unexpected(logins.error());
  if (all) all_logins_due_ = std::chrono::steady_clock::now() + all_logins_every;
  if (logins->empty()) return known;
  return known->with(*logins, now());
}

void DirectoryKeeper::failed(const Error& error) {
  store_.reset();
  ++failures_in_a_row_;
  {
    const std::lock_guard lock(mutex_);
    ++counts_.failures;
  }
  if (error.to_string() == trouble_) return;
  trouble_ = error.to_string();
  if (tell_) tell_(News::failed, trouble_);
}

void DirectoryKeeper::succeeded(std::shared_ptr<const directory::Directory> next) {
  failures_in_a_row_ = 0;
  bool loaded = false;
  {
    const std::lock_guard lock(mutex_);
    loaded = next->revision() != directory_->revision();
    directory_.swap(next);
    last_success_ = std::chrono::steady_clock::now();
    ++counts_.looks;
    if (loaded) ++counts_.loads;
  }
  const bool was_in_trouble = !std::exchange(trouble_, {}).empty();
  if (!tell_) return;
  if (was_in_trouble) tell_(News::recovered, {});
  const auto current = view().directory;
  if (loaded)
    tell_(News::loaded,
          fmt::format("{} mailboxes, {} organisations, revision {}, {} KiB", current->mailboxes().size(),
                      current->organisations().size(), current->revision(), current->bytes() / 1024));
}

}  // namespace congvu::service
