// The shipped regulation profile (the first file) and calendar years (YYYY.yaml), compiled in by the build.
#pragma once

#include <string_view>
#include <vector>

namespace congvu::regulation {

struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

const std::vector<EmbeddedFile>& embedded_files();

}  // namespace congvu::regulation
