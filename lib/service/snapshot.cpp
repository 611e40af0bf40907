#include "service/snapshot.h"

namespace congvu::service {

tl::expected<SnapshotPointer, rules::Diagnostics> load_snapshot(const Settings& settings) {
  std::shared_ptr<const regulation::Profile> profile;
  if (!settings.profile.empty()) {
    auto loaded = regulation::load_profile(settings.profile);
    if (!loaded) return tl::unexpected(std::move(loaded.error()));
    profile = std::move(*loaded);
  }
  auto ruleset = rules::Ruleset::load(settings.rules, std::move(profile));
  if (!ruleset) return tl::unexpected(std::move(ruleset.error()));
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->ruleset = std::move(*ruleset);
  snapshot->limits = capped(settings.limits);
  snapshot->decision_facts = settings.decision_facts;
  snapshot->ambiguity_header = settings.ambiguity_header;
  snapshot->authserv_id = settings.authserv_id;
  return snapshot;
}

}  // namespace congvu::service
