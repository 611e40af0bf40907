// What the daemon tells its operators: one line an event, `text key=value key="two words"`.
//
// In: events; values may come from hostile mail. Out: lines on standard error or to syslog, by a thread of
// its own: where the target hangs, the oldest lines are lost and the daemon goes on. Control characters are
// escaped. Before open_log() nothing is written. Failure: none. Threads: any.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "service/settings.h"

namespace congvu::service {

void open_log(const std::string& program, LogTarget target, LogLevel level);
void set_log_level(LogLevel level);
// Writes what is queued; nothing is written afterwards.
void close_log();

using LogField = std::pair<std::string_view, std::string>;
void log_event(LogLevel level, std::string_view text, std::initializer_list<LogField> fields = {});

// The line that log_event() writes, without time and level.
std::string event_line(std::string_view text, std::initializer_list<LogField> fields);

}  // namespace congvu::service
