// libFuzzer's entry: the target is chosen by the environment, so that one program serves all of them.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "attachment/readers.h"
#include "fuzz/target.h"
#include "message/readers.h"

namespace {

congvu::fuzz::Target chosen = nullptr;

// Processor time, since libFuzzer's own -timeout goes by the wall clock, which a busy machine stretches.
std::int64_t milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}
constexpr std::int64_t slow = 5'000;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* name = std::getenv("CONGVU_FUZZ_TARGET");
  const auto& all = congvu::fuzz::targets();
  const auto at = all.find(name == nullptr ? "" : name);
  if (at == all.end()) {
    std::fputs("CONGVU_FUZZ_TARGET must be one of:\n", stderr);
    for (const auto& [word, target] : all)
      std::fprintf(stderr, "%.*s\n", static_cast<int>(word.size()), word.data());
    std::exit(64);
  }
  chosen = at->second;
  congvu::attachment::warm_up_archives();
  congvu::attachment::warm_up();
  congvu::message::warm_up();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const void* bytes = data;
  const std::int64_t began = milliseconds();
  chosen(congvu::ByteView(static_cast<const char*>(bytes), size));
  congvu::fuzz::check(milliseconds() - began < slow, "an input takes less than 5 s");
  return 0;
}
