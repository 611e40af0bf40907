// Puts files through the fuzz targets: fuzz_replay DIRECTORY...
//
// In: directories that hold one folder a target (tests/fuzz/found, what seeds.py writes). Out: the name of
// each file before it is read, so that the last line says which one broke a promise (that ends the process).
// Exit code 1 where a folder's name is no target or a directory holds nothing.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>

#include "attachment/readers.h"
#include "fuzz/target.h"

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// In a buffer of its own, so that a sanitizer sees a read past the end.
void run(congvu::fuzz::Target target, const std::string& bytes) {
  const auto exact = std::make_unique<char[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), exact.get());
  target(congvu::ByteView(exact.get(), bytes.size()));
}

// One folder; how many files it had, or -1 for a name that is no target.
long run_folder(const fs::path& folder) {
  const std::string name = folder.filename().string();
  const auto at = congvu::fuzz::targets().find(name);
  if (at == congvu::fuzz::targets().end()) {
    std::printf("%s: no such target\n", folder.c_str());
    return -1;
  }
  long count = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    std::printf("%s\n", file.path().c_str());
    std::fflush(stdout);
    run(at->second, read(file.path()));
    ++count;
  }
  return count;
}

bool run_directory(const fs::path& directory) {
  long count = 0;
  bool good = true;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    const long files = run_folder(at->path());
    good &= files >= 0;
    count += files;
  }
  std::printf("%s: %ld files\n", directory.c_str(), count);
  return good && !error && count > 0;
}

}  // namespace

int main(int argc, char** argv) {
  congvu::attachment::warm_up_archives();
  bool good = argc > 1;
  for (int i = 1; i < argc; ++i) good &= run_directory(argv[i]);
  return good ? 0 : 1;
}
