// One evaluation: the envelope with its direction worked out, and the facts that it reads.
//
// Threads: belongs to one evaluation; it points into the subject, which must outlive it.
#pragma once

#include "rules/compiled.h"

namespace congvu::rules {

class ProfileDomains final : public DomainClasses {
 public:
  explicit ProfileDomains(const regulation::Profile& profile) : profile_(profile) {}
  [[nodiscard]] std::string_view class_of(std::string_view address) const override {
    return regulation::domain_class_name(regulation::domain_class(profile_, address));
  }
  [[nodiscard]] bool own_network(std::string_view address) const override {
    return regulation::own_network(profile_, address);
  }

 private:
  const regulation::Profile& profile_;
};

struct Session {
  Session(const std::vector<Slot>& slots, const Subject& subject, const regulation::Profile& profile)
      : envelope(subject.envelope),
        domains(profile),
        facts(slots, envelope, subject.facts, subject.state, domains) {
    if (envelope.direction == Direction::unknown)
      envelope.direction = regulation::direction(profile, envelope);
  }
  Envelope envelope;
  ProfileDomains domains;
  FactCache facts;
};

}  // namespace congvu::rules
