#include "attachment/ole.h"

#include <memory>
#include <string_view>

#include "attachment/cfb.h"
#include "attachment/document_inflate.h"
#include "attachment/document_sniff.h"
#include "attachment/msg.h"
#include "attachment/office_binary.h"
#include "attachment/office_vba.h"
#include "attachment/ole_names.h"
#include "attachment/ole_native.h"
#include "attachment/ole_stream.h"

namespace congvu::attachment {
namespace {

using cfb::Entry;
using cfb::Type;
using File = std::shared_ptr<cfb::File>;

// What the streams say about the whole file.
struct Character {
  bool word = false, excel = false, powerpoint = false, mail = false;
  bool package = false;  // an encrypted package
  bool rights = false;   // locked by a rights server
  bool macros = false;
  bool needs_password = false;
};

bool is_stream(const Entry& entry) { return entry.type == Type::stream; }

// The stream as one view, taken from the budget where it had to be copied. Nothing when the budget refuses.
std::optional<Blob> stream_of(const File& file, const Entry& entry, Budget& budget, Findings& findings) {
  const cfb::Content content = file->read(entry, budget);
  if (content.limit) findings.add(Unchecked::limit);
  if (!content.complete && !content.limit) findings.add(Unchecked::damaged);
  if (content.blob.bytes.empty()) return std::nullopt;
  return content.blob;
}

void look_at_powerpoint(const File& file, const Entry& entry, Character& character, Makers& makers,
                        Budget& budget, Findings& findings) {
  const auto stream = stream_of(file, entry, budget, findings);
  if (!stream) return;
  const Presentation found = look_at_presentation(stream->bytes, budget.limits().entries);
  character.macros |= found.macros;
  for (const auto& object : found.objects) {
    const Blob blob = stream->part(object.bytes);
    if (!object.deflated) {
      makers.push_back(give_later(blob));
      continue;
    }
    makers.push_back([blob](Budget& at, Findings& notes) -> std::optional<Child> {
      Unpacked unpacked = inflate_all(blob.bytes, Wrapping::zlib, at);
      if (unpacked.state == Unpacking::limit) notes.add(Unchecked::limit);
      if (unpacked.state == Unpacking::damaged && unpacked.bytes.empty()) return std::nullopt;
      return embedded(Blob::own(std::move(unpacked.bytes)));
    });
  }
}

void look_at_excel(const File& file, const Entry& entry, Character& character, Budget& budget,
                   Findings& findings) {
  const auto stream = stream_of(file, entry, budget, findings);
  const Workbook found = look_at_workbook(stream ? stream->bytes : ByteView{});
  character.needs_password |= found.needs_password;
  character.macros |= found.macro_sheet;
}

// A stream or storage that the directory tree leads to, at any depth: embedded documents are judged with
// their host.
void look_at_entry(const File& file, const Entry& entry, Character& character, Makers& makers, Budget& budget,
                   Findings& findings) {
  const std::string_view key = entry.key;
  const bool top = entry.parent == 0;
  if (!is_stream(entry)) {
    character.mail |= key.starts_with("__attach_version1.0_") || key.starts_with("__recip_version1.0_");
  } else if (key == "worddocument") {
    character.word |= top;
    character.needs_password |= word_needs_password(file->head(entry));
  } else if (key == "workbook" || key == "book") {
    character.excel |= top;
    look_at_excel(file, entry, character, budget, findings);
  } else if (key == "powerpoint document") {
    character.powerpoint |= top;
    look_at_powerpoint(file, entry, character, makers, budget, findings);
  } else if (key == "current user") {
    character.needs_password |= powerpoint_needs_password(file->head(entry));
  } else if (key == "encryptedsummary") {
    character.needs_password = true;
  } else if (key == "encryptedpackage") {
    character.package = true;
  } else if (key == "\tdrmcontent" || key == "drmencrypteddataspace" || key == "drmencryptedtransform") {
    character.rights = true;
  } else if (key.starts_with("__properties_version1.0")) {
    character.mail |= top;
  }
}

MakeChild native_maker(const File& file, const Entry& entry) {
  return [file, &entry](Budget& budget, Findings& findings) -> std::optional<Child> {
    const cfb::Content content = file->read(entry, budget);
    const auto packed = open_native_stream(content.blob.bytes);
    if (!packed) return stream_child(content, {}, {}, budget, findings);
    // Data of an unknown program are no file, unless they look like one.
    if (!packed->package && sniff_carried(packed->data) == Kind::unknown) return std::nullopt;
    auto child = stream_child(content, packed->data, packed->names, budget, findings);
    if (child && !packed->complete && content.complete) child->findings.add(Unchecked::damaged);
    return child;
  };
}

MakeChild stream_maker(const File& file, const Entry& entry, std::vector<std::string> names) {
  return [file, &entry, names = std::move(names)](Budget& budget, Findings& findings) {
    const cfb::Content content = file->read(entry, budget);
    auto child = stream_child(content, {}, names, budget, findings);
    if (child) child->declared_size = entry.size;
    return child;
  };
}

// Streams that hold a file: by their name, or by their first bytes whatever their name is.
void add_payload(const File& file, const Entry& entry, Makers& makers) {
  if (!is_stream(entry) || entry.size == 0) return;
  if (entry.key == "\1ole10native") {
    makers.push_back(native_maker(file, entry));
  } else if (entry.key == "package" || entry.key == "embedded_odf" ||
             sniff_carried(file->head(entry)) != Kind::unknown) {
    std::vector<std::string> names;
    add_name(names, installer_stream_name(entry.name));
    makers.push_back(stream_maker(file, entry, std::move(names)));
  }
}

const char* office_form(const Character& character, bool macros) {
  if (character.word) return macros ? "doc-macro" : "doc";
  if (character.excel) return macros ? "xls-macro" : "xls";
  if (character.powerpoint) return macros ? "ppt-macro" : "ppt";
  return macros ? "ole-macro" : "";
}

const char* office_mime(const Character& character) {
  if (character.word) return "application/msword";
  if (character.excel) return "application/vnd.ms-excel";
  if (character.powerpoint) return "application/vnd.ms-powerpoint";
  return "application/x-ole-storage";
}

void report(const Character& character, const Entry& root, Findings& findings) {
  findings.encrypted |= character.package || character.rights || character.needs_password;
  if (is_installer_class(root.class_id))
    findings.refine({Kind::executable, "msi", "application/x-msi", "Windows Installer package"});
  else if (character.macros)
    findings.refine(
        {Kind::macro, office_form(character, true), office_mime(character), "Office document with macros"});
  else if (character.rights)
    findings.refine(
        {Kind::document, "irm", "application/x-microsoft-rpmsg-message", "rights-protected document"});
  else if (character.package)
    findings.refine(
        {Kind::document, "ooxml-encrypted", "application/encrypted", "Office document with a password"});
  else if (character.mail)
    findings.refine({Kind::mail, "msg", "application/vnd.ms-outlook", "Outlook message"});
  else if (character.word || character.excel || character.powerpoint)
    findings.refine(
        {Kind::document, office_form(character, false), office_mime(character), "Office document"});
}

}  // namespace

Makers look_into_ole(const Blob& bytes, Budget& budget, Findings& findings) {
  auto opened = cfb::File::open(bytes);
  if (!opened) {
    findings.add(Unchecked::damaged);
    return {};
  }
  const File file = std::make_shared<cfb::File>(std::move(*opened));
  if (file->truncated()) {
    budget.note("entries");
    findings.add(Unchecked::limit);
  }
  Makers makers = outlook_attachments(file);
  Character character;
  for (const Entry& entry : file->entries()) {
    if (budget.expired()) break;
    if (entry.reached) look_at_entry(file, entry, character, makers, budget, findings);
    if (!is_outlook_property(entry)) add_payload(file, entry, makers);
  }
  character.macros |= has_vba_code(*file, budget);
  report(character, file->entries().front(), findings);
  return makers;
}

}  // namespace congvu::attachment
