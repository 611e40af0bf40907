#include "attachment/package.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "attachment/cfb.h"
#include "attachment/file_type.h"
#include "attachment/office_vba.h"
#include "attachment/package_names.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::string_view content_types = "[content_types].xml";

class Inspection {
 public:
  Inspection(std::span<const std::string> names, const FetchEntry& fetch, Findings& findings)
      : names_(names), fetch_(fetch), findings_(findings) {}

  void run() {
    if (names_.has(content_types)) open_packaging();
    open_document();
    apple_document();
    programs();
    readable();
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    const std::string* name = names_.as_written(key);
    const auto bytes = name != nullptr && fetch_ ? fetch_(*name) : std::nullopt;
    return bytes ? plain_xml(*bytes) : std::string();
  }

  void refine(Kind kind, std::string form, std::string mime, std::string description) {
    findings_.refine({kind, std::move(form), std::move(mime), std::move(description)});
  }

  // ECMA-376 part 2: what the package is stands in the content types, whatever its parts are called.
  void open_packaging() {
    const std::string types = text(content_types);
    if (names_.has("extension.vsixmanifest"))
      refine(Kind::executable, "vsix", "application/vsix", "Visual Studio extension");
    if (names_.has("appxmanifest.xml") || names_.has("appxmetadata/appxbundlemanifest.xml"))
      refine(Kind::executable, "appx", "application/appx", "Windows application package");
    const OfficeForm* form = office_form(types, names_);
    if (form == nullptr) return;
    const bool macros = office_macros(types);
    const std::string_view name = macros ? form->with_macros : form->plain;
    refine(macros ? Kind::macro : Kind::document, std::string(name), std::string(form->mime),
           macros ? "Office document with macros" : "Office document");
  }

  [[nodiscard]] bool office_macros(const std::string& types) const {
    if (names_.any_under("xl/macrosheets/") || types.find("ms-excel.macrosheet") != std::string::npos ||
        types.find("ms-excel.intlmacrosheet") != std::string::npos)
      return true;
    const auto named = names_.with_base("vbaproject.bin");
    return std::any_of(named.begin(), named.end(),
                       [&](const std::string* name) { return is_project(*name, true); }) ||
           declares_macros(types);
  }

  // Parts of any name that the content types declare to be a macro project.
  [[nodiscard]] bool declares_macros(const std::string& types) const {
    constexpr std::string_view project_type = "application/vnd.ms-office.vbaproject";
    for (std::size_t at = types.find(project_type); at != std::string::npos;
         at = types.find(project_type, at + 1)) {
      const std::size_t open = std::min(types.rfind('<', at), at);
      const std::string_view tag = std::string_view(types).substr(open, types.find('>', at) - open);
      if (tag.starts_with("<default")) {
        const auto parts = names_.with_end("." + attribute_of(tag, "extension"));
        if (std::any_of(parts.begin(), parts.end(),
                        [&](const std::string* name) { return is_project(*name, false); }))
          return true;
      } else if (const auto* name = names_.as_written(without_slash(attribute_of(tag, "partname")))) {
        if (is_project(*name, true)) return true;
      }
    }
    return false;
  }

  // A project that cannot be read is taken at its word, where the word is about this one part.
  [[nodiscard]] bool is_project(const std::string& name, bool unread) const {
    const auto bytes = fetch_ ? fetch_(name) : std::nullopt;
    auto file =
        bytes ? cfb::File::open(Blob::own(*bytes)) : fail(ErrorKind::unavailable, name, "not fetched");
    Budget budget{Limits{}};
    return file ? has_vba_code(*file, budget) : unread;
  }

  // OASIS ODF 1.2 part 3: the type stands in the entry "mimetype" or in the manifest.
  void open_document() {
    const std::string manifest = text("meta-inf/manifest.xml");
    std::string type = trimmed(text("mimetype"));
    if (type.empty()) type = manifest_type(manifest);
    const std::string_view form = odf_form(type);
    if (form.empty()) return;
    if (!is_media_type(type)) type.clear();  // the row keeps what is known without it
    if (form == "oxt") refine(Kind::macro, "oxt", type, "OpenDocument extension");
    const bool locked =
        manifest.find("encryption-data") != std::string::npos || names_.has("encrypted-package");
    findings_.encrypted |= locked;
    const bool macros = names_.any([](std::string_view key) {
      return (key.starts_with("basic/") && !key.ends_with("/script-lb.xml") &&
              !key.ends_with("/script-lc.xml") && !key.ends_with('/')) ||
             (key.starts_with("scripts/") && !key.ends_with('/'));
    });
    refine(macros ? Kind::macro : Kind::document, std::string(form), type,
           macros ? "OpenDocument file with macros" : "OpenDocument file");
  }

  void apple_document() {
    if (!names_.has("index/document.iwa") && !names_.has("index.zip") && !names_.has(".iwph")) return;
    if (names_.has(".iwpv2") || names_.has(".iwph")) findings_.encrypted = true;
    if (names_.has("index/document.iwa") || findings_.encrypted)
      refine(Kind::document, "iwork", "application/x-iwork", "Apple iWork document");
  }

  void programs() {
    jar();
    if (names_.has("androidmanifest.xml") && (names_.has("classes.dex") || names_.has("resources.arsc")))
      refine(Kind::executable, "apk", "application/vnd.android.package-archive", "Android application");
    if (names_.any([](std::string_view key) {
          return key.starts_with("payload/") && key.find(".app/") < key.size();
        }) &&
        names_.any([](std::string_view key) { return key.ends_with(".app/info.plist"); }))
      refine(Kind::executable, "ipa", "application/x-ios-app", "iOS application");
    const bool add_on = names_.has("install.rdf") || names_.has("meta-inf/mozilla.rsa") ||
                        text("manifest.json").find("\"manifest_version\"") != std::string::npos;
    if (add_on) refine(Kind::executable, "xpi", "application/x-xpinstall", "browser extension");
    if (names_.has("gadget.xml"))
      refine(Kind::executable, "gadget", "application/x-windows-gadget", "Windows gadget");
  }

  // Java starts an archive whose manifest names a class; without a manifest it is a bag of classes.
  void jar() {
    const bool classes = names_.any([](std::string_view key) { return key.ends_with(".class"); });
    const bool manifest = names_.has("meta-inf/manifest.mf");
    const bool only_classes = classes && !names_.any([](std::string_view key) {
      return !key.ends_with(".class") && !key.ends_with('/') && !key.starts_with("meta-inf/");
    });
    if (!only_classes &&
        !(manifest && (classes || text("meta-inf/manifest.mf").find("main-class") != std::string::npos)))
      return;
    refine(Kind::executable, "jar", "application/java-archive", "Java archive");
  }

  void readable() {
    if (names_.any([](std::string_view key) { return key.ends_with(".fdseq") || key.ends_with(".fdoc"); }) &&
        names_.has(content_types))
      refine(Kind::document, "xps", "application/oxps", "XPS document");
    if (trimmed(text("mimetype")) == "application/epub+zip" && names_.has("meta-inf/container.xml"))
      refine(Kind::document, "epub", "application/epub+zip", "EPUB book");
    if (names_.has("doc.kml")) refine(Kind::document, "kmz", "application/vnd.google-earth.kmz", "KMZ map");
  }

  static std::string trimmed(const std::string& text) { return std::string(trim_ascii(text)); }

  PackageNames names_;
  const FetchEntry& fetch_;
  Findings& findings_;
};

}  // namespace

void inspect_package(std::span<const std::string> entry_names, const FetchEntry& fetch, Findings& findings) {
  Inspection(entry_names, fetch, findings).run();
}

}  // namespace congvu::attachment
