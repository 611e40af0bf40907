#include "facts/json.h"

#include <nlohmann/json.hpp>

#include "facts/text.h"

namespace congvu {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Role, std::string_view>, 5> role_names{{{Role::message, "message"},
                                                                       {Role::part, "part"},
                                                                       {Role::entry, "entry"},
                                                                       {Role::embedded, "embedded"},
                                                                       {Role::layer, "layer"}}};

json deviations_json(const std::vector<Deviation>& deviations) {
  json out = json::array();
  for (const auto d : deviations) out.push_back(info(d).code);
  return out;
}

// Reads members of an object that came from another process: every access checks the type, the first fault wins.
class Members {
 public:
  explicit Members(const json& object) : object_(object), good_(object.is_object()) {}

  std::string text(const char* key) {
    const json* member = find(key);
    if (member == nullptr || !member->is_string()) return bad<std::string>();
    auto value = member->get<std::string>();
    return is_valid_utf8(value) ? value : bad<std::string>();
  }
  std::uint64_t number(const char* key) {
    const json* member = find(key);
    return member != nullptr && member->is_number_unsigned() ? member->get<std::uint64_t>() : bad<std::uint64_t>();
  }
  bool flag(const char* key) {
    const json* member = find(key);
    return member != nullptr && member->is_boolean() ? member->get<bool>() : bad<bool>();
  }
  const json& list(const char* key) {
    static const json empty = json::array();
    const json* member = find(key);
    if (member != nullptr && member->is_array()) return *member;
    good_ = false;
    return empty;
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> out;
    for (const auto& entry : list(key)) {
      if (!entry.is_string()) return bad<std::vector<std::string>>();
      out.push_back(entry.get<std::string>());
    }
    return out;
  }
  // A list of words of a closed set; `none` is what `find_word` gives for others.
  template <class Enum, class Find>
  std::vector<Enum> words(const char* key, Find find_word, Enum none) {
    std::vector<Enum> out;
    for (const auto& word : texts(key)) {
      out.push_back(find_word(word));
      if (out.back() == none) return bad<std::vector<Enum>>();
    }
    return out;
  }
  void check(bool condition) { good_ = good_ && condition; }
  [[nodiscard]] bool good() const { return good_; }

 private:
  const json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto at = object_.find(key);
    return at == object_.end() ? nullptr : &*at;
  }
  template <class T>
  T bad() {
    good_ = false;
    return T{};
  }
  const json& object_;
  bool good_;
};

// Whether the text nests and lists no more than facts do: the parser builds whatever stands there, a hundred
// bytes of memory for one of text, before anything can be looked at.
bool modest(std::string_view text) {
  constexpr std::size_t most_depth = 8, most_values = 2'000'000;
  std::size_t depth = 0, values = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most_depth) return false;
    } else if (c == ']' || c == '}') {
      if (depth > 0) --depth;
    } else if (c == ',' && ++values > most_values) {
      return false;
    }
  }
  return true;
}

bool read_attachment(const json& object, Attachment& out) {
  Members in(object);
  out.path = in.text("path");
  out.names = in.texts("names");
  out.declared_type = in.text("declared_type");
  out.detected_type = in.text("detected_type");
  out.description = in.text("description");
  const std::string kind = in.text("kind");
  out.kind = kind_of(kind);
  in.check(kind_name(out.kind) == kind);
  out.form = in.text("form");
  out.by_name = in.flag("by_name");
  out.by_content = in.flag("by_content");
  out.size = in.number("size");
  out.sha256 = in.text("sha256");
  out.depth = in.number("depth");
  const std::string role = in.text("role");
  bool role_known = false;
  for (const auto& [value, name] : role_names)
    if (name == role) {
      out.role = value;
      role_known = true;
    }
  in.check(role_known);
  out.inline_text = in.flag("inline_text");
  out.encrypted = in.flag("encrypted");
  out.unchecked = in.words("unchecked", unchecked_of, Unchecked::count_);
  out.deviations = in.words("deviations", deviation_of, Deviation::count_);
  return in.good();
}

}  // namespace

json to_json(const Attachment& attachment) {
  json unchecked = json::array();
  for (const auto reason : attachment.unchecked) unchecked.push_back(unchecked_name(reason));
  std::string_view role = "part";
  for (const auto& [value, name] : role_names)
    if (value == attachment.role) role = name;
  return {{"path", attachment.path},
          {"names", attachment.names},
          {"declared_type", attachment.declared_type},
          {"detected_type", attachment.detected_type},
          {"description", attachment.description},
          {"kind", kind_name(attachment.kind)},
          {"form", attachment.form},
          {"by_name", attachment.by_name},
          {"by_content", attachment.by_content},
          {"size", attachment.size},
          {"sha256", attachment.sha256},
          {"depth", attachment.depth},
          {"role", role},
          {"inline_text", attachment.inline_text},
          {"encrypted", attachment.encrypted},
          {"unchecked", std::move(unchecked)},
          {"deviations", deviations_json(attachment.deviations)},
          {"outcome", outcome_name(attachment.outcome())}};
}

json to_json(const MessageFacts& facts) {
  json headers = json::array();
  for (const auto& field : facts.headers) headers.push_back({field.name, field.value});
  json attachments = json::array();
  for (const auto& attachment : facts.attachments) attachments.push_back(to_json(attachment));
  return {{"size", facts.size},
          {"headers", std::move(headers)},
          {"attachments", std::move(attachments)},
          {"deviations", deviations_json(facts.deviations)},
          {"limits", facts.limits},
          {"readings", facts.readings}};
}

Result<MessageFacts> facts_from_json(std::string_view text, std::size_t most_bytes) {
  const auto refuse = [](const char* why) { return fail(ErrorKind::invalid, "facts", why); };
  if (text.size() > most_bytes) return refuse("longer than allowed");
  if (!modest(text)) return refuse("deeper or more than facts are");
  const json parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object()) return refuse("not a JSON object");
  Members in(parsed);
  MessageFacts out;
  out.size = in.number("size");
  for (const auto& field : in.list("headers")) {
    if (!field.is_array() || field.size() != 2 || !field[0].is_string() || !field[1].is_string())
      return refuse("a header field is not a pair of texts");
    out.headers.push_back({field[0].get<std::string>(), field[1].get<std::string>()});
  }
  for (const auto& object : in.list("attachments"))
    if (!read_attachment(object, out.attachments.emplace_back())) return refuse("a bad attachment");
  out.deviations = in.words("deviations", deviation_of, Deviation::count_);
  out.limits = in.texts("limits");
  out.readings = in.number("readings");
  if (!in.good()) return refuse("a member is missing or of the wrong type");
  return out;
}

}  // namespace congvu
