// Containers with entries that libarchive lists: tar, cpio, ar, lha, cab, iso, xar, 7z.

#include <zlib.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "attachment/archive_names.h"
#include "attachment/archive_reader.h"
#include "attachment/iso_records.h"
#include "attachment/libarchive.h"
#include "attachment/readers.h"
#include "attachment/tar_headers.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using Step = LibarchiveSession::Step;

// One folder of a 7z that cannot be unpacked ends the whole session; how often it is begun anew.
constexpr std::size_t most_restarts = 8;

// Size of an ISO 9660 volume, as its primary descriptor says.
std::uint64_t iso_end(ByteView bytes) {
  const std::uint64_t blocks = read_le<4>(bytes, 0x8000 + 80).value_or(0);
  const std::uint64_t size = read_le<2>(bytes, 0x8000 + 128).value_or(0);
  return blocks * size;
}

bool has_udf(ByteView bytes) {
  for (std::uint64_t at = 0x8000; at < 0x8000 + 16 * 2048; at += 2048)
    if (slice(bytes, at + 1, 4) == "NSR0") return true;
  return false;
}

class ContainerReader final : public ArchiveReader {
 public:
  ContainerReader(Blob blob, Front front, Trust trust)
      : blob_(std::move(blob)), front_(front), trust_(trust) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!started_) start(findings);
    while (session_) {
      if (budget.expired()) return stop(Unchecked::limit, findings);
      ListedEntry entry;
      const Step step = session_->next(entry);
      findings.encrypted |= session_->has_encrypted();
      if (step == Step::entry) {
        ++passed_;
        if (!wanted(entry)) continue;
        if (!budget.take_entry()) return stop(Unchecked::limit, findings);
        return child_of(entry, budget, findings);
      }
      if (step == Step::failed && try_again()) continue;
      if (!close(step, findings)) break;
    }
    return next_record(budget, findings);
  }

  [[nodiscard]] std::vector<ByteRange> unseen() const override {
    const std::uint64_t size = blob_.bytes.size();
    const std::uint64_t end = std::max<std::uint64_t>(end_, listed_any_ || encrypted_header_ ? 1 : 0);
    std::vector<ByteRange> ranges;
    // In front of the first descriptor of an image anything may stand.
    if (front_ == Front::iso) ranges.push_back({0, std::min<std::uint64_t>(0x8000, size)});
    if (front_ == Front::cab) {
      const auto [begin, behind] = cab_reserve(blob_.bytes);
      if (begin < behind && behind < end) ranges.push_back({begin, std::min<std::uint64_t>(behind, size)});
    }
    if (end < size) ranges.push_back({end, size});
    return ranges;
  }

 private:
  void start(Findings& findings) {
    started_ = true;
    const ByteView bytes = blob_.bytes;
    if (front_ == Front::cab && cab_of_a_set(bytes)) findings.add(Unchecked::split_volume);
    // Windows shows the UDF side of a disc that has one; nothing here reads it.
    if (front_ == Front::iso && has_udf(bytes)) findings.add(Unchecked::unsupported_format);
    if (front_ == Front::seven_zip && seven_zip_names_aes(bytes)) findings.encrypted = true;
    open();
  }

  // An image has up to three trees of names. Joliet is what Windows shows.
  [[nodiscard]] const char* option() const {
    if (front_ != Front::iso) return nullptr;
    return second_tree_ ? "iso9660:!joliet" : "iso9660:!rockridge";
  }

  void open() { session_ = std::make_unique<LibarchiveSession>(blob_.bytes, front_, option()); }

  // Of the second tree only what the first did not name, or named as something else: plain ISO 9660 names are
  // cut to upper case and three letters behind the dot. Folders of an image have a size of their own.
  bool wanted(const ListedEntry& entry) {
    if (entry.directory && (entry.size == 0 || front_ == Front::iso)) return false;
    if (front_ != Front::iso) return true;
    const std::string name = entry.names.empty() ? std::string() : lower_ascii(entry.names.front());
    const auto dot = name.find_last_of("./");
    const bool dotted = dot != std::string::npos && name[dot] == '.';
    const bool fresh = seen_.emplace(entry.place, entry.size, dotted ? name.substr(dot, 4) : "").second;
    return fresh || !second_tree_;
  }

  Child child_of(ListedEntry& entry, Budget& budget, Findings& findings) {
    listed_any_ = true;
    Child child;
    child.role = Role::entry;
    child.names = std::move(entry.names);
    child.declared_size = entry.size;
    if (child.names.empty()) child.findings.add(Deviation::name_control);
    if (entry.encrypted) {
      // To read encrypted data would end the session.
      child.findings.encrypted = findings.encrypted = true;
      child.content = Content::absent;
    } else {
      unpack(budget, child);
    }
    findings.encrypted |= session_->has_encrypted();
    if (front_ == Front::iso) compare_trees(child);
    return child;
  }

  // Trees cut long names in their own ways: another name for known content counts where it makes a program of
  // it.
  void compare_trees(Child& child) {
    const bool fresh = contents_.insert(content_of(child.blob.bytes)).second;
    if (second_tree_ && (fresh || identify(child).type.kind == Kind::executable))
      child.findings.add(Deviation::archive_hidden_entry);
  }

  static std::pair<std::size_t, std::uint64_t> content_of(ByteView bytes) {
    return {bytes.size(), crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())};
  }

  // Files of an image that neither session listed.
  std::optional<Child> next_record(Budget& budget, Findings& findings) {
    if (front_ != Front::iso || stopped_) return std::nullopt;
    if (!records_) {
      records_ = list_iso(blob_.bytes, budget);
      if (records_->limited) findings.add(Unchecked::limit);
    }
    while (record_ < records_->files.size()) {
      const IsoFile& file = records_->files[record_++];
      const ByteView data = slice(blob_.bytes, file.begin, file.size);
      if (!places_.insert(file.begin).second || contents_.contains(content_of(data))) continue;
      if (!budget.take_entry() ||
          !budget.take_bytes(std::min<std::uint64_t>(data.size(), budget.bytes_left())))
        return stop(Unchecked::limit, findings);
      Child child;
      child.role = Role::entry;
      add_entry_name(child.names, file.name);
      child.declared_size = file.size;
      child.blob = blob_.part(slice(data, 0, budget.limits().entry_bytes));
      if (child.blob.bytes.size() < file.size) note_state(child, UnpackState::damaged);
      child.findings.add(Deviation::archive_hidden_entry);
      return child;
    }
    return std::nullopt;
  }

  void unpack(Budget& budget, Child& child) {
    if (list_only_) {
      child.content = Content::absent;
      return child.findings.add(Unchecked::unsupported_method);
    }
    EntryBytes out = session_->read(UINT64_MAX, blob_.bytes.size(), budget);
    if (out.state == UnpackState::damaged && front_ == Front::seven_zip) restart();
    if (out.bytes.empty() && out.unsupported) {
      child.content = Content::absent;
      return child.findings.add(Unchecked::unsupported_method);
    }
    child.blob = Blob::own(std::move(out.bytes));
    note_state(child, out.state);
  }

  // Begins anew and passes over what was listed.
  void restart() {
    list_only_ = ++restarts_ >= most_restarts;
    open();
    ListedEntry skipped;
    for (std::size_t i = 0; i < passed_; ++i)
      if (session_->next(skipped) != Step::entry) break;
  }

  // To pass over encrypted data can end the session of a 7z as well; what stands behind it still has names.
  bool try_again() {
    if (front_ != Front::seven_zip || !listed_any_ || restarts_ >= most_restarts) return false;
    restart();
    return true;
  }

  // At the end of a session: whether another one follows.
  bool close(Step step, Findings& findings) {
    if (step == Step::failed) failed(findings);
    end_ = end_of(step);
    session_.reset();
    if (front_ == Front::tar) compare_headers(findings);
    if (front_ != Front::iso || second_tree_ || step == Step::failed) return false;
    second_tree_ = true;
    open();
    return true;
  }

  void compare_headers(Findings& findings) const {
    if (trust_ == Trust::quiet) return;
    TarHeaders headers;
    headers.feed(blob_.bytes);
    if (headers.names_differ()) findings.add(Deviation::archive_names_differ);
    if (headers.sizes_differ()) findings.add(Deviation::archive_data_differs);
  }

  void failed(Findings& findings) {
    encrypted_header_ = front_ == Front::seven_zip && findings.encrypted && !listed_any_;
    if (encrypted_header_ || trust_ == Trust::quiet) return;
    findings.add(session_->unsupported() && front_ != Front::tar ? Unchecked::unsupported_method
                                                                 : Unchecked::damaged);
  }

  [[nodiscard]] std::uint64_t end_of(Step step) const {
    const ByteView bytes = blob_.bytes;
    switch (front_) {
      case Front::seven_zip:
        return seven_zip_end(bytes).value_or(0);
      case Front::cab:
        return cab_end(bytes).value_or(0);
      case Front::iso:
        return std::max<std::uint64_t>(iso_end(bytes), 0x8000);
      case Front::xar:
        return listed_any_ ? bytes.size() : 0;
      default:
        return step == Step::end || listed_any_ ? session_->used() : 0;
    }
  }

  std::optional<Child> stop(Unchecked reason, Findings& findings) {
    findings.add(reason);
    end_ = blob_.bytes.size();
    session_.reset();
    stopped_ = true;
    return std::nullopt;
  }

  Blob blob_;
  Front front_;
  Trust trust_;
  std::unique_ptr<LibarchiveSession> session_;
  std::set<std::tuple<std::uint64_t, std::uint64_t, std::string>> seen_;  // place, size, extension
  std::set<std::pair<std::size_t, std::uint64_t>> contents_;              // of what an image listed
  std::unordered_set<std::uint64_t> places_;                              // of the records of an image
  std::optional<IsoListing> records_;
  std::size_t record_ = 0;
  std::size_t passed_ = 0, restarts_ = 0;
  std::uint64_t end_ = 0;
  bool started_ = false, listed_any_ = false, list_only_ = false, second_tree_ = false,
       encrypted_header_ = false, stopped_ = false;
};

}  // namespace

std::unique_ptr<ArchiveReader> container_reader(Blob blob, Front front, Trust trust) {
  return std::make_unique<ContainerReader>(std::move(blob), front, trust);
}

}  // namespace congvu::attachment
