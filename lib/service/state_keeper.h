// What a daemon knows of mailboxes and rates, kept up to date off the path of a verdict.
//
//   StateKeeper state(settings, "congvu-policyd", profile);
//   const StateFacts facts = state_facts(state.sources(), *ruleset, envelope, ...);
//
// In: settings. Without a database: no directory, and rates in this process's memory. Out: sources for
// state_view.h, and numbers. Failure: none; a database that is gone is told of in the log and in
// `state.stale`. Threads: sources(), metrics() and look_now() from any.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "regulation/profile.h"
#include "service/directory_keeper.h"
#include "service/metrics.h"
#include "service/settings.h"
#include "service/state_view.h"
#include "state/rates.h"

namespace congvu::service {

class StateKeeper {
 public:
  // `program`: "congvu-milter".
  StateKeeper(const Settings& settings, std::string_view program, const regulation::Profile& profile);
  [[nodiscard]] StateSources sources() const;
  // SIGHUP.
  void look_now();
  [[nodiscard]] std::vector<Metric> metrics() const;

 private:
  std::unique_ptr<DirectoryKeeper> directory_;  // or nothing
  std::unique_ptr<state::Rates> rates_;
};

}  // namespace congvu::service
