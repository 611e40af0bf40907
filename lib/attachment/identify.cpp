#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "attachment/file_name.h"
#include "attachment/file_name_extension.h"
#include "attachment/identify_name.h"
#include "attachment/magic.h"
#include "attachment/readers.h"
#include "attachment/signature.h"
#include "attachment/signature_disk.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

// A nested or outermost mail is a mail, unless its bytes are those of a program, an archive, an image ...
const Form* form_of_message(const Child& object) {
  const auto form = form_by_content(object.blob.bytes, {object.content == Content::whole, true});
  const Form* row = form ? find_form(*form) : nullptr;
  const bool text = row == nullptr || row->kind == Kind::text || row->form == "html" || row->form == "xml" ||
                    row->form == "svg";
  return text ? find_form("eml") : row;
}

// What the bytes say. In the mail's own text only binary forms and markup count, whatever it quotes.
const Form* form_seen(const Child& object) {
  if (object.role == Role::message) return form_of_message(object);
  const auto form =
      form_by_content(object.blob.bytes, {object.content == Content::whole, object.inline_text});
  return form ? find_form(*form) : nullptr;
}

// Text becomes what its name or declared type makes a client take it for: a browser shows any text as HTML.
const Form* as_declared(const Form* seen, const Child& object) {
  if (seen == nullptr || seen->form != "txt") return seen;
  const std::string& type = object.declared_type;
  if (type == "text/html" || type == "application/xhtml+xml") return find_form("html");
  if (type == "image/svg+xml") return find_form("svg");
  return object.inline_text || object.role == Role::message ? seen : text_form_by_name(object.names, seen);
}

void ask_magic(const Child& object, FileType& type) {
  auto opinion = magic_opinion(object.blob.bytes);
  if (!opinion) return;
  type.mime = std::move(opinion->mime);
  type.description = std::move(opinion->description);
  if (type.mime.starts_with("image/")) type.kind = Kind::image;
  if (type.mime.starts_with("audio/") || type.mime.starts_with("video/")) type.kind = Kind::media;
}

// "pe" named .scr is what Windows starts as a screen saver: the name says more than the head does.
std::string_view program_form(std::string_view content, const std::vector<std::string>& extensions) {
  if (content != "pe" && content != "pe-dll" && content != "pe-dotnet") return content;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> by_use{
      {{"scr", "pe-scr"}, {"cpl", "pe-cpl"}, {"ocx", "pe-ocx"}, {"xll", "pe-xll"}, {"wll", "pe-wll"}}};
  for (const auto& [extension, form] : by_use)
    if (std::find(extensions.begin(), extensions.end(), extension) != extensions.end()) return form;
  return content;
}

void add_content_findings(const Child& object, const FileType& type, Findings& findings) {
  const Form* row = find_form(type.form);
  if (row != nullptr && row->opaque) findings.add(Unchecked::unsupported_format);
  // Windows shows the UDF side of such an image, and nothing here reads it.
  if (type.form == "iso" && has_udf(object.blob.bytes)) findings.add(Unchecked::unsupported_format);
}

}  // namespace

Identity identify(const Child& object) {
  Identity identity;
  const Form* const bare = form_seen(object);
  const Form* const seen = as_declared(bare, object);
  FileType content = seen != nullptr ? type_of(seen->form) : FileType{};
  const NameAnswer name = judge_names(object, bare, identity.findings);
  const FileType named = name.form.empty() ? FileType{} : type_of(name.form);
  if (seen == nullptr) ask_magic(object, content);
  if (content.kind == Kind::executable) content = type_of(program_form(content.form, name.extensions));

  identity.by_content = content.kind != Kind::unknown && content.kind >= named.kind;
  identity.by_name = named.kind != Kind::unknown && named.kind >= content.kind;
  identity.type = identity.by_content || named.kind == Kind::unknown ? content : named;
  add_content_findings(object, identity.type, identity.findings);
  if (identity.type.form != content.form) add_content_findings(object, content, identity.findings);
  add_disagreement(object, content, name, identity.findings);
  return identity;
}

void warm_up() { warm_up_magic(); }

}  // namespace congvu::attachment
