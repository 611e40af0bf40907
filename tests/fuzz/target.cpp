#include "fuzz/target.h"

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "facts/text.h"

namespace congvu::fuzz {

std::map<std::string_view, Target>& targets() {
  static std::map<std::string_view, Target> all;
  return all;
}

void check(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "BROKEN PROMISE: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void check_utf8(std::string_view text, std::string_view what) { check(is_valid_utf8(text), what); }

void check_inside(ByteView whole, ByteView part, std::string_view what) {
  if (part.empty()) return;
  const std::less_equal<const char*> not_behind;
  check(not_behind(whole.data(), part.data()) &&
            not_behind(part.data() + part.size(), whole.data() + whole.size()),
        what);
}

std::uint8_t take_byte(ByteView& input) {
  if (input.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  return first;
}

ByteView take_line(ByteView& input) {
  const auto end = std::min(input.find('\n'), input.size());
  const ByteView line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return line;
}

Limits small_limits() {
  Limits limits;
  limits.unpacked_bytes = 4U << 20;
  limits.entry_bytes = 1U << 20;
  limits.entries = 500;
  limits.parts = 200;
  limits.cpu_ms = 600'000;
  return limits;
}

namespace {

void check_child(const Child& child, const Budget& budget) {
  const Limits& limits = budget.limits();
  check(child.blob.bytes.size() <= std::max<std::uint64_t>(limits.entry_bytes, limits.message_bytes),
        "a child is within the limits");
  for (const auto& name : child.names) {
    check_utf8(name, "a child's name is UTF-8");
    check(name.size() <= 4 * limits.name_bytes, "a child's name is bounded");
  }
  check_utf8(child.declared_type, "a declared type is UTF-8");
}

}  // namespace

Drained drain(Readers& readers, Budget& budget) {
  Drained out;
  for (auto& reader : readers) {
    while (auto child = reader->next(budget, out.findings)) {
      check_child(*child, budget);
      check(++out.children <= budget.limits().entries + 1, "no more children than entries");
    }
    check(!reader->next(budget, out.findings), "a reader that has ended stays ended");
    reader.reset();
  }
  check(budget.bytes_used() <= budget.limits().unpacked_bytes, "the bytes of the budget are kept");
  check(budget.entries_used() <= budget.limits().entries, "the entries of the budget are kept");
  return out;
}

Item item_of(ByteView bytes, std::vector<std::string> names) {
  Item item;
  item.object.blob.bytes = bytes;
  item.object.names = std::move(names);
  item.path = "input";
  item.depth = 1;
  return item;
}

}  // namespace congvu::fuzz
