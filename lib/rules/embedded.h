// The shipped rules (rules/*.yaml), in name order, compiled in by the build.
#pragma once

#include <string_view>
#include <vector>

namespace congvu::rules {

struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

const std::vector<EmbeddedFile>& embedded_files();

}  // namespace congvu::rules
