// File names and file types: total functions of any bytes; cleaning up twice changes nothing.
#include <algorithm>

#include "attachment/file_name.h"
#include "attachment/file_type.h"
#include "attachment/readers.h"
#include "facts/text.h"
#include "fuzz/target.h"

namespace congvu::fuzz {
namespace {

using namespace attachment;

void check_views(std::string_view name) {
  const auto views = name_views(name);
  for (const auto& view : views) {
    check_utf8(view, "a view is UTF-8");
    check_utf8(extension_of(view), "an extension is UTF-8");
    check(std::count(views.begin(), views.end(), view) == 1, "each view stands once");
  }
  check_utf8(visual_order(name), "the visual order is UTF-8");
}

void check_text(std::string_view text) {
  const std::string clean = valid_utf8(text);
  check_utf8(clean, "cleaned text is UTF-8");
  check(valid_utf8(clean) == clean, "cleaning twice changes nothing");
  const std::string shown = printable(clean, 60);
  check(shown.size() <= 60 + 3, "shown text is bounded");
  check(printable(shown, 100) == shown, "shown text is printable");
  check(std::none_of(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
        "no control characters are shown");
  for (const auto fold : {nfc, fold_case, fold_marks}) {
    const std::string folded = fold(clean);
    check_utf8(folded, "folded text is UTF-8");
    check(fold(folded) == folded, "folding twice changes nothing");
  }
  const std::string ascii = ascii_fold(clean);
  check(std::all_of(ascii.begin(), ascii.end(), [](char c) { return c >= 0x20 && c < 0x7f; }),
        "folded to ASCII is printable ASCII");
}

}  // namespace

CONGVU_FUZZ_TARGET(names) {
  check_text(input);
  const std::string name = valid_utf8(input);
  check_views(name);
  Child child;
  child.names.push_back(name);
  child.content = Content::absent;
  check(identify(child).type.form == identify(child).type.form, "the same name is the same file");
}

// The first line is the name, the rest the content.
CONGVU_FUZZ_TARGET(file_type) {
  Child child;
  child.names.push_back(valid_utf8(take_line(input)));
  child.blob.bytes = input;
  const Identity first = identify(child);
  const Identity second = identify(child);
  check(first.type.kind == second.type.kind && first.type.form == second.type.form,
        "the same file is the same type");
  check_utf8(first.type.mime, "a media type is UTF-8");
  check_utf8(first.type.description, "a description is UTF-8");
  if (const Form* form = find_form(first.type.form))
    check(form->kind == first.type.kind || first.type.kind > form->kind, "a form has its kind");
  // A name can only add weight: whoever renames a program does not make it anything lighter.
  child.names.clear();
  if (identify(child).type.kind == Kind::executable && identify(child).by_content)
    check(first.type.kind == Kind::executable, "no name clears a program");
}

}  // namespace congvu::fuzz
