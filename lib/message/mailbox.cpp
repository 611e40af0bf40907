#include "message/mailbox.h"

#include <algorithm>

#include "message/field_line.h"
#include "message/lines.h"

namespace congvu::message {
namespace {

constexpr std::string_view separator = "From ";

// A separator stands at `at`: such a line, and behind it a field.
bool is_separator(ByteView bytes, std::size_t at) {
  if (bytes.substr(at, separator.size()) != separator) return false;
  const Line line = line_at(bytes, at, LineEnds::lf);
  if (line.next >= bytes.size()) return false;
  const Line next = line_at(bytes, line.next, LineEnds::lf);
  const ByteView words = bytes.substr(next.begin, next.end - next.begin);
  return field_name_length(words) != 0 || words.substr(0, separator.size() + 1) == ">From ";
}

// The next separator behind `at`, which is behind an empty line or a line end; the end of the bytes if none.
std::size_t next_mail(ByteView bytes, std::size_t at) {
  for (at = bytes.find("\nFrom ", at); at != ByteView::npos; at = bytes.find("\nFrom ", at + 1))
    if (is_separator(bytes, at + 1)) return at + 1;
  return bytes.size();
}

class MailboxReader final : public Reader {
 public:
  explicit MailboxReader(Blob mailbox) : mailbox_(std::move(mailbox)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (at_ == 0) findings.refine({Kind::mail, "mbox", "application/mbox", "mailbox"});
    if (at_ >= mailbox_.bytes.size()) return std::nullopt;
    if (budget.expired() || !budget.take_entry()) {
      findings.add(Unchecked::limit);
      at_ = mailbox_.bytes.size();
      return std::nullopt;
    }
    const std::size_t end = next_mail(mailbox_.bytes, at_);
    Child child;
    child.blob = mailbox_.part(at_, end - at_);
    child.role = Role::message;
    child.declared_type = "message/rfc822";
    at_ = end;
    return child;
  }

 private:
  Blob mailbox_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_mailbox(ByteView bytes) { return is_separator(bytes, 0) && next_mail(bytes, 0) < bytes.size(); }

std::unique_ptr<Reader> open_mailbox(const Item& item) {
  return std::make_unique<MailboxReader>(item.object.blob);
}

}  // namespace congvu::message
