#include "service/state_keeper.h"

#include "service/journal_parts.h"
#include "service/log.h"

namespace congvu::service {
namespace {

void tell_directory(DirectoryKeeper::News news, const std::string& text) {
  switch (news) {
    case DirectoryKeeper::News::loaded:
      log_event(LogLevel::info, "directory loaded", {{"what", text}});
      return;
    case DirectoryKeeper::News::failed:
      log_event(LogLevel::error, "the directory's database does not answer", {{"why", text}});
      return;
    case DirectoryKeeper::News::recovered:
      log_event(LogLevel::info, "the directory's database answers again", {{"what", text}});
      return;
  }
}

state::RateOptions rate_options(const Settings& settings, std::string_view program) {
  state::RateOptions out;
  out.keys = settings.rates.keys;
  out.node = node_name(settings);
  out.daemon = daemon_name(program);
  if (settings.database) out.database = state::part_of(*settings.database, "rates-" + out.daemon);
  out.synchronise = settings.rates.synchronise;
  out.stale_after = settings.directory.stale_after;
  out.on_error = [](const Error& error) {
    log_event(LogLevel::error, "rates are not shared now", {{"why", error.to_string()}});
  };
  return out;
}

}  // namespace

StateKeeper::StateKeeper(const Settings& settings, std::string_view program,
                         const regulation::Profile& profile)
    : rates_(std::make_unique<state::Rates>(rate_options(settings, program))) {
  if (!settings.database) return;
  const std::string domain = profile.local_domains.empty() ? std::string() : profile.local_domains.front();
  directory_ = std::make_unique<DirectoryKeeper>(state::part_of(*settings.database, "directory"), domain,
                                                 settings.directory, tell_directory);
}

StateSources StateKeeper::sources() const {
  StateSources out;
  out.rates = rates_.get();
  if (!directory_) return out;
  auto view = directory_->view();
  out.directory = std::move(view.directory);
  out.stale = view.stale;
  return out;
}

void StateKeeper::look_now() {
  if (directory_) directory_->look_now();
}

std::vector<Metric> StateKeeper::metrics() const {
  using Kind = Metric::Kind;
  const auto one = [](const char* name, const char* help, Kind kind, std::uint64_t value) {
    return Metric{name, help, kind, {{{}, value}}};
  };
  const auto rates = rates_->figures();
  std::vector<Metric> out{
      one("congvu_rate_keys", "logins, addresses and clients that are counted", Kind::gauge, rates.keys),
      one("congvu_rate_keys_forgotten_total", "keys that went before their time: too many", Kind::counter,
          rates.forgotten),
      one("congvu_rate_nodes", "processes that share rates, this one included", Kind::gauge, rates.nodes),
      {"congvu_rate_synchronisations_total",
       "synchronisations of rates by their end",
       Kind::counter,
       {{{{"result", "done"}}, rates.synchronised}, {{{"result", "failed"}}, rates.failed}}}};
  if (!directory_) return out;
  const auto counts = directory_->counts();
  out.push_back(one("congvu_directory_loads_total", "times that the whole directory was loaded",
                    Kind::counter, counts.loads));
  out.push_back({"congvu_directory_looks_total",
                 "looks at the directory's database by their end",
                 Kind::counter,
                 {{{{"result", "done"}}, counts.looks}, {{{"result", "failed"}}, counts.failures}}});
  out.push_back(one("congvu_state_stale", "1 where the directory has not met its database for too long",
                    Kind::gauge, directory_->view().stale ? 1 : 0));
  return out;
}

}  // namespace congvu::service
