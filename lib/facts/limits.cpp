#include "facts/limits.h"

#include <algorithm>

namespace congvu {
namespace {

std::uint64_t thread_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000ULL + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

Limits capped(Limits limits) {
  const auto cap = [](std::uint64_t& value, std::uint64_t most) {
    value = std::clamp<std::uint64_t>(value, 1, most);
  };
  cap(limits.message_bytes, 1ULL << 30);
  cap(limits.unpacked_bytes, 4ULL << 30);
  cap(limits.entry_bytes, 1ULL << 30);
  cap(limits.ratio, 100'000);
  cap(limits.ratio_floor, 1ULL << 30);
  cap(limits.entries, 1'000'000);
  cap(limits.parts, 100'000);
  cap(limits.depth, 200);
  cap(limits.header_fields, 100'000);
  cap(limits.header_bytes, 64ULL << 20);
  cap(limits.parameters, 10'000);
  cap(limits.name_bytes, 1ULL << 20);
  cap(limits.cpu_ms, 600'000);
  return limits;
}

Budget::Budget(const Limits& limits)
    : limits_(capped(limits)), deadline_ns_(thread_cpu_ns() + limits_.cpu_ms * 1'000'000ULL) {}

bool Budget::take_bytes(std::uint64_t count) {
  if (count > limits_.unpacked_bytes - bytes_) {
    note("unpacked_bytes");
    return false;
  }
  bytes_ += count;
  return true;
}

bool Budget::take_entry() {
  if (entries_ >= limits_.entries) {
    note("entries");
    return false;
  }
  ++entries_;
  return true;
}

bool Budget::take_part() {
  if (parts_ >= limits_.parts) {
    note("parts");
    return false;
  }
  ++parts_;
  return true;
}

bool Budget::expired() {
  if (expired_) return true;
  if ((++calls_ & 63U) != 1U) return false;
  if (thread_cpu_ns() < deadline_ns_) return false;
  expired_ = true;
  note("cpu_ms");
  return true;
}

std::uint64_t Budget::bytes_left() const {
  return std::min(limits_.entry_bytes, limits_.unpacked_bytes - bytes_);
}

bool Budget::ratio_ok(std::uint64_t in, std::uint64_t out) {
  if (out < limits_.ratio_floor || out / limits_.ratio <= in) return true;
  note("ratio");
  return false;
}

void Budget::note(std::string_view name) {
  if (std::find(noted_.begin(), noted_.end(), name) == noted_.end()) noted_.emplace_back(name);
}

}  // namespace congvu
