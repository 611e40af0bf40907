// Numbers for operators: in the text format of Prometheus, as a file that node_exporter or any script reads,
// and as lines of the log.
//
// In: names and labels of our own, never text from mail. Out: text; a file that is replaced whole (written
// beside itself, then renamed), so that no reader sees half of it. Failure: Result. Threads: pure functions.
// Source: Prometheus exposition formats, text format 0.0.4.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/error.h"

namespace congvu::service {

// Names, and values that live as long as the program.
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

struct Sample {
  Labels labels;
  std::uint64_t value = 0;
};

struct Metric {
  enum class Kind : std::uint8_t { counter, gauge };
  std::string name;
  std::string help;
  Kind kind = Kind::counter;
  std::vector<Sample> samples;
};

std::string prometheus_text(const std::vector<Metric>& metrics);
// One line a sample that is not zero, for the log: `congvu_messages_total action=hold value=3`.
std::vector<std::string> log_lines(const std::vector<Metric>& metrics);

// Mode 0644, whatever the umask.
Result<void> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace congvu::service
