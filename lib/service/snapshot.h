// The rules and limits by which a message is judged: one immutable value, swapped whole.
//
// In: Settings. Out: a Snapshot, or every fault with its place; the running one stays in use then. A session
// keeps the one that it began with. Threads: a Snapshot is const; the holder serves any number of threads.
#pragma once

#include <memory>
#include <mutex>

#include "facts/limits.h"
#include "rules/ruleset.h"
#include "service/settings.h"

namespace congvu::service {

struct Snapshot {
  std::shared_ptr<const rules::Ruleset> ruleset;
  Limits limits;
  // settings.h
  bool decision_facts = false;
  bool ambiguity_header = false;
  std::string authserv_id;
};

using SnapshotPointer = std::shared_ptr<const Snapshot>;

tl::expected<SnapshotPointer, rules::Diagnostics> load_snapshot(const Settings& settings);

class CurrentSnapshot {
 public:
  explicit CurrentSnapshot(SnapshotPointer first) : snapshot_(std::move(first)) {}
  [[nodiscard]] SnapshotPointer get() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void set(SnapshotPointer next) {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  SnapshotPointer snapshot_;
};

}  // namespace congvu::service
