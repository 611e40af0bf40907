#include "message/mail_reader.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "message/lines.h"
#include "message/multipart.h"
#include "message/part_reader.h"
#include "message/views.h"

namespace congvu::message {
namespace {

// Two leaves with the same identity give the same children.
std::string identity_of(const Leaf& leaf) {
  const PartHeader& header = leaf.header;
  std::string key = std::to_string(leaf.begin) + '-' + std::to_string(leaf.end) + ' ' +
                    std::to_string(static_cast<int>(leaf.kind)) + (header.attachment ? 'a' : 'i');
  for (const auto encoding : header.encodings) key += std::to_string(static_cast<int>(encoding));
  key.append(1, '\0').append(header.type);
  for (const auto& name : header.names) key.append(1, '\0').append(name);
  return key;
}

bool is_nothing(const Leaf& leaf) {
  return leaf.begin == leaf.end && !leaf.header.has_type && leaf.header.names.empty();
}

// More than text that a mail program shows.
bool is_object(const Leaf& leaf) {
  const PartHeader& header = leaf.header;
  return header.attachment || !header.names.empty() ||
         (!header.type.empty() && header.type.rfind("text/", 0) != 0);
}

class MailReader final : public Reader {
 public:
  MailReader(const Item& item, std::size_t begin)
      : mail_(item.depth == 0 ? with_crlf(item.object.blob) : item.object.blob.part(begin)),
        mixed_(item.depth == 0 && mixes_line_ends(item.object.blob.bytes)),
        depth_(item.depth),
        is_mail_(item.object.role == Role::message),
        refines_(!is_mail_ && !item.object.inline_text),
        views_(mail_.bytes.size()),
        part_(mail_) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!walk_) begin(Reading{}, budget);
    if (mixed_) findings.add(Deviation::bare_lf);
    while (!done_) {
      if (auto child = part_.next(budget, findings)) return child;
      if (auto leaf = walk_->next(budget, findings))
        take(std::move(*leaf), budget, findings);
      else
        next_reading(budget, findings);
    }
    return std::nullopt;
  }

 private:
  void begin(Reading reading, Budget& budget) {
    reading_ = std::move(reading);
    // The budget's limits outlive the scan; the reader does not outlive the budget.
    walk_ = std::make_unique<Walk>(mail_.bytes, reading_, budget.limits(), depth_);
  }

  void next_reading(Budget& budget, Findings& findings) {
    if (walk_->wanted().cut) {
      budget.note("header_bytes");
      findings.add(Unchecked::limit);
    }
    views_.add(reading_, walk_->wanted());
    if (auto reading = views_.next(budget, findings))
      begin(std::move(*reading), budget);
    else
      done_ = true;
    findings.readings = std::max<std::uint64_t>(findings.readings, views_.count());
  }

  void take(Leaf leaf, Budget& budget, Findings& findings) {
    if (!is_mail_ && !walk_->has_header()) {
      done_ = true;  // named like a mail, but none
      return;
    }
    if (std::exchange(refines_, false))
      findings.refine({Kind::mail, "eml", "message/rfc822", "mail message"});
    if (reading_.is_default()) multiparts_.insert(leaf.multipart);
    if (is_nothing(leaf) || !seen_.insert(identity_of(leaf)).second) return;
    if (!budget.take_part()) {
      findings.add(Unchecked::limit);
      done_ = true;
      return;
    }
    if (!reading_.is_default() && leaf.kind == Leaf::Kind::part &&
        (is_object(leaf) || multiparts_.count(leaf.multipart) == 0))
      findings.add(Deviation::readings_differ);
    part_.open(std::move(leaf), budget, findings);
  }

  Blob mail_;
  bool mixed_;  // an MTA makes them alike, so that only a file shows it
  std::uint64_t depth_;
  bool is_mail_;
  bool refines_;
  Views views_;
  PartReader part_;
  Reading reading_;
  std::unique_ptr<Walk> walk_;
  std::set<std::string> seen_;
  // Those of the usual reading. Where another one finds one more, what is in it hangs on further choices.
  std::set<std::size_t> multiparts_{0};
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Reader> open_mail(const Item& item, std::size_t begin) {
  return std::make_unique<MailReader>(item, begin);
}

}  // namespace congvu::message
