// The entries of a RAR archive as children. The walk over the headers decides what there is and what is
// encrypted; libarchive only unpacks, counted off against that list, and only where the headers are sound:
// the RAR decoders are its weakest part.

#include <algorithm>
#include <array>

#include "attachment/archive_names.h"
#include "attachment/archive_reader.h"
#include "attachment/libarchive.h"
#include "attachment/rar.h"

namespace congvu::attachment {
namespace {

class RarReader final : public ArchiveReader {
 public:
  RarReader(Blob blob, Trust trust)
      : blob_(std::move(blob)),
        trust_(trust),
        front_(blob_.bytes.substr(0, rar4_marker.size()) == rar4_marker ? Front::rar4 : Front::rar5) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!started_) start(budget, findings);
    while (at_ < list_.entries.size()) {
      const std::size_t index = at_++;
      const RarEntry& entry = list_.entries[index];
      if (entry.service) ++services_;
      if (entry.folder && entry.packed.empty()) continue;
      if (!budget.take_entry() || budget.expired()) {
        findings.add(Unchecked::limit);
        at_ = list_.entries.size();
        break;
      }
      return child_of(entry, index, budget, findings);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<ByteRange> unseen() const override {
    if (list_.end >= blob_.bytes.size()) return {};
    return {{list_.end, blob_.bytes.size()}};
  }

 private:
  void start(Budget& budget, Findings& findings) {
    started_ = true;
    list_ = front_ == Front::rar4 ? list_rar4(blob_.bytes, budget) : list_rar5(blob_.bytes, budget);
    findings.encrypted |= list_.headers_encrypted;
    if (list_.volume) findings.add(Unchecked::split_volume);
    if (list_.unreadable) findings.add(Unchecked::unsupported_method);
    if (list_.limited) findings.add(Unchecked::limit);
    if (trust_ == Trust::quiet) return;
    if (list_.damaged) findings.add(Unchecked::damaged);
    if (list_.end < blob_.bytes.size() && list_.complete) findings.add(Deviation::archive_trailing_data);
  }

  Child child_of(const RarEntry& entry, std::size_t index, Budget& budget, Findings& findings) {
    Child child;
    child.role = Role::entry;
    child.names = entry.names;
    child.declared_size = entry.size;
    if (entry.names_differ) child.findings.add(Deviation::archive_names_differ);
    if (entry.hidden) {
      child.findings.add(Deviation::archive_hidden_entry);
      findings.add(Deviation::archive_hidden_entry);
    }
    if (entry.encrypted) {
      child.findings.encrypted = findings.encrypted = true;
      child.content = Content::absent;
    } else if (entry.stored) {
      keep_stored(entry, budget, child);
    } else if (entry.packed.empty() && entry.size == 0) {
      return child;
    } else {
      unpack(entry, index, budget, child);
    }
    return child;
  }

  void keep_stored(const RarEntry& entry, Budget& budget, Child& child) {
    const std::uint64_t kept = std::min<std::uint64_t>(entry.packed.size(), budget.limits().entry_bytes);
    if (!budget.take_bytes(kept)) {
      child.content = Content::absent;
      child.findings.add(Unchecked::limit);
      return;
    }
    child.blob = blob_.part(slice(entry.packed, 0, kept));
    if (entry.packed.size() > entry.size && entry.size > 0 && !entry.service)
      child.findings.add(Deviation::archive_data_differs);
    if (kept < entry.packed.size()) {
      budget.note("entry_bytes");
      note_state(child, UnpackState::cut);
    }
    if (entry.part || entry.cut) child.content = Content::cut;
    if (entry.part) child.findings.add(Unchecked::split_volume);
    if (entry.cut && !entry.part) child.findings.add(Unchecked::damaged);
  }

  void unpack(const RarEntry& entry, std::size_t index, Budget& budget, Child& child) {
    child.content = Content::absent;
    if (list_.volume) return child.findings.add(Unchecked::split_volume);
    if (entry.service) return child.findings.add(Unchecked::unsupported_method);
    if (list_.damaged || entry.hidden) return child.findings.add(Unchecked::damaged);
    if (!reach(index, entry)) return child.findings.add(Unchecked::unsupported_method);
    EntryBytes out = session_->read(UINT64_MAX, blob_.bytes.size(), budget);
    if (out.bytes.empty() && out.unsupported) return child.findings.add(Unchecked::unsupported_method);
    child.content = Content::whole;
    child.blob = Blob::own(std::move(out.bytes));
    note_state(child, out.state);
  }

  // Brings the session to the entry of that number; false once it went another way than the headers.
  bool reach(std::size_t number, const RarEntry& entry) {
    const std::size_t index = number - services_;  // which the session does not list
    if (!session_) session_ = std::make_unique<LibarchiveSession>(slice(blob_.bytes, 0, list_.end), front_);
    ListedEntry listed;
    while (session_at_ <= index) {
      if (session_->next(listed) != LibarchiveSession::Step::entry) return false;
      ++session_at_;
    }
    return listed.size == entry.size;
  }

  Blob blob_;
  Trust trust_;
  Front front_;
  RarListing list_;
  std::size_t at_ = 0;
  std::unique_ptr<LibarchiveSession> session_;
  std::size_t session_at_ = 0, services_ = 0;
  bool started_ = false;
};

}  // namespace

bool is_rar_service(std::string_view name) {
  constexpr std::array<std::string_view, 10> known = {"CMT", "QO", "RR", "ACL", "AV",
                                                      "UOW", "EA", "UO", "EA2", "NTACL"};
  return std::find(known.begin(), known.end(), name) != known.end();
}

std::unique_ptr<ArchiveReader> rar_reader(Blob blob, Trust trust) {
  return std::make_unique<RarReader>(std::move(blob), trust);
}

}  // namespace congvu::attachment
