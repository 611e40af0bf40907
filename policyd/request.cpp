#include "policyd/request.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <variant>

namespace congvu::policyd {
namespace {

using service::PolicyQuery;

using TextField = std::string_view PolicyQuery::*;
using NumberField = std::uint64_t PolicyQuery::*;

struct Attribute {
  std::string_view name;
  std::variant<std::monostate, TextField, NumberField> field;
};

constexpr std::string_view request_name = "request";
constexpr std::string_view request_value = "smtpd_access_policy";

constexpr std::array<Attribute, 14> attributes{{
    {request_name, {}},
    {"protocol_state", &PolicyQuery::protocol_state},
    {"client_address", &PolicyQuery::client_address},
    {"client_name", &PolicyQuery::client_name},
    {"client_port", &PolicyQuery::client_port},
    {"helo_name", &PolicyQuery::helo_name},
    {"sender", &PolicyQuery::sender},
    {"recipient", &PolicyQuery::recipient},
    {"recipient_count", &PolicyQuery::recipient_count},
    {"queue_id", &PolicyQuery::queue_id},
    {"instance", &PolicyQuery::instance},
    {"size", &PolicyQuery::size},
    {"sasl_username", &PolicyQuery::sasl_username},
    {"encryption_protocol", &PolicyQuery::encryption_protocol},
}};

tl::unexpected<Error> invalid(const char* text) { return fail(ErrorKind::invalid, "policy request", text); }

// Bytes that no request has; nothing, or what they are.
const char* forbidden(ByteView bytes) {
  if (bytes.find('\0') != ByteView::npos) return "NUL";
  if (bytes.find('\r') != ByteView::npos) return "CR";
  return nullptr;
}

// An empty value is 0.
bool read_number(std::string_view text, std::uint64_t& out) {
  if (text.empty()) return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

class Attributes {
 public:
  // Nothing, or what is wrong.
  const char* take(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) return "a line is no name=value";
    if (++count_ > most_attributes) return "too many attributes";
    const std::string_view name = line.substr(0, equals);
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      if (attributes[i].name != name) continue;
      if (seen_.test(i)) return "an attribute comes twice";
      seen_.set(i);
      return fill(attributes[i], line.substr(equals + 1));
    }
    return nullptr;
  }
  [[nodiscard]] bool has_request() const { return seen_.test(0); }
  [[nodiscard]] const PolicyQuery& query() const { return query_; }

 private:
  const char* fill(const Attribute& attribute, std::string_view value) {
    if (const auto* text = std::get_if<TextField>(&attribute.field)) {
      query_.*(*text) = value;
      return nullptr;
    }
    if (const auto* number = std::get_if<NumberField>(&attribute.field))
      return read_number(value, query_.*(*number)) ? nullptr : "a number is none";
    return value == request_value ? nullptr : "another request than smtpd_access_policy";
  }

  PolicyQuery query_;
  std::bitset<attributes.size()> seen_;
  std::size_t count_ = 0;
};

}  // namespace

Result<PolicyQuery> parse_attributes(ByteView text) {
  if (const char* wrong = forbidden(text); wrong != nullptr) return invalid(wrong);
  Attributes out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const char* wrong = out.take(text.substr(0, end)); wrong != nullptr) return invalid(wrong);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!out.has_request()) return invalid("no request= line");
  return out.query();
}

Result<Request> RequestReader::next(ByteView bytes) {
  constexpr ByteView end_mark = "\n\n";
  // The mark may lie across two arrivals.
  const std::size_t from = looked_at_ > 0 ? looked_at_ - 1 : 0;
  const std::size_t end = bytes.find(end_mark, from);
  // Without its mark it may have the mark's first half behind it.
  if (end == ByteView::npos ? bytes.size() > most_request + 1 : end > most_request)
    return fail(ErrorKind::limit, "policy request", "too long");
  if (end == ByteView::npos) {
    // What can become no request is told at once, and not when its peer has been waited for.
    if (const char* wrong = forbidden(bytes.substr(from)); wrong != nullptr) return invalid(wrong);
    if (!bytes.empty() && bytes.front() == '\n') return invalid("an empty request");
    looked_at_ = bytes.size();
    return Request{};
  }
  looked_at_ = 0;
  auto query = parse_attributes(bytes.substr(0, end));
  if (!query) return tl::unexpected(std::move(query.error()));
  return Request{*query, end + end_mark.size()};
}

}  // namespace congvu::policyd
