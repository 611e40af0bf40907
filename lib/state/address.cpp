#include "state/address.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"

namespace congvu::state {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view sqlite_prefix = "sqlite:";
constexpr std::string_view postgresql_prefix = "postgresql:";
constexpr std::string_view secret_key = "password";

}  // namespace

Result<DatabaseAddress> parse_database_address(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::invalid, {}, fmt::format("`{}` {}", printable(valid_utf8(text), 80), why));
  };
  DatabaseAddress out;
  if (text.rfind(sqlite_prefix, 0) == 0) {
    out.text = text.substr(sqlite_prefix.size());
    if (out.text.empty() || out.text.front() != '/') return wrong("needs an absolute path behind sqlite:");
    if (out.text.find_first_of("\"'\n\0"sv) != std::string::npos) return wrong("has a quote in its path");
    return out;
  }
  if (text.rfind(postgresql_prefix, 0) == 0) {
    out.engine = Engine::postgresql;
    out.text = trim_ascii(text.substr(postgresql_prefix.size()));
    if (out.text.empty()) return wrong("needs a connection such as postgresql:host=db1 dbname=congvu");
    if (std::any_of(out.text.begin(), out.text.end(), [](unsigned char c) { return c < 0x20; }))
      return wrong("has a control character");
    return out;
  }
  return wrong("is no database such as sqlite:/var/lib/congvu or postgresql:host=db1 dbname=congvu");
}

std::string shown_address(const DatabaseAddress& address) {
  if (address.engine == Engine::sqlite) return std::string(sqlite_prefix) + address.text;
  std::string text = address.text;
  // user:password@ of a URI, and password=... of keys; either to its end.
  if (const auto at = text.find('@'); text.rfind("//", 0) == 0 && at != std::string::npos)
    if (const auto colon = text.find(':', 2); colon < at) text.replace(colon + 1, at - colon - 1, "***");
  for (auto at = text.find(secret_key); at != std::string::npos; at = text.find(secret_key, at + 1)) {
    auto value = text.find_first_not_of(" =", at + secret_key.size());
    if (value == std::string::npos) break;
    const bool quoted = text[value] == '\'';
    const auto end = text.find_first_of(quoted ? "'" : " &", value + 1);
    text.replace(value, (end == std::string::npos ? text.size() : end + (quoted ? 1 : 0)) - value, "***");
  }
  return std::string(postgresql_prefix) + text;
}

DatabaseAddress part_of(const DatabaseAddress& address, std::string_view part) {
  if (address.engine == Engine::postgresql) return address;
  return {address.engine, fmt::format("{}/{}.db", address.text, part)};
}

}  // namespace congvu::state
