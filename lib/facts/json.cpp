#include "facts/json.h"

#include <nlohmann/json.hpp>

#include "facts/json_words.h"

namespace congvu {
namespace {

using nlohmann::json;

std::string_view role_name(Role role) {
  for (const auto& [value, name] : role_names)
    if (value == role) return name;
  return {};
}

json deviations_json(const std::vector<Deviation>& deviations) {
  json out = json::array();
  for (const auto d : deviations) out.push_back(info(d).code);
  return out;
}

}  // namespace

json to_json(const Attachment& attachment) {
  json unchecked = json::array();
  for (const auto reason : attachment.unchecked) unchecked.push_back(unchecked_name(reason));
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
          {"role", role_name(attachment.role)},
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

}  // namespace congvu
