#include "service/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/syslog_sink.h>
#include <spdlog/spdlog.h>
#include <syslog.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "facts/text.h"

namespace congvu::service {
namespace {

constexpr std::size_t queued_lines = 8192;
constexpr std::size_t most_value = 600;

struct Log {
  std::mutex mutex;
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::async_logger> logger;
};

Log& state() {
  static Log log;
  return log;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

spdlog::sink_ptr make_sink(const std::string& program, LogTarget target) {
  if (target == LogTarget::syslog) {
    auto sink = std::make_shared<spdlog::sinks::syslog_sink_mt>(program, LOG_PID, LOG_MAIL, true);
    sink->set_pattern("%v");
    return sink;
  }
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  // The journal stamps the time itself (systemd sets JOURNAL_STREAM).
  sink->set_pattern(std::getenv("JOURNAL_STREAM") != nullptr ? "%l %v" : "%Y-%m-%dT%H:%M:%S%z %l %v");
  return sink;
}

bool plain(std::string_view value) {
  return !value.empty() && value.find_first_of(" \"=") == std::string_view::npos;
}

}  // namespace

std::string event_line(std::string_view text, std::initializer_list<LogField> fields) {
  std::string line = printable(text, most_value);
  for (const auto& [key, value] : fields) {
    const std::string shown = printable(value, most_value);
    line.append(" ").append(key).append("=");
    if (plain(shown)) {
      line += shown;
      continue;
    }
    line += '"';
    for (const char c : shown) line.append(c == '"' || c == '\\' ? 1 : 0, '\\').append(1, c);
    line += '"';
  }
  return line;
}

void open_log(const std::string& program, LogTarget target, LogLevel level) {
  Log& log = state();
  const std::lock_guard lock(log.mutex);
  try {
    log.thread = std::make_shared<spdlog::details::thread_pool>(queued_lines, 1);
    log.logger = std::make_shared<spdlog::async_logger>(program, make_sink(program, target), log.thread,
                                                        spdlog::async_overflow_policy::overrun_oldest);
    log.logger->set_level(level_of(level));
    log.logger->flush_on(spdlog::level::info);
    log.logger->set_error_handler([](const std::string&) {});  // a log that fails has nobody to tell
  } catch (const std::exception&) {
    log.logger.reset();
  }
}

void set_log_level(LogLevel level) {
  Log& log = state();
  const std::lock_guard lock(log.mutex);
  if (log.logger) log.logger->set_level(level_of(level));
}

void close_log() {
  Log& log = state();
  const std::lock_guard lock(log.mutex);
  log.logger.reset();
  log.thread.reset();  // its destructor writes what is queued
}

void log_event(LogLevel level, std::string_view text, std::initializer_list<LogField> fields) {
  std::shared_ptr<spdlog::async_logger> logger;
  {
    Log& log = state();
    const std::lock_guard lock(log.mutex);
    logger = log.logger;
  }
  if (logger && logger->should_log(level_of(level))) logger->log(level_of(level), event_line(text, fields));
}

}  // namespace congvu::service
