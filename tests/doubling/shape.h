// The shapes whose cost must double with their size: hostile inputs made at any size.
//
// In: a size. Out: a whole mail (or other text) of about that many units; what counts as one differs by
// shape. Threads: one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/bytes.h"

namespace congvu::doubling {

struct Shape {
  std::string name;
  std::size_t size;  // n: large enough for a quadratic share to show, small enough for the everyday run
  std::function<std::string(std::size_t n)> make;
  std::function<void(ByteView bytes)> work;  // empty: scan::scan()
};

void add_mail_shapes(std::vector<Shape>& shapes);
void add_archive_shapes(std::vector<Shape>& shapes);
void add_document_shapes(std::vector<Shape>& shapes);
void add_other_shapes(std::vector<Shape>& shapes);

std::string repeated(std::string_view text, std::size_t times);
// "a0b", "a1b" ... where `pattern` has a "#".
std::string numbered(std::string_view pattern, std::size_t times);
// A mail with one attachment, in base64.
std::string mail_with(std::string_view name, ByteView content);
std::string le(std::uint64_t value, unsigned bytes);

}  // namespace congvu::doubling
