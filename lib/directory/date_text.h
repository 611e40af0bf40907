// Days and times as files and databases write them.
//
// In: ISO 8601 ("2026-11-24", "2026-11-24T08:30:00+07:00"), as people write in Việt Nam ("24/11/2026",
// "24-11-2026 08:30"), LDAP's GeneralizedTime ("20261124013000Z"). A time without a zone is Việt Nam's
// (UTC+7). Out: civil days (of Việt Nam, where the text has a time), UTC seconds; ISO 8601 when written.
// Limits: 1990 to 2199; a year has four digits; seconds are cut. Failure: nullopt. Threads: pure functions.
// Sources: ISO 8601, RFC 4517 section 3.3.13.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/mailbox.h"

namespace congvu::directory {

std::optional<Time> time_of(std::string_view text);  // of a day alone: its beginning
std::optional<Day> day_of(std::string_view text);
Day local_day(Time time);

std::string day_text(Day day);        // 2026-11-24
std::string time_text(Time time);     // 2026-11-24T08:30:00+07:00
std::string day_for_people(Day day);  // 24/11/2026

}  // namespace congvu::directory
