// Facts out of JSON that a worker sent, which a mail may have taken over: read in one walk, without a tree in
// memory between, and refused at the first thing that no honest worker says.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "facts/json.h"
#include "facts/json_words.h"
#include "facts/limits.h"
#include "facts/text.h"

namespace congvu {
namespace {

using nlohmann::json;
using namespace json_words;

// What fits into an answer and still is more than any mail has.
constexpr std::size_t most_texts = 2'000'000;  // names, values and words of one message together
constexpr std::size_t most_words = 64;         // limits
constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_type = 1'024;
constexpr std::size_t longest_path = 4'096;
constexpr std::uint64_t most_depth = 1'000;
constexpr std::uint64_t most_readings = 1'000'000;

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_word && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_plain_ascii(std::string_view text, std::size_t most) {
  return text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_hash(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.empty() || (text.size() == 64 && std::all_of(text.begin(), text.end(), is_hex));
}

// What goes into replies and logs as it is: see facts/text.h for what never moves a terminal.
bool is_printable(const std::string& text, std::size_t most) {
  return text.size() <= most && (is_plain_ascii(text, most) || printable(text, most) == text);
}

// A word of a closed set, each once.
template <class Enum>
bool add_word(std::vector<Enum>& to, Enum value) {
  if (value == Enum::count_ || std::find(to.begin(), to.end(), value) != to.end()) return false;
  to.push_back(value);
  return true;
}

// The events of nlohmann's reader, which checks syntax and UTF-8. False ends the reading.
class FactsReader final : public json::json_sax_t {
 public:
  MessageFacts facts;
  [[nodiscard]] bool whole() const { return place_ == Place::end; }

  bool null() override { return false; }
  bool number_integer(number_integer_t /*value*/) override { return false; }  // negative ones only
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return false; }
  bool binary(binary_t& /*value*/) override { return false; }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    return false;
  }

  bool boolean(bool value) override {
    if (place_ != Place::attachment) return false;
    Attachment& out = facts.attachments.back();
    switch (member_) {
      case Member::by_name:
        out.by_name = value;
        return true;
      case Member::by_content:
        out.by_content = value;
        return true;
      case Member::inline_text:
        out.inline_text = value;
        return true;
      case Member::encrypted:
        out.encrypted = value;
        return true;
      default:
        return false;
    }
  }

  bool number_unsigned(number_unsigned_t value) override {
    const bool of_message = place_ == Place::message;
    if (!of_message && place_ != Place::attachment) return false;
    switch (member_) {
      case Member::size:
        (of_message ? facts.size : facts.attachments.back().size) = value;
        return true;
      case Member::readings:
        facts.readings = value;
        return value <= most_readings;
      case Member::depth:
        facts.attachments.back().depth = value;
        return value <= most_depth;
      default:
        return false;
    }
  }

  bool string(string_t& value) override {
    if (++texts_ > most_texts) return false;
    switch (place_) {
      case Place::header:
        return header_text(value);
      case Place::message_list:
        return message_word(value);
      case Place::attachment:
        return attachment_text(facts.attachments.back(), value);
      case Place::attachment_list:
        return attachment_word(facts.attachments.back(), value);
      default:
        return false;
    }
  }

  bool start_object(std::size_t /*count*/) override {
    if (place_ == Place::begin) {
      place_ = Place::message;
      return true;
    }
    if (place_ != Place::attachments || facts.attachments.size() >= ceiling_.entries) return false;
    facts.attachments.emplace_back();
    seen_ = 0;
    place_ = Place::attachment;
    return true;
  }

  bool key(string_t& name) override {
    const bool of_message = place_ == Place::message;
    const auto member = of_message ? find(message_members, name) : find(attachment_members, name);
    std::uint32_t& seen = of_message ? seen_of_message_ : seen_;
    if (!member || (seen & bit(*member)) != 0) return false;
    seen |= bit(*member);
    member_ = *member;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::message) {
      place_ = Place::end;
      return seen_of_message_ == all_of(message_members);
    }
    place_ = Place::attachments;
    return seen_ == all_of(attachment_members) &&
           outcome_ == outcome_name(facts.attachments.back().outcome());
  }

  bool start_array(std::size_t /*count*/) override {
    switch (place_) {
      case Place::message:
        return open_list_of_message();
      case Place::headers:
        if (facts.headers.size() >= ceiling_.header_fields) return false;
        facts.headers.emplace_back();
        header_part_ = 0;
        place_ = Place::header;
        return true;
      case Place::attachment:
        place_ = Place::attachment_list;
        return member_ == Member::names || member_ == Member::unchecked || member_ == Member::deviations;
      default:
        return false;
    }
  }

  bool end_array() override {
    switch (place_) {
      case Place::header:
        place_ = Place::headers;
        return header_part_ == 2;
      case Place::attachment_list:
        place_ = Place::attachment;
        return true;
      default:
        place_ = Place::message;
        return true;
    }
  }

 private:
  enum class Place : std::uint8_t {
    begin,
    message,
    headers,
    header,
    message_list,
    attachments,
    attachment,
    attachment_list,
    end,
  };

  bool open_list_of_message() {
    switch (member_) {
      case Member::headers:
        place_ = Place::headers;
        return true;
      case Member::attachments:
        place_ = Place::attachments;
        return true;
      case Member::deviations:
      case Member::limits:
        place_ = Place::message_list;
        return true;
      default:
        return false;
    }
  }

  bool header_text(std::string& value) {
    HeaderField& field = facts.headers.back();
    if (header_part_ >= 2) return false;
    (header_part_++ == 0 ? field.name : field.value) = std::move(value);
    return true;
  }

  bool message_word(std::string& value) {
    if (member_ == Member::deviations) return add_word(facts.deviations, deviation_of(value));
    if (facts.limits.size() >= most_words || !is_word(value)) return false;
    facts.limits.push_back(std::move(value));
    return true;
  }

  bool attachment_text(Attachment& out, std::string& value) {
    switch (member_) {
      case Member::path:
        out.path = std::move(value);
        return is_printable(out.path, longest_path);
      case Member::declared_type:
        out.declared_type = std::move(value);
        return out.declared_type.size() <= longest_type;
      case Member::detected_type:
        out.detected_type = std::move(value);
        return is_plain_ascii(out.detected_type, longest_type);
      case Member::description:
        out.description = std::move(value);
        return is_printable(out.description, longest_type);
      case Member::form:
        out.form = std::move(value);
        return is_plain_ascii(out.form, longest_word);
      case Member::sha256:
        out.sha256 = std::move(value);
        return is_hash(out.sha256);
      case Member::kind:
        out.kind = kind_of(value);
        return kind_name(out.kind) == value;
      case Member::role:
        return set_role(out, value);
      case Member::outcome:
        outcome_ = std::move(value);
        return outcome_.size() <= longest_word;
      default:
        return false;
    }
  }

  static bool set_role(Attachment& out, std::string_view word) {
    const auto* const at = std::find_if(role_names.begin(), role_names.end(),
                                        [&](const auto& row) { return row.second == word; });
    if (at == role_names.end()) return false;
    out.role = at->first;
    return true;
  }

  bool attachment_word(Attachment& out, std::string& value) {
    if (member_ == Member::unchecked) return add_word(out.unchecked, unchecked_of(value));
    if (member_ == Member::deviations) return add_word(out.deviations, deviation_of(value));
    out.names.push_back(std::move(value));
    return true;
  }

  // The hard ceilings: the settings' limits are the worker's business.
  static Limits highest() {
    Limits limits;
    limits.entries = limits.header_fields = UINT64_MAX;
    return capped(limits);
  }

  const Limits ceiling_ = highest();
  Place place_ = Place::begin;
  Member member_ = Member::size;
  std::uint32_t seen_of_message_ = 0, seen_ = 0;
  unsigned header_part_ = 0;
  std::size_t texts_ = 0;
  std::string outcome_;
};

}  // namespace

Result<MessageFacts> facts_from_json(std::string_view text, std::size_t most_bytes) {
  if (text.size() > most_bytes) return fail(ErrorKind::invalid, "facts", "longer than allowed");
  FactsReader reader;
  if (!json::sax_parse(text, &reader) || !reader.whole())
    return fail(ErrorKind::invalid, "facts", "not what a scan says");
  return std::move(reader.facts);
}

}  // namespace congvu
