#include "message/part_header.h"

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "message/boundary_spellings.h"
#include "message/comments.h"
#include "message/encoded_word.h"
#include "message/lines.h"
#include "message/part_names.h"
#include "message/type_choices.h"

namespace congvu::message {
namespace {

constexpr std::size_t most_duplicates = 16;  // fields of one name that are read
constexpr std::size_t usual_boundary = 70;   // RFC 2046 5.1.1

// Fields of which a mail has one (RFC 5322 3.6).
constexpr std::array<std::string_view, 8> singletons{"from", "sender", "reply-to",   "to",
                                                     "cc",   "date",   "message-id", "subject"};

// Of message/*, what is no mail with a header and a body. Of what nobody knows some programs make one.
constexpr std::array<std::string_view, 13> no_mails{"partial",
                                                    "external-body",
                                                    "delivery-status",
                                                    "global-delivery-status",
                                                    "disposition-notification",
                                                    "global-disposition-notification",
                                                    "feedback-report",
                                                    "tracking-status",
                                                    "http",
                                                    "sip",
                                                    "sipfrag",
                                                    "cpim",
                                                    "imdn+xml"};

// What the lines of the header are like, apart from what they say.
struct LineFault {
  bool Header::*fault;
  Deviation deviation;
};
constexpr std::array<LineFault, 11> line_faults{{{&Header::junk_line, Deviation::bad_header_line},
                                                 {&Header::hidden_line, Deviation::hidden_line},
                                                 {&Header::has_nul, Deviation::nul_byte},
                                                 {&Header::has_nul, Deviation::nul_in_header},
                                                 {&Header::split_control, Deviation::control_in_header},
                                                 {&Header::folded_field, Deviation::field_in_fold},
                                                 {&Header::odd_name, Deviation::odd_field_name},
                                                 {&Header::blank_line, Deviation::blank_header_line},
                                                 {&Header::goes_on, Deviation::header_goes_on},
                                                 {&Header::bare_cr, Deviation::bare_cr},
                                                 {&Header::unterminated, Deviation::header_unterminated}}};

bool has_word_boundary_characters(std::string_view boundary) {
  constexpr std::string_view marks = "'()+_,-./:=? ";
  return std::all_of(boundary.begin(), boundary.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

class Interpreter {
 public:
  Interpreter(const Header& header, const Reading& reading, const Limits& limits)
      : header_(header), reading_(reading), limits_(limits) {}

  PartHeader read() {
    out_.cut = header_.cut;
    for (const auto& [fault, deviation] : line_faults)
      if (header_.*fault) deviate(deviation);
    const auto types = structured("content-type", Deviation::duplicate_content_type);
    const auto dispositions = structured("content-disposition", Deviation::duplicate_disposition);
    take_type(types);
    take_encodings();
    for (const auto& disposition : dispositions) {
      out_.attachment = out_.attachment || disposition.parsed.value == "attachment";
      check(disposition.parsed, {"filename", "name"});
    }
    for (const auto& type : types) {
      check(type.parsed, {"name", "filename"});
      if (boundaries_of(type.parsed).size() < 2) continue;
      deviate(Deviation::duplicate_parameter);
      deviate(Deviation::duplicate_boundary);
    }
    take_names(header_, types, dispositions, limits_, out_);
    take_detached();
    return std::move(out_);
  }

 private:
  void deviate(Deviation deviation) { add_deviation(out_.deviations, deviation); }

  // The fields of that name with values that differ; equal copies are harmless.
  std::vector<std::string> fields(std::string_view name, Deviation duplicate) {
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
      deviate(duplicate);
    }
    return found;
  }

  std::vector<ReadField> structured(std::string_view name, Deviation duplicate) {
    std::vector<ReadField> found;
    for (auto& text : fields(name, duplicate)) found.push_back(parsed(std::move(text)));
    // Some programs decode the whole field first: type, names and boundary are what comes out.
    for (std::size_t i = 0, count = found.size(); i < count; ++i) {
      const std::string_view value = std::string_view(found[i].text).substr(0, found[i].text.find(';'));
      if (!has_words(value)) continue;
      deviate(Deviation::misplaced_encoded_word);
      found.push_back(parsed(decode_words(found[i].text)));
    }
    return found;
  }

  ReadField parsed(std::string text) {
    Structured structured = parse_structured(text, limits_);
    out_.cut = out_.cut || structured.cut;
    return {std::move(text), std::move(structured)};
  }

  void check(const Structured& field, std::initializer_list<std::string_view> names) {
    if (field.damaged) deviate(Deviation::bad_parameter);
    for (const auto name : names) {
      if (!is_ambiguous(field, name)) continue;
      deviate(Deviation::duplicate_parameter);
      deviate(Deviation::duplicate_name);
    }
  }

  void take_type(const std::vector<ReadField>& types) {
    if (types.empty()) return;
    TypeChoice chosen = choose_type(types, reading_);
    out_.has_type = true;
    out_.content_type = chosen.field->text;
    out_.type = std::move(chosen.type);
    out_.types = chosen.types;
    if (chosen.odd) {
      deviate(Deviation::bad_parameter);
      deviate(Deviation::odd_type);
    }
    if (chosen.odd_multipart) deviate(Deviation::odd_multipart);
    if (chosen.several_values) deviate(Deviation::several_values);
    out_.boundary = std::move(chosen.boundary);
    out_.boundaries = chosen.boundaries;
    out_.spellings = std::move(chosen.spellings);
    if (out_.multipart()) check_boundary();
    take_smime(chosen.field->parsed);
    out_.external = out_.type == "message/partial" || out_.type == "message/external-body";
    if (out_.external)
      deviate(out_.type == "message/partial" ? Deviation::partial_message : Deviation::external_body);
  }

  void check_boundary() {
    if (has_words(out_.boundary)) deviate(Deviation::misplaced_encoded_word);
    if (out_.boundary.size() > usual_boundary || !has_word_boundary_characters(out_.boundary))
      deviate(Deviation::odd_boundary);
  }

  void take_smime(const Structured& type) {
    if (out_.type != "application/pkcs7-mime" && out_.type != "application/x-pkcs7-mime") return;
    for (const auto& kind : values_of(type, "smime-type"))
      out_.enveloped = out_.enveloped || equals_ascii(kind, "enveloped-data") ||
                       equals_ascii(kind, "authEnveloped-data") || equals_ascii(kind, "authEnvelopedData");
  }

  void take_encodings() {
    std::vector<Encoding> found;
    check_folds();
    for (const auto& text : fields("content-transfer-encoding", Deviation::duplicate_transfer_encoding)) {
      const auto named = encodings_of(text);
      if (std::any_of(named.begin(), named.end(), [&](Encoding e) { return e != named.front(); }))
        deviate(Deviation::several_values);
      if (has_words(text)) deviate(Deviation::misplaced_encoded_word);
      if (!is_exact_encoding(text)) {
        deviate(Deviation::inexact_encoding);
        out_.inexact_encoding = true;
      }
      out_.seven_bit = out_.seven_bit && equals_ascii(trim_ascii(text), "7bit");
      found.insert(found.end(), named.begin(), named.end());
    }
    if (found.empty()) return;
    if (std::any_of(found.begin(), found.end(), [&](Encoding e) { return e != found.front(); }))
      deviate(Deviation::duplicate_header);
    // On a multipart nobody heeds an encoding that nobody knows.
    if (std::find(found.begin(), found.end(), Encoding::unknown) != found.end())
      deviate(out_.multipart() ? Deviation::encoded_container : Deviation::unknown_transfer_encoding);
    out_.encodings = std::move(found);
  }

  void check_folds() {
    for (const auto& field : header_.fields)
      if (equals_ascii(field.name, "content-transfer-encoding") &&
          trim_ascii(field.raw).find('\n') != ByteView::npos)
        deviate(Deviation::folded_word);
  }

  // Thunderbird opens what this field names in place of the part's own bytes. What it once detached itself
  // lies on the sender's disk, where nobody else finds it.
  void take_detached() {
    for (const auto& field : header_.fields) {
      if (!equals_ascii(field.name, "x-mozilla-external-attachment-url")) continue;
      const std::string url = lower_ascii(unfold(field.raw));
      const bool on_disk = url.rfind("file:///", 0) == 0 && url.find_first_of("/\\%", 8) != 8;
      if (url.empty() || on_disk) continue;
      out_.external = true;
      deviate(Deviation::external_body);
    }
  }

  const Header& header_;
  const Reading& reading_;
  const Limits& limits_;
  PartHeader out_;
};

}  // namespace

bool PartHeader::mail() const {
  if (type == "text/rfc822-headers") return true;
  constexpr std::string_view prefix = "message/";
  if (type.rfind(prefix, 0) != 0) return false;
  const std::string_view subtype = std::string_view(type).substr(prefix.size());
  return std::find(no_mails.begin(), no_mails.end(), subtype) == no_mails.end();
}

bool PartHeader::encoded() const {
  return std::any_of(encodings.begin(), encodings.end(), [](Encoding e) { return e != Encoding::identity; });
}

PartHeader read_part_header(const Header& header, const Reading& reading, const Limits& limits) {
  return Interpreter(header, reading, limits).read();
}

std::vector<Deviation> mail_header_deviations(const Header& header, const PartHeader& part) {
  std::vector<Deviation> out;
  std::array<int, singletons.size()> count{};
  std::size_t versions = 0;
  bool odd_version = false;
  for (const auto& field : header.fields) {
    for (std::size_t i = 0; i < singletons.size(); ++i)
      if (equals_ascii(field.name, singletons[i])) ++count[i];
    if (!equals_ascii(field.name, "mime-version")) continue;
    ++versions;
    odd_version = odd_version || without_comments(unfold(field.raw)) != "1.0";
  }
  if (std::any_of(count.begin(), count.end(), [](int n) { return n > 1; }))
    out.push_back(Deviation::duplicate_singleton);
  if (versions > 1 || odd_version) out.push_back(Deviation::odd_mime_version);
  if (versions == 0 && (part.multipart() || part.encoded())) out.push_back(Deviation::mime_version_missing);
  return out;
}

}  // namespace congvu::message
