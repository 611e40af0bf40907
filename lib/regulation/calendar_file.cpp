// The ordered days of a year as a YAML file.
#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "regulation/calendar.h"
#include "regulation/embedded.h"
#include "regulation/lunar.h"
#include "yaml/map.h"

namespace congvu::regulation {
namespace {

using std::chrono::days;
using yaml::Faults;
using yaml::Map;
using yaml::Node;

// One range is at most this long, so that a mistyped year is a fault and no loop.
constexpr days longest_range{31};

std::optional<Period> parse_range(std::string_view text) {
  const auto dots = text.find("..");
  const auto first = parse_date(trim_ascii(text.substr(0, dots)));
  const auto last = dots == std::string_view::npos ? first : parse_date(trim_ascii(text.substr(dots + 2)));
  if (!first || !last || *last < *first || *last - *first > longest_range) return std::nullopt;
  return Period{*first, *last};
}

bool in_year(Date day, int year) { return static_cast<int>(std::chrono::year_month_day(day).year()) == year; }

bool weekend(Date day) {
  const std::chrono::weekday of_week(day);
  return of_week == std::chrono::Saturday || of_week == std::chrono::Sunday;
}

void read_off(const Node& item, int year, YearDays& out, Faults& faults) {
  Map map(item, faults, "a holiday");
  map.require("days");
  map.require("name");
  std::string text;
  std::string name;
  map.text("name", name);
  const bool there = map.text("days", text);
  map.finish();
  if (!there) return;
  const auto range = parse_range(text);
  if (!range || !in_year(range->first, year) || !in_year(range->last, year))
    return faults.add(
        map.place_of("days"),
        fmt::format("`{}` is no day of {} such as {}-01-01, and no range of at most a month such "
                    "as {}-02-16..{}-02-20",
                    printable(text, 60), year, year, year, year));
  for (Date day = range->first; day <= range->last; day += days(1))
    if (!out.off.emplace(day, name).second)
      faults.add(map.place_of("days"), fmt::format("{} stands twice", date_text(day)));
}

void read_work(const Node& item, int year, YearDays& out, Faults& faults) {
  std::string text;
  if (!yaml::read_text(item, "work", text, faults)) return;
  const auto day = parse_date(text);
  if (!day || !in_year(*day, year))
    return faults.add(item.place,
                      fmt::format("`{}` is no day of {} such as {}-01-01", printable(text, 60), year, year));
  if (!weekend(*day))
    faults.add(item.place, fmt::format("{} is no Saturday or Sunday, so that it is worked anyway", text));
  if (!out.work.insert(*day).second) faults.add(item.place, fmt::format("{} stands twice", text));
}

template <class Read>
void read_items(Map& map, std::string_view key, Faults& faults, Read read) {
  const Node* node = map.node(key);
  if (node == nullptr) return;
  if (node->type != yaml::Type::list) return faults.add(node->place, fmt::format("`{}` must be a list", key));
  for (const auto& item : node->items) read(item);
}

// "2026.yaml" -> 2026.
std::optional<int> year_of_name(std::string_view name) {
  constexpr std::string_view extension = ".yaml";
  if (name.size() != 4 + extension.size() || !name.ends_with(extension)) return std::nullopt;
  const auto first = parse_date(std::string(name.substr(0, 4)) + "-01-01");
  if (!first) return std::nullopt;
  return static_cast<int>(std::chrono::year_month_day(*first).year());
}

void read_year(std::string_view text, const std::string& file, int year, std::map<int, YearDays>& years,
               std::vector<Error>& out_faults) {
  const auto root = yaml::parse(text, file);
  if (!root) {
    out_faults.push_back(root.error());
    return;
  }
  Faults faults(file, out_faults);
  YearDays out;
  Map map(*root, faults, "a calendar year");
  for (const auto* key : {"year", "source", "off"}) map.require(key);
  std::uint64_t number = 0;
  if (map.number("year", number, first_lunar_year, last_lunar_year) &&
      number != static_cast<std::uint64_t>(year))
    faults.add(map.place_of("year"), fmt::format("the file is named for {}", year));
  if (map.text("source", out.source) && trim_ascii(out.source).empty())
    faults.add(map.place_of("source"), "`source` must say which order these days are from");
  read_items(map, "off", faults, [&](const Node& item) { read_off(item, year, out, faults); });
  read_items(map, "work", faults, [&](const Node& item) { read_work(item, year, out, faults); });
  map.finish();
  for (const Date day : out.work)
    if (out.off.count(day) != 0)
      faults.add(map.place_of("work"), fmt::format("{} is also a day off", date_text(day)));
  years.insert_or_assign(year, std::move(out));
}

tl::expected<std::shared_ptr<const Calendar>, std::vector<Error>> made(std::map<int, YearDays> years,
                                                                       std::vector<Error> faults) {
  if (!faults.empty()) return tl::unexpected(std::move(faults));
  return std::make_shared<const Calendar>(std::move(years));
}

void read_embedded(std::map<int, YearDays>& years, std::vector<Error>& faults) {
  for (const auto& file : embedded_files())
    if (const auto year = year_of_name(file.name))
      read_year(file.text, std::string(file.name), *year, years, faults);
}

}  // namespace

tl::expected<std::shared_ptr<const Calendar>, std::vector<Error>> embedded_calendar() {
  std::map<int, YearDays> years;
  std::vector<Error> faults;
  read_embedded(years, faults);
  return made(std::move(years), std::move(faults));
}

tl::expected<std::shared_ptr<const Calendar>, std::vector<Error>> load_calendar(
    const std::filesystem::path& directory) {
  std::map<int, YearDays> years;
  std::vector<Error> faults;
  read_embedded(years, faults);
  std::error_code error;
  std::vector<std::filesystem::path> files;
  auto at = std::filesystem::directory_iterator(directory, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == ".yaml") files.push_back(at->path());
  if (error) faults.push_back({ErrorKind::system, directory.string(), error.message()});
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto year = year_of_name(file.filename().string());
    const auto text = yaml::read_file(file);
    if (!year)
      faults.push_back(
          {ErrorKind::invalid, file.string(), "a calendar file is named by its year: 2026.yaml"});
    else if (!text)
      faults.push_back(text.error());
    else
      read_year(*text, file.string(), *year, years, faults);
  }
  return made(std::move(years), std::move(faults));
}

}  // namespace congvu::regulation
