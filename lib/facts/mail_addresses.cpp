#include "facts/mail_addresses.h"

#include <algorithm>

#include "facts/domain.h"
#include "facts/text.h"

namespace congvu {
namespace {

constexpr std::size_t most_addresses = 1'000;

class AddressFinder {
 public:
  explicit AddressFinder(std::string_view field) : field_(field) {}

  std::vector<std::string> find() {
    while (at_ < field_.size() && out_.size() < most_addresses) step(field_[at_]);
    end_entry();
    return std::move(out_);
  }

 private:
  void step(char c) {
    if (c == '"' && skip_quoted()) return;
    if (c == '(' && skip_comment()) return;
    ++at_;
    if (c == '<') return bracketed();
    if (c == ',' || c == ';' || c == ':') return end_entry();
    if (c == ' ' || c == '\t' || c == '>' || c == '"' || c == '(' || c == ')')
      end_word();
    else
      word_ += c;
  }

  // A quote that is never closed is a character like others. After the first such none is, so that the time
  // stays linear.
  bool skip_quoted() {
    if (no_quote_) return false;
    for (std::size_t i = at_ + 1; i < field_.size(); ++i) {
      if (field_[i] == '\\') {
        ++i;
      } else if (field_[i] == '"') {
        const bool local_part = i + 1 < field_.size() && field_[i + 1] == '@';
        if (local_part)
          word_ += field_.substr(at_, i + 1 - at_);
        else
          end_word();
        at_ = i + 1;
        return true;
      }
    }
    no_quote_ = true;
    return false;
  }

  bool skip_comment() {
    if (no_comment_) return false;
    std::size_t depth = 0;
    for (std::size_t i = at_; i < field_.size(); ++i) {
      if (field_[i] == '\\') {
        ++i;
      } else if (field_[i] == '(') {
        ++depth;
      } else if (field_[i] == ')' && --depth == 0) {
        at_ = i + 1;
        return true;
      }
    }
    no_comment_ = true;
    return false;
  }

  void bracketed() {
    const auto end = std::min(field_.find('>', at_), field_.size());
    std::string_view inside = trim_ascii(field_.substr(at_, end - at_));
    at_ = std::min(end + 1, field_.size());
    // A source route ("@a,@b:c@d") is passed over.
    if (inside.starts_with('@'))
      inside = trim_ascii(inside.substr(std::min(inside.find(':'), inside.size() - 1) + 1));
    if (inside.find('@') == std::string_view::npos) return;
    bracketed_ = true;
    out_.emplace_back(inside);
  }

  void end_word() {
    if (word_.find('@') != std::string::npos) bare_.push_back(word_);
    word_.clear();
  }

  // "a@b.vn <c@d.vn>" is c's: the first is its display name.
  void end_entry() {
    end_word();
    if (!bracketed_) out_.insert(out_.end(), bare_.begin(), bare_.end());
    bare_.clear();
    bracketed_ = false;
  }

  std::string_view field_;
  std::size_t at_ = 0;
  std::vector<std::string> out_;
  std::string word_;
  std::vector<std::string> bare_;  // of this entry
  bool bracketed_ = false;
  bool no_quote_ = false;
  bool no_comment_ = false;
};

}  // namespace

std::vector<std::string> addresses_of(std::string_view field) { return AddressFinder(field).find(); }

std::string canonical_address(std::string_view address) {
  const auto at = address.rfind('@');
  std::string_view local = address.substr(0, at);
  if (local.size() > 2 && local.front() == '"' && local.back() == '"' &&
      local.find_first_of(" \\@", 1) == std::string_view::npos)
    local = local.substr(1, local.size() - 2);
  if (at == std::string_view::npos) return lower_ascii(local);
  const std::string_view domain = address.substr(at + 1);
  std::string ascii = ascii_domain(domain);
  return lower_ascii(local) + "@" + (ascii.empty() ? lower_ascii(domain) : ascii);
}

std::string without_subaddress(std::string_view address) {
  const auto plus = address.find('+');
  const auto at = address.rfind('@');
  if (plus == 0 || plus == std::string_view::npos || plus > at) return std::string(address);
  return std::string(address.substr(0, plus)) +
         std::string(at == std::string_view::npos ? std::string_view{} : address.substr(at));
}

}  // namespace congvu
