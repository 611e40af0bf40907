#include "service/metrics.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace congvu::service {
namespace {

tl::unexpected<Error> refused(const std::filesystem::path& file) {
  return fail(ErrorKind::system, file.string(), std::generic_category().message(errno));
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::string prometheus_text(const std::vector<Metric>& metrics) {
  std::string out;
  for (const auto& metric : metrics) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", metric.name, metric.help, metric.name,
                       metric.kind == Metric::Kind::counter ? "counter" : "gauge");
    for (const auto& sample : metric.samples) {
      std::string labels;
      for (const auto& [name, value] : sample.labels)
        labels += fmt::format("{}{}=\"{}\"", labels.empty() ? "" : ",", name, value);
      out += labels.empty() ? fmt::format("{} {}\n", metric.name, sample.value)
                            : fmt::format("{}{{{}}} {}\n", metric.name, labels, sample.value);
    }
  }
  return out;
}

std::vector<std::string> log_lines(const std::vector<Metric>& metrics) {
  std::vector<std::string> out;
  for (const auto& metric : metrics)
    for (const auto& sample : metric.samples) {
      if (sample.value == 0) continue;
      std::string line = metric.name;
      for (const auto& [name, value] : sample.labels) line += fmt::format(" {}={}", name, value);
      out.push_back(fmt::format("{} value={}", line, sample.value));
    }
  return out;
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view text) {
  const std::string fresh = file.string() + ".new";
  // What a crash left behind. O_EXCL: nobody else's file or link is ever written to.
  unlink(fresh.c_str());
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (descriptor < 0) return refused(file);
  const bool written = write_all(descriptor, text) && fchmod(descriptor, 0644) == 0;
  const int why = errno;
  close(descriptor);
  errno = why;
  if (written && std::rename(fresh.c_str(), file.c_str()) == 0) return {};
  auto out = refused(file);
  unlink(fresh.c_str());
  return out;
}

}  // namespace congvu::service
