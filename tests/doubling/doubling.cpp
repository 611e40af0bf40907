// Counts what each shape costs at n and at 2n, in instructions.
//
//   valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file=FILE doubling [WORD]
//   doubling [WORD] --scale K      without counting: each shape at K times its size (to look at by hand)
//
// In: a word picks the shapes that have it in their names. Out: under callgrind one dump a measurement, in
// order; its trigger is "name|n" or "name|2n". What the counts mean is doubling.py's. Threads: one.
#include <valgrind/callgrind.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "attachment/readers.h"
#include "doubling/shape.h"
#include "message/readers.h"
#include "scan/scan.h"

namespace congvu::doubling {
namespace {

void work(const Shape& shape, ByteView bytes) {
  if (shape.work)
    shape.work(bytes);
  else
    static_cast<void>(scan::scan(bytes));
}

void measure(const Shape& shape, std::size_t times, const std::string& label) {
  const std::string bytes = shape.make(shape.size * times);
  const auto began = std::chrono::steady_clock::now();
  CALLGRIND_ZERO_STATS;
  work(shape, bytes);
  CALLGRIND_DUMP_STATS_AT(label.c_str());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  if (RUNNING_ON_VALGRIND == 0)
    std::printf("%-52s %9zu bytes %8.3f s\n", shape.name.c_str(), bytes.size(), took.count());
}

int run(std::string_view word, std::size_t scale) {
  std::vector<Shape> shapes;
  add_mail_shapes(shapes);
  add_archive_shapes(shapes);
  add_document_shapes(shapes);
  add_other_shapes(shapes);
  attachment::warm_up_archives();
  attachment::warm_up();
  message::warm_up();
  CALLGRIND_START_INSTRUMENTATION;  // once: what was translated for it stays
  const std::string nothing = mail_with("a.bin", "x");
  static_cast<void>(scan::scan(nothing));
  measure({"nothing", 0, [&](std::size_t) { return nothing; }, {}}, 1, "nothing|n");
  for (const auto& shape : shapes) {
    if (shape.name.find(word) == std::string::npos) continue;
    work(shape, shape.make(1));  // what a first use costs once
    measure(shape, scale, shape.name + "|n");
    measure(shape, 2 * scale, shape.name + "|2n");
  }
  return 0;
}

}  // namespace
}  // namespace congvu::doubling

int main(int argc, char** argv) {
  std::string_view word;
  std::size_t scale = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--scale" && i + 1 < argc)
      scale = static_cast<std::size_t>(std::strtoul(argv[++i], nullptr, 10));
    else
      word = argv[i];
  }
  return congvu::doubling::run(word, scale);
}
