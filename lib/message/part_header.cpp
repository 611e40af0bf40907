#include "message/part_header.h"

#include <algorithm>

#include "facts/text.h"
#include "message/encoded_word.h"
#include "message/lines.h"
#include "message/name_list.h"
#include "message/parameters.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_type = 255;    // RFC 6838 4.2 allows 127 on each side of the slash
constexpr std::size_t most_duplicates = 16;  // fields of one name that are read

struct Read {
  std::string text;  // unfolded
  Structured parsed;
};

class Interpreter {
 public:
  Interpreter(const Header& header, const Reading& reading, const Limits& limits)
      : header_(header), reading_(reading), limits_(limits) {}

  PartHeader read() {
    out_.cut = header_.cut;
    if (header_.junk_line) deviate(Deviation::bad_header_line);
    if (header_.hidden_line) deviate(Deviation::hidden_line);
    if (header_.has_nul) deviate(Deviation::nul_byte);
    if (header_.split_control) deviate(Deviation::control_in_header);
    const auto types = structured("content-type");
    const auto dispositions = structured("content-disposition");
    take_type(types);
    take_encodings();
    for (const auto& disposition : dispositions) {
      out_.attachment = out_.attachment || disposition.parsed.value == "attachment";
      check(disposition.parsed, {"filename", "name"});
    }
    for (const auto& type : types) check(type.parsed, {"name", "filename", "boundary"});
    take_names(dispositions, "filename");
    take_names(types, "name");
    take_names(dispositions, "name");
    take_names(types, "filename");
    if (out_.names.empty()) take_description();
    return std::move(out_);
  }

 private:
  void deviate(Deviation deviation) {
    auto& all = out_.deviations;
    if (std::find(all.begin(), all.end(), deviation) == all.end()) all.push_back(deviation);
  }

  // The fields of that name with values that differ; equal copies are harmless.
  std::vector<std::string> fields(std::string_view name) {
    std::vector<std::string> found;
    for (const auto& field : header_.fields) {
      if (!equals_ascii(field.name, name)) continue;
      std::string text = unfold(field.raw);
      if (std::find(found.begin(), found.end(), text) != found.end()) continue;
      if (found.size() >= most_duplicates) {
        out_.cut = true;
        break;
      }
      found.push_back(std::move(text));
    }
    if (found.size() > 1) {
      deviate(Deviation::duplicate_header);
      out_.duplicates = true;
    }
    return found;
  }

  std::vector<Read> structured(std::string_view name) {
    std::vector<Read> found;
    for (auto& text : fields(name)) {
      Structured parsed = parse_structured(text, limits_);
      out_.cut = out_.cut || parsed.cut;
      found.push_back({std::move(text), std::move(parsed)});
    }
    return found;
  }

  void check(const Structured& field, std::initializer_list<std::string_view> names) {
    if (field.damaged) deviate(Deviation::bad_parameter);
    for (const auto name : names) {
      if (!is_ambiguous(field, name)) continue;
      deviate(Deviation::duplicate_parameter);
      out_.duplicates = true;
    }
  }

  void take_type(const std::vector<Read>& types) {
    if (types.empty()) return;
    const Read& chosen = reading_.pick == Pick::first ? types.front() : types.back();
    out_.has_type = true;
    out_.content_type = chosen.text;
    const std::string& value = chosen.parsed.value;
    if (value.find('/') != std::string::npos)
      out_.type = valid_utf8(std::string_view(value).substr(0, longest_type));
    else if (!value.empty())
      deviate(Deviation::bad_parameter);
    take_boundary(chosen.parsed);
    const auto smime = values_of(chosen.parsed, "smime-type");
    if (out_.type == "application/pkcs7-mime" || out_.type == "application/x-pkcs7-mime")
      for (const auto& kind : smime)
        out_.enveloped = out_.enveloped || equals_ascii(kind, "enveloped-data") ||
                         equals_ascii(kind, "authEnveloped-data") || equals_ascii(kind, "authEnvelopedData");
    out_.external = out_.type == "message/partial" || out_.type == "message/external-body";
  }

  void take_boundary(const Structured& type) {
    const auto values = values_of(type, "boundary");
    if (values.empty()) return;
    const auto picked = reading_.pick == Pick::first ? values.front() : values.back();
    const auto variants = variants_of(type, "boundary");
    const bool words = has_words(picked);
    out_.has_variant = !variants.empty() || words;
    out_.boundary = picked;
    if (reading_.boundary_variant && out_.has_variant)
      out_.boundary = words ? decode_words(picked) : variants.front();
    out_.boundary = trim_right(out_.boundary);
  }

  void take_encodings() {
    std::vector<Encoding> found;
    for (const auto& text : fields("content-transfer-encoding"))
      for (const auto encoding : encodings_of(text)) found.push_back(encoding);
    if (found.empty()) return;
    if (std::any_of(found.begin(), found.end(), [&](Encoding e) { return e != found.front(); })) {
      deviate(Deviation::duplicate_header);
      out_.duplicates = true;
    }
    // On a multipart nobody heeds an encoding that nobody knows.
    if (std::find(found.begin(), found.end(), Encoding::unknown) != found.end())
      deviate(out_.multipart() ? Deviation::encoded_container : Deviation::unknown_transfer_encoding);
    out_.encodings = std::move(found);
  }

  void take_names(const std::vector<Read>& sources, std::string_view parameter) {
    for (const auto& source : sources)
      for (auto& name : decoded_values(source.parsed, parameter))
        if (!add_name(out_.names, std::move(name), limits_)) out_.cut = true;
  }

  // What Exchange names an attachment by that has no other name (MS-OXCMAIL 2.2.3.4).
  void take_description() {
    for (const auto& field : header_.fields)
      if (equals_ascii(field.name, "content-description"))
        for (const auto use : every_charset_use)
          if (!add_name(out_.names, decode_words(unfold(field.raw), use), limits_)) out_.cut = true;
  }

  const Header& header_;
  const Reading& reading_;
  const Limits& limits_;
  PartHeader out_;
};

}  // namespace

bool PartHeader::mail() const {
  return type == "message/rfc822" || type == "message/global" || type == "message/news" ||
         type == "text/rfc822-headers" || type == "message/rfc822-headers" ||
         type == "message/global-headers";
}

PartHeader read_part_header(const Header& header, const Reading& reading, const Limits& limits) {
  return Interpreter(header, reading, limits).read();
}

}  // namespace congvu::message
