#include "attachment/pdf_file.h"

#include <algorithm>
#include <array>
#include <set>

namespace congvu::attachment::pdf {
namespace {

constexpr std::size_t most_places = 1'000'000, most_hits = 200'000, most_trailers = 1'000;
constexpr std::size_t longest_object = 1U << 18;
constexpr unsigned most_hops = 8;

struct Known {
  std::string_view name;
  Word word;
};
constexpr std::array known{Known{"EF", Word::ef}, Known{"EmbeddedFile", Word::embedded_file},
                           Known{"ObjStm", Word::object_stream}, Known{"First", Word::first},
                           Known{"XRef", Word::xref}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a number that ends before `end`, blanks skipped; moves `end` to its first digit. -1 if there is none.
std::int64_t number_before(ByteView bytes, std::size_t& end) {
  std::size_t at = end;
  while (at > 0 && is_blank(bytes[at - 1])) --at;
  std::size_t start = at;
  while (start > 0 && is_digit(bytes[start - 1]) && at - start < 10) --start;
  if (start == at) return -1;
  std::int64_t value = 0;
  for (std::size_t i = start; i < at; ++i) value = value * 10 + (bytes[i] - '0');
  end = start;
  return value;
}

std::int64_t count_of(const Value& dictionary, std::string_view key) {
  const Value* value = dictionary.find(key);
  return value != nullptr && value->is(Value::Kind::number) ? value->number : -1;
}

// Every value that stands below `value`, itself included.
template <class Visit>
void each_value(Value& value, const Visit& visit, unsigned depth = 0) {
  visit(value);
  if (depth > Lexer::most_depth) return;
  for (Value& item : value.items) each_value(item, visit, depth + 1);
}

}  // namespace

File::File(Blob bytes, Budget& budget) : work_left_(2 * bytes.bytes.size() + (4U << 20)) {
  sources_.push_back({std::move(bytes), {}, {}});
  find_places();
  find_hits(sources_[0]);
  sort_numbers();
  find_encryption();
  load_object_streams(budget);
}

bool File::work(std::size_t bytes) {
  if (bytes > work_left_) {
    work_left_ = 0;
    exhausted_ = true;
    return false;
  }
  work_left_ -= bytes;
  return true;
}

void File::find_places() {
  Source& file = sources_[0];
  const ByteView all = file.bytes.bytes;
  for (std::size_t at = all.find("obj"); at != ByteView::npos; at = all.find("obj", at + 3)) {
    if (at > 0 && is_regular(all[at - 1]) && !is_digit(all[at - 1])) continue;  // endobj
    if (file.places.size() >= most_places) {
      exhausted_ = true;
      return;
    }
    Place place;
    std::size_t before = at;
    place.generation = number_before(all, before);
    place.number = place.generation < 0 ? -1 : number_before(all, before);
    place.offset = at + 3;
    file.places.push_back(place);
  }
}

void File::find_hits(Source& source) {
  const ByteView all = source.bytes.bytes;
  for (std::size_t at = all.find('/'); at != ByteView::npos; at = all.find('/', at + 1)) {
    const char first = at + 1 < all.size() ? all[at + 1] : '\0';
    if (first != 'E' && first != 'O' && first != 'F' && first != 'X' && first != '#') continue;
    const std::string name = name_at(all, at + 1);
    const auto* const found =
        std::find_if(known.begin(), known.end(), [&](const Known& k) { return k.name == name; });
    if (found == known.end()) continue;
    if (source.hits.size() >= most_hits) {
      exhausted_ = true;
      return;
    }
    std::size_t end = at + 1;
    while (end < all.size() && is_regular(all[end])) ++end;
    source.hits.push_back({found->word, end});
  }
}

void File::sort_numbers() {
  numbers_.clear();
  for (std::size_t s = 0; s < sources_.size(); ++s)
    for (std::size_t p = 0; p < sources_[s].places.size(); ++p)
      if (sources_[s].places[p].number >= 0) numbers_.push_back({sources_[s].places[p].number, s, p});
  std::stable_sort(numbers_.begin(), numbers_.end(),
                   [](const Numbered& a, const Numbered& b) { return a.number < b.number; });
}

Object File::parse(std::size_t source, const Place& place) {
  Object object;
  if (exhausted_ && work_left_ == 0) return object;
  object.number = place.number;
  object.generation = std::max<std::int64_t>(place.generation, 0);
  object.source = source;
  const ByteView all = sources_[source].bytes.bytes;
  Lexer lexer(slice(all, place.offset, longest_object));
  object.value = lexer.next();
  if (!work(lexer.position() + 64)) return Object{};
  if (source != 0 || !object.value.is(Value::Kind::dictionary)) return object;
  const Value word = lexer.next();
  if (!word.is(Value::Kind::keyword) || word.text != "stream") return object;
  std::size_t start = place.offset + lexer.position();
  if (start < all.size() && all[start] == '\r') ++start;
  if (start < all.size() && all[start] == '\n') ++start;
  object.stream = start;
  return object;
}

std::optional<Object> File::around(std::size_t source, std::size_t offset, std::size_t back) {
  const auto& places = sources_[source].places;
  auto after = std::upper_bound(places.begin(), places.end(), offset,
                                [](std::size_t at, const Place& place) { return at < place.offset; });
  if (static_cast<std::size_t>(after - places.begin()) <= back) return std::nullopt;
  const Place& place = *(after - static_cast<std::ptrdiff_t>(back) - 1);
  if (offset - place.offset > longest_object) return std::nullopt;
  return parse(source, place);
}

std::vector<Object> File::by_number(std::int64_t number) {
  std::vector<Object> found;
  auto at = std::lower_bound(numbers_.begin(), numbers_.end(), number,
                             [](const Numbered& n, std::int64_t wanted) { return n.number < wanted; });
  constexpr std::size_t most_versions = 64;
  for (; at != numbers_.end() && at->number == number && found.size() < most_versions; ++at)
    found.push_back(parse(at->source, sources_[at->source].places[at->place]));
  return found;
}

// Of several objects with one number the last one counts, as for every reader of an updated file.
Value File::resolve(Value value) {
  for (unsigned hop = 0; hop < most_hops && value.is(Value::Kind::reference); ++hop) {
    const auto after =
        std::upper_bound(numbers_.begin(), numbers_.end(), value.number,
                         [](std::int64_t wanted, const Numbered& n) { return wanted < n.number; });
    if (after == numbers_.begin() || std::prev(after)->number != value.number) return {};
    const Numbered& last = *std::prev(after);
    value = parse(last.source, sources_[last.source].places[last.place]).value;
  }
  return value.is(Value::Kind::reference) ? Value{} : value;
}

ByteView File::raw_stream(const Object& object) {
  if (!object.stream) return {};
  const ByteView all = sources_[0].bytes.bytes;
  const Value* length = object.value.find("Length");
  const Value count = length != nullptr ? resolve(*length) : Value{};
  if (count.is(Value::Kind::number) && count.number >= 0) {
    Lexer behind(slice(all, *object.stream + static_cast<std::uint64_t>(count.number), 64));
    if (behind.next().text.starts_with("endstream"))
      return slice(all, *object.stream, static_cast<std::uint64_t>(count.number));
  }
  const ByteView rest = slice(all, *object.stream, work_left_);
  const std::size_t end = std::min(rest.find("endstream"), rest.size());
  work(end);
  return rest.substr(0, end);
}

std::vector<Filter> File::filters_of(const Value& dictionary) {
  const auto list_of = [&](std::string_view key, std::string_view brief) {
    const Value* found = dictionary.find(key);
    if (found == nullptr) found = dictionary.find(brief);
    Value value = found != nullptr ? resolve(*found) : Value{};
    if (value.is(Value::Kind::array)) return value.items;
    return value.is(Value::Kind::none) ? std::vector<Value>{} : std::vector<Value>{value};
  };
  std::vector<Filter> filters;
  const auto names = list_of("Filter", "F"), parameters = list_of("DecodeParms", "DP");
  for (std::size_t i = 0; i < names.size() && i <= most_filters; ++i)
    filters.push_back({resolve(names[i]).text, i < parameters.size() ? resolve(parameters[i]) : Value{}});
  return filters;
}

Decoded File::undo(const Object& object, ByteView raw, Budget& budget, bool embedded_file, bool decrypt) {
  const auto filters = filters_of(object.value);
  if (!decrypt) return decode(raw, filters, budget);
  std::string own_filter;
  for (const Filter& filter : filters)
    if (filter.name == "Crypt") {
      const Value* name = filter.parameters.find("Name");
      own_filter = name != nullptr ? name->text : "Identity";
    }
  if (raw.size() > budget.bytes_left() || !budget.take_bytes(raw.size())) return {{}, Decoding::limit};
  const std::string plain = crypt_->stream(raw, object.number, object.generation, own_filter, embedded_file);
  return decode(plain, filters, budget);
}

Decoded File::stream(const Object& object, Budget& budget, bool embedded_file) {
  const ByteView raw = raw_stream(object);
  if (!crypt_) return undo(object, raw, budget, embedded_file, false);
  Decoded decoded = undo(object, raw, budget, embedded_file, true);
  if (decoded.state != Decoding::damaged || !decoded.bytes.empty()) return decoded;
  // An object of a PDF inside this one, stored as it stands, is not encrypted with the outer key.
  return undo(object, raw, budget, embedded_file, false);
}

std::string File::text(const Object& object, const Value& value) const {
  if (!crypt_ || object.source != 0) return value.text;
  return crypt_->string(value.text, object.number, object.generation);
}

void File::look_at_trailer(const Value& dictionary) {
  const Value* encrypt = dictionary.find("Encrypt");
  if (encrypt == nullptr || encrypted()) return;
  Value resolved = resolve(*encrypt);
  if (!resolved.is(Value::Kind::dictionary)) return;
  each_value(resolved, [&](Value& value) {
    if (value.is(Value::Kind::reference)) value = resolve(value);
  });
  encrypt_ = std::move(resolved);
  const Value* id = dictionary.find("ID");
  const Value ids = id != nullptr ? resolve(*id) : Value{};
  if (!ids.items.empty()) file_id_ = ids.items.front().text;
  crypt_ = Crypt::open_with_no_password(encrypt_, file_id_);
}

void File::find_encryption() {
  const ByteView all = sources_[0].bytes.bytes;
  std::size_t count = 0;
  for (std::size_t at = all.find("trailer"); at != ByteView::npos && count < most_trailers;
       at = all.find("trailer", at + 7), ++count) {
    Lexer lexer(slice(all, at + 7, longest_object));
    const Value dictionary = lexer.next();
    if (!work(lexer.position())) return;
    look_at_trailer(dictionary);
  }
  for (const Hit& hit : std::vector<Hit>(sources_[0].hits)) {
    if (hit.word != Word::xref || ++count > 2 * most_trailers) continue;
    if (const auto object = around(0, hit.offset)) look_at_trailer(object->value);
  }
}

void File::load_object_streams(Budget& budget) {
  std::set<std::size_t> done;
  for (const Hit& hit : std::vector<Hit>(sources_[0].hits)) {
    if (hit.word != Word::object_stream && hit.word != Word::first) continue;
    for (std::size_t back = 0; back < 2; ++back) {
      const auto object = around(0, hit.offset, back);
      if (!object || !object->stream) continue;
      if (done.insert(*object->stream).second && !budget.expired()) load_object_stream(*object, budget);
      break;
    }
  }
  if (sources_.size() > 1) sort_numbers();
}

// Pairs of number and offset, then the objects from /First on.
void File::load_object_stream(const Object& object, Budget& budget) {
  const Value* first_value = object.value.find("First");
  const Value first = first_value != nullptr ? resolve(*first_value) : Value{};
  if (!first.is(Value::Kind::number) || object.value.find("N") == nullptr) return;
  Decoded decoded = stream(object, budget, false);
  exhausted_ |= decoded.state == Decoding::limit;
  damaged_ |= decoded.state == Decoding::damaged && !locked();
  if (decoded.bytes.empty()) return;
  Source source;
  source.bytes = Blob::own(std::move(decoded.bytes));
  find_hits(source);
  const ByteView all = source.bytes.bytes;
  Lexer lexer(slice(all, 0, static_cast<std::uint64_t>(std::max<std::int64_t>(first.number, 0))));
  const std::int64_t count = count_of(object.value, "N");
  for (std::int64_t i = 0; i < count && source.places.size() < most_places; ++i) {
    const Value number = lexer.next(), offset = lexer.next();
    if (!number.is(Value::Kind::number) || !offset.is(Value::Kind::number)) break;
    const std::int64_t place = first.number + offset.number;
    if (place < 0 || static_cast<std::uint64_t>(place) >= all.size()) continue;
    source.places.push_back({number.number, 0, static_cast<std::size_t>(place)});
  }
  std::stable_sort(source.places.begin(), source.places.end(),
                   [](const Place& a, const Place& b) { return a.offset < b.offset; });
  sources_.push_back(std::move(source));
}

}  // namespace congvu::attachment::pdf
