// What GMime sees in mails: an oracle for the differential test, linked into nothing else.
//
// In, on stdin: any number of mails, each as "LENGTH\n" and that many bytes. Out, on stdout: one line of JSON
// a mail, {"loose": [LEAF...], "strict": [LEAF...]}, for the two modes of GMime's parser options; a leaf has
// its declared type, its disposition, all of its names and its decoded bytes in base64. Limits: none; the
// mails are the test's own. Failure: exit 1 on a torn frame. g_mime_multipart_get_boundary() and everything
// that writes headers are not called: GMime 3.2.13 can hang there.
#include <gmime/gmime.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "frame.h"

namespace {

using nlohmann::json;

void add_name(json& names, const char* name) {
  if (name == nullptr || *name == '\0') return;
  for (const auto& known : names)
    if (known == name) return;
  names.push_back(name);
}

bool is_a(GMimeObject* object, GType type) {
  return g_type_check_instance_is_a(reinterpret_cast<GTypeInstance*>(object), type) != FALSE;
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  GByteArray* bytes = g_byte_array_new();
  GMimeStream* stream = g_mime_stream_mem_new_with_byte_array(bytes);  // owns the array
  g_mime_data_wrapper_write_to_stream(content, stream);
  std::string out;
  if (bytes->len != 0) out.assign(reinterpret_cast<const char*>(bytes->data), bytes->len);
  g_object_unref(stream);
  return out;
}

std::string base64(const std::string& bytes) {
  gchar* text = g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string out = text;
  g_free(text);
  return out;
}

json leaf_of(GMimeObject* object) {
  json leaf = {{"type", ""}, {"disposition", ""}, {"names", json::array()}, {"data", ""}};
  if (GMimeContentType* type = g_mime_object_get_content_type(object)) {
    const char* media = g_mime_content_type_get_media_type(type);
    const char* subtype = g_mime_content_type_get_media_subtype(type);
    leaf["type"] = std::string(media != nullptr ? media : "") + "/" + (subtype != nullptr ? subtype : "");
    add_name(leaf["names"], g_mime_content_type_get_parameter(type, "name"));
  }
  if (const char* disposition = g_mime_object_get_disposition(object)) leaf["disposition"] = disposition;
  add_name(leaf["names"], g_mime_object_get_content_disposition_parameter(object, "filename"));
  if (is_a(object, GMIME_TYPE_PART)) {
    auto* part = reinterpret_cast<GMimePart*>(object);
    add_name(leaf["names"], g_mime_part_get_filename(part));
    leaf["data"] = base64(decoded(part));
  }
  return leaf;
}

// The leaves below a message, without recursion; a mail inside a mail is gone into and its own names are a
// leaf.
json leaves_of(GMimeMessage* message) {
  json leaves = json::array();
  std::vector<GMimeObject*> todo;
  const auto push = [&](GMimeMessage* mail) {
    if (mail != nullptr)
      if (GMimeObject* top = g_mime_message_get_mime_part(mail)) todo.push_back(top);
  };
  push(message);
  while (!todo.empty()) {
    GMimeObject* object = todo.back();
    todo.pop_back();
    if (is_a(object, GMIME_TYPE_MULTIPART)) {
      auto* multipart = reinterpret_cast<GMimeMultipart*>(object);
      for (int i = g_mime_multipart_get_count(multipart); i-- > 0;)
        todo.push_back(g_mime_multipart_get_part(multipart, i));
      continue;
    }
    leaves.push_back(leaf_of(object));
    if (is_a(object, GMIME_TYPE_MESSAGE_PART))
      push(g_mime_message_part_get_message(reinterpret_cast<GMimeMessagePart*>(object)));
  }
  return leaves;
}

json read_mail(const std::string& mail, GMimeRfcComplianceMode mode) {
  GMimeParserOptions* options = g_mime_parser_options_new();
  g_mime_parser_options_set_address_compliance_mode(options, mode);
  g_mime_parser_options_set_parameter_compliance_mode(options, mode);
  g_mime_parser_options_set_rfc2047_compliance_mode(options, mode);
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(mail.data(), mail.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* message = g_mime_parser_construct_message(parser, options);
  json leaves = json::array();
  if (message != nullptr) {
    leaves = leaves_of(message);
    g_object_unref(message);
  }
  g_object_unref(parser);
  g_object_unref(stream);
  g_mime_parser_options_free(options);
  return leaves;
}

}  // namespace

int main() {
  g_mime_init();
  std::string mail;
  while (read_frame(mail)) {
    const json answer = {{"loose", read_mail(mail, GMIME_RFC_COMPLIANCE_LOOSE)},
                         {"strict", read_mail(mail, GMIME_RFC_COMPLIANCE_STRICT)}};
    const std::string line = answer.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
  }
  return std::feof(stdin) ? 0 : 1;
}
