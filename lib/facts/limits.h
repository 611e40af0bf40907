// The limits of one message's scan, and the budget that is spent against them.
//
// In: Limits (from settings; every value has a hard ceiling in limits.cpp that settings cannot raise).
// Out: `false` from a take_*() once a limit is reached; the name of the limit is kept and becomes a fact, so
// that rules decide what it means. A limit is never a silent pass.
// Units: bytes, counts, milliseconds of CPU time of the scanning thread.
// Threads: one Budget belongs to one scan on one thread.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace congvu {

struct Limits {
  std::uint64_t message_bytes = 64ULL << 20;    // a longer message is not read past this
  std::uint64_t unpacked_bytes = 256ULL << 20;  // all decoded and unpacked bytes of one message together
  std::uint64_t entry_bytes = 64ULL << 20;      // one unpacked object; its first bytes are still looked at
  std::uint64_t ratio = 400;                    // unpacked : packed of one object, judged above ratio_floor
  std::uint64_t ratio_floor = 16ULL << 20;
  std::uint64_t entries = 20'000;  // objects (parts, entries, embedded documents) of one message
  std::uint64_t parts = 1'000;     // MIME parts of one mail
  std::uint64_t depth = 24;        // containers inside containers of any kind, MIME included
  std::uint64_t header_fields = 2'000;  // of one header
  std::uint64_t header_bytes = 1ULL << 20;
  std::uint64_t parameters = 200;  // of one header field
  std::uint64_t name_bytes = 4'096;
  std::uint64_t cpu_ms = 20'000;  // of one message
};

// `limits` with every value brought below its hard ceiling.
Limits capped(Limits limits);

class Budget {
 public:
  explicit Budget(const Limits& limits);

  // Spends; false means: stop here, the limit is noted. A take that fails spends nothing.
  bool take_bytes(std::uint64_t count);
  bool take_entry();
  bool take_part();
  // True once the CPU time is used up (noted as "cpu_ms"). Cheap: looks at the clock every 64th call.
  bool expired();
  // How many bytes may still be unpacked for one object: the smaller of entry_bytes and what is left.
  [[nodiscard]] std::uint64_t bytes_left() const;
  // False, and noted as "ratio", when `out` bytes came of `in` and that is more than a document ever gives.
  bool ratio_ok(std::uint64_t in, std::uint64_t out);

  // Notes that the limit `name` (a field name of Limits) was reached.
  void note(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& noted() const { return noted_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] std::uint64_t bytes_used() const { return bytes_; }
  [[nodiscard]] std::uint64_t entries_used() const { return entries_; }

 private:
  Limits limits_;
  std::uint64_t bytes_ = 0, entries_ = 0, parts_ = 0;
  std::uint64_t deadline_ns_ = 0;
  unsigned calls_ = 0;
  bool expired_ = false;
  std::vector<std::string> noted_;
};

}  // namespace congvu
