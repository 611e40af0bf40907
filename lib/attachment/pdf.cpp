#include "attachment/pdf.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "attachment/document_sniff.h"
#include "attachment/pdf_file.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using pdf::Decoded;
using pdf::Decoding;
using pdf::Object;
using pdf::Value;
using pdf::Word;
using File = std::shared_ptr<pdf::File>;

// Embedded files by object number.
using Targets = std::map<std::int64_t, std::vector<std::string>>;

// PDF strings are UTF-16BE or UTF-8 with a mark, else PDFDocEncoding.
std::string decoded_name(ByteView text) {
  if (text.starts_with("\xFE\xFF")) {
    std::string swapped;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) swapped += {text[i + 1], text[i]};
    return from_utf16le(swapped);
  }
  if (text.starts_with("\xFF\xFE")) return from_utf16le(text.substr(2));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return std::string(text);
}

void add_targets(const File& file, const Object& object, const Value& specification, Targets& targets) {
  const Value* files = specification.find("EF");
  if (files == nullptr) return;
  std::vector<std::string> names;
  for (const auto* key : {"UF", "F", "Unix", "DOS", "Mac"}) {
    const Value* value = specification.find(key);
    const Value name = value != nullptr ? file->resolve(*value) : Value{};
    if (name.is(Value::Kind::string)) add_base_name(names, decoded_name(file->text(object, name)));
  }
  const Value dictionary = file->resolve(*files);
  for (const Value& one : dictionary.items) {
    if (!one.is(Value::Kind::reference)) continue;
    auto& known = targets[one.number];
    for (const auto& name : names) add_name(known, name);
  }
}

// File specifications stand at any depth of an object: in name trees, annotations, arrays.
void walk(const File& file, const Object& object, const Value& value, Targets& targets, unsigned depth = 0) {
  if (depth > pdf::Lexer::most_depth) return;
  if (value.is(Value::Kind::dictionary)) add_targets(file, object, value, targets);
  for (const Value& item : value.items) walk(file, object, item, targets, depth + 1);
}

// The dictionary behind /EF itself, where no object around it can be made out.
void add_bare_targets(const File& file, ByteView behind, Targets& targets) {
  constexpr std::size_t longest = 4096;
  const Value dictionary = file->resolve(pdf::Lexer(slice(behind, 0, longest)).next());
  for (const Value& one : dictionary.items)
    if (one.is(Value::Kind::reference)) targets[one.number];
}

Targets find_targets(const File& file, Budget& budget) {
  Targets targets;
  for (std::size_t s = 0; s < file->sources().size(); ++s) {
    const pdf::Source& source = file->sources()[s];
    std::size_t walked = SIZE_MAX;  // up to where the last object was read: its other hits are done with it
    for (const auto& hit : source.hits) {
      if (hit.word != Word::ef || budget.expired()) continue;
      add_bare_targets(file, slice(source.bytes.bytes, hit.offset), targets);
      const auto after =
          std::upper_bound(source.places.begin(), source.places.end(), hit.offset,
                           [](std::size_t at, const pdf::Place& place) { return at < place.offset; });
      if (after == source.places.begin() || std::prev(after)->offset == walked) continue;
      walked = std::prev(after)->offset;
      if (const auto object = file->around(s, hit.offset)) walk(file, *object, object->value, targets);
    }
  }
  return targets;
}

std::optional<Child> make(const File& file, const Object& object, const std::vector<std::string>& names,
                          Budget& budget) {
  Decoded decoded = file->stream(object, budget, true);
  // What is locked stays locked, unless it was stored in the open.
  if (file->locked() && sniff_carried(decoded.bytes) == Kind::unknown) return std::nullopt;
  if (decoded.bytes.empty() && decoded.state == Decoding::whole) return std::nullopt;
  const bool whole = decoded.state == Decoding::whole;
  Child child = decoded.bytes.empty() ? embedded_absent(names, 0)
                                      : embedded(Blob::own(std::move(decoded.bytes)), names);
  if (whole) return child;
  if (child.content == Content::whole) child.content = Content::cut;
  child.findings.add(decoded.state == Decoding::limit         ? Unchecked::limit
                     : decoded.state == Decoding::unsupported ? Unchecked::unsupported_method
                                                              : Unchecked::damaged);
  return child;
}

class Collector {
 public:
  explicit Collector(File file) : file_(std::move(file)) {}
  void add(const Object& object, const std::vector<std::string>& names) {
    if (!object.stream || !seen_.insert(*object.stream).second) return;
    makers_.push_back([file = file_, object, names](Budget& budget, Findings&) {
      return make(file, object, names, budget);
    });
  }
  [[nodiscard]] Makers take() { return std::move(makers_); }

 private:
  File file_;
  std::set<std::size_t> seen_;
  Makers makers_;
};

void report(const pdf::File& file, Findings& findings) {
  if (file.locked()) {
    findings.encrypted = true;
    findings.refine({Kind::document, "pdf", "application/pdf", "PDF document with a password"});
  }
  if (file.exhausted()) findings.add(Unchecked::limit);
}

}  // namespace

// FDF, the form data of a PDF, holds the same objects and may embed files (ISO 32000-1, 12.7.7).
bool is_pdf(ByteView bytes) {
  const ByteView head = slice(bytes, 0, 1024 + 5);
  return head.find("%PDF-") != ByteView::npos || head.find("%FDF-") != ByteView::npos;
}

Makers look_into_pdf(const Blob& bytes, Budget& budget, Findings& findings) {
  const File file = std::make_shared<pdf::File>(bytes, budget);
  const Targets targets = find_targets(file, budget);
  Collector collector(file);
  for (const auto& [number, names] : targets) {
    const auto objects = file->by_number(number);
    const bool found =
        std::any_of(objects.begin(), objects.end(), [](const Object& o) { return o.stream.has_value(); });
    if (!found && !file->locked()) findings.add(Unchecked::damaged);
    for (const Object& object : objects) collector.add(object, names);
  }
  for (const auto& hit : file->sources().front().hits)
    if (hit.word == Word::embedded_file)
      if (const auto object = file->around(0, hit.offset)) collector.add(*object, {});
  report(*file, findings);
  return collector.take();
}

}  // namespace congvu::attachment
