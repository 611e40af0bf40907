#include "attachment/identify_name.h"

#include <algorithm>
#include <array>
#include <utility>

#include "attachment/file_name.h"
#include "attachment/file_name_extension.h"
#include "attachment/signature.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_names = 64;

// Without any name, mail programs make one of the declared type, as Windows registers it.
std::string_view extension_of_type(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> types{{
      {"application/hta", "hta"},
      {"text/vbscript", "vbs"},
      {"text/vbs", "vbs"},
      {"text/jscript", "js"},
      {"application/x-bat", "bat"},
      {"application/bat", "bat"},
      {"application/x-msdownload", "exe"},
      {"application/x-dosexec", "exe"},
      {"application/x-msdos-program", "exe"},
      {"application/vnd.microsoft.portable-executable", "exe"},
      {"application/x-ms-shortcut", "lnk"},
      {"application/x-msi", "msi"},
      {"application/java-archive", "jar"},
      {"application/x-ms-application", "application"},
  }};
  for (const auto& [word, extension] : types)
    if (word == type) return extension;
  return {};
}

// A mail that is attached bears its subject as its name; read as a mail it is no program, whatever the
// subject says. A script stays one: cmd.exe runs past the lines that it does not understand, mshta.exe shows
// any text, and Windows looks into settings for the lines that it knows.
bool is_only_subject(const Child& object, const Form* seen, std::string_view form) {
  if (object.role != Role::message || seen == nullptr || seen->form != "eml") return false;
  const Form* row = find_form(form);
  return row != nullptr && !row->mime.starts_with("text/") && form != "hta" && form != "url-shortcut" &&
         form != "rdp";
}

bool is_directory(const Child& object, std::string_view name) {
  return object.role == Role::entry && object.blob.bytes.empty() && object.declared_size == 0 &&
         name.ends_with('/');
}

// A volume, unless its content is something whole by itself.
bool is_split(const Child& object, const Form* seen, std::string_view view) {
  if (!is_volume_name(view)) return false;
  if (extension_of(view) == "rar") return seen == nullptr || seen->kind == Kind::archive;
  if (object.content == Content::absent || object.blob.bytes.empty()) return false;
  return seen == nullptr ||
         (seen->kind == Kind::archive && !is_complete_archive(object.blob.bytes, seen->form));
}

class Judge {
 public:
  Judge(const Child& object, const Form* seen) : object_(object), seen_(seen) {
    known_.form = seen;
    known_.bytes = object.blob.bytes;
    known_.absent = object.content == Content::absent;
  }

  void look_at(std::string_view view, Findings& findings) {
    const auto extension = extension_of(view);
    auto& extensions = answer_.extensions;
    if (std::find(extensions.begin(), extensions.end(), extension) == extensions.end())
      extensions.emplace_back(extension);
    take(form_by_name(view, known_));
    if (is_split(object_, seen_, view)) {
      findings.add(Unchecked::split_volume);
      take("volume");
    }
  }
  NameAnswer answer() && { return std::move(answer_); }

 private:
  void take(std::string_view form) {
    const Form* row = find_form(form);
    const Form* best = find_form(answer_.form);
    if (row == nullptr || is_only_subject(object_, seen_, form)) return;
    if (best == nullptr || row->kind > best->kind) answer_.form = row->form;
  }

  const Child& object_;
  const Form* seen_;
  Seen known_;
  NameAnswer answer_;
};

std::string shown_extension(std::string_view name) {
  const auto views = name_views(name);
  return views.empty() ? std::string{} : std::string(extension_of(views.front()));
}

bool extensions_differ(const std::vector<std::string>& names) {
  const std::string first = shown_extension(names.front());
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most_names));
  return std::any_of(names.begin() + 1, end,
                     [&](const std::string& name) { return shown_extension(name) != first; });
}

bool is_harmless_type(std::string_view type) {
  return type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/") ||
         type.starts_with("text/") || type == "application/pdf" || type == "application/msword";
}

// A script is text, and Office packages are zips: these do not disagree.
bool outweighs(const FileType& content, Kind named, std::string_view form) {
  if (content.kind == Kind::executable || content.kind == Kind::disk_image) return named < Kind::archive;
  if (content.kind != Kind::archive) return false;
  return named == Kind::image || named == Kind::media || named == Kind::text || form == "pdf" ||
         form == "html";
}

}  // namespace

NameAnswer judge_names(const Child& object, const Form* seen, Findings& findings) {
  Judge judge(object, seen);
  std::size_t count = 0;
  for (const std::string& name : object.names) {
    if (++count > most_names) break;
    add_name_deviations(name, findings);
    if (is_directory(object, name)) continue;
    for (const std::string& view : name_views(name)) judge.look_at(view, findings);
  }
  if (object.names.empty() && !object.inline_text && (seen == nullptr || seen->kind == Kind::text)) {
    if (const auto extension = extension_of_type(object.declared_type); !extension.empty())
      judge.look_at("." + std::string(extension), findings);
  }
  if (object.names.size() > 1 && extensions_differ(object.names)) findings.add(Deviation::names_differ);
  return std::move(judge).answer();
}

const Form* text_form_by_name(const std::vector<std::string>& names, const Form* seen) {
  constexpr std::array textual{"html"sv, "svg"sv,  "xml"sv, "eml"sv, "mbox"sv,
                               "csv"sv,  "json"sv, "ics"sv, "vcf"sv, "pem"sv};
  const Form* best = seen;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    for (const std::string& view : name_views(names[i])) {
      const Extension* row = find_extension(extension_of(view));
      if (row == nullptr || std::find(textual.begin(), textual.end(), row->form) == textual.end()) continue;
      const Form* form = find_form(row->form);
      if (form->kind > best->kind || best == seen) best = form;
    }
  return best;
}

void add_disagreement(const Child& object, const FileType& content, const NameAnswer& name,
                      Findings& findings) {
  if (content.kind == Kind::unknown) return;
  for (const std::string& extension : name.extensions) {
    const Extension* row = find_extension(extension);
    if (row == nullptr) continue;
    const Form* form = find_form(row->form);
    if (outweighs(content, form->kind, form->form)) findings.add(Deviation::type_disagrees);
    const bool harmless = content.kind >= Kind::image && content.kind <= Kind::document;
    if (row->rule == NameRule::always && form->kind == Kind::executable && harmless &&
        !content.mime.starts_with("text/") && !content.mime.ends_with("xml"))
      findings.add(Deviation::type_disagrees);
  }
  const bool heavy = content.kind == Kind::executable || content.kind == Kind::archive;
  if (heavy && is_harmless_type(object.declared_type) && !content.mime.starts_with("text/"))
    findings.add(Deviation::type_disagrees);
}

}  // namespace congvu::attachment
