// The entries of a zip as children.

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "attachment/archive_reader.h"
#include "attachment/package.h"
#include "attachment/zip_entry.h"

namespace congvu::attachment {
namespace {

constexpr std::uint64_t most_fetched = 1U << 20;

class ZipReader final : public ArchiveReader {
 public:
  ZipReader(Blob blob, Trust trust) : blob_(std::move(blob)), trust_(trust) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!started_) start(budget, findings);
    if (!more_.empty()) return take_more(budget, findings);
    while (at_ < zip_.entries.size()) {
      const ZipEntry& entry = zip_.entries[at_++];
      if (is_zip_folder(entry) || (trust_ == Trust::quiet && !entry.central)) continue;
      if (!budget.take_entry() || budget.expired()) return stop(findings);
      return child_of(entry, budget, findings);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<ByteRange> unseen() const override { return zip_.free; }

 private:
  void start(Budget& budget, Findings& findings) {
    started_ = true;
    auto found = find_zip(blob_.bytes, budget);
    if (!found) {
      if (trust_ == Trust::front) findings.add(Unchecked::damaged);
      zip_.free = {{0, blob_.bytes.size()}};
      return;
    }
    zip_ = std::move(*found);
    note_whole(findings);
    // A package inside a document is that document's part; one at the end makes the object a package too.
    if (trust_ != Trust::quiet || ends_as_zip(blob_.bytes)) inspect(budget, findings);
  }

  void note_whole(Findings& findings) {
    findings.encrypted |= zip_.directory_encrypted;
    if (zip_.split) findings.add(Unchecked::split_volume);
    if (zip_.limited) findings.add(Unchecked::limit);
    if (trust_ == Trust::quiet) return;
    if (zip_.damaged && !zip_.split) findings.add(Unchecked::damaged);
    if (trust_ != Trust::front) return;
    if (zip_.begin > 0) findings.add(Deviation::archive_leading_data);
    if (zip_.has_end_record && zip_.end < blob_.bytes.size()) findings.add(Deviation::archive_trailing_data);
    const bool hidden =
        std::any_of(zip_.entries.begin(), zip_.entries.end(), [](const auto& e) { return e.hidden; });
    if (hidden || zip_.several_directories) findings.add(Deviation::archive_hidden_entry);
  }

  void inspect(Budget& budget, Findings& findings) {
    std::vector<std::string> names;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < zip_.entries.size(); ++i)
      for (auto& name : zip_entry_names(zip_.entries[i]))
        if (places.emplace(name, i).second) names.push_back(std::move(name));
    const auto fetch = [&](std::string_view name) -> std::optional<std::string> {
      const auto place = places.find(std::string(name));
      if (place == places.end()) return std::nullopt;
      const ZipEntry& entry = zip_.entries[place->second];
      if (entry.encrypted() || !entry.local || entry.cut || entry.header().size > most_fetched)
        return std::nullopt;
      Child child;
      unpack_zip_entry(blob_, zip_packing(entry.header(), entry.data), budget, child, most_fetched);
      if (child.content != Content::whole) return std::nullopt;
      return std::string(child.blob.bytes);
    };
    inspect_package(names, fetch, findings);
  }

  Child child_of(const ZipEntry& entry, Budget& budget, Findings& findings) {
    Child child;
    child.role = Role::entry;
    child.names = zip_entry_names(entry);
    child.declared_size = entry.header().size;
    if (zip_entry_names_differ(entry)) child.findings.add(Deviation::archive_names_differ);
    if (entry.flags_differ()) child.findings.add(Deviation::archive_flags_differ);
    if (entry.methods_differ()) child.findings.add(Deviation::archive_data_differs);
    if (entry.hidden && trust_ == Trust::front) child.findings.add(Deviation::archive_hidden_entry);
    if (entry.encrypted()) {
      child.findings.encrypted = findings.encrypted = true;
      if (!entry.flags_differ() || !unpack_if_plain(blob_, entry, budget, child))
        child.content = Content::absent;
      return child;
    }
    if (!entry.local) {
      child.content = Content::absent;
      child.findings.add(zip_.split ? Unchecked::split_volume : Unchecked::damaged);
      return child;
    }
    fill(entry, budget, child);
    return child;
  }

  void fill(const ZipEntry& entry, Budget& budget, Child& child) {
    const ByteView left = unpack_zip_entry(blob_, zip_packing(entry.header(), entry.data), budget, child);
    if (entry.cut) {
      if (child.content == Content::whole) child.content = Content::cut;
      child.findings.add(zip_.split ? Unchecked::split_volume : Unchecked::damaged);
    }
    if (entry.methods_differ()) more_.push_back({child.names, zip_packing(*entry.local, entry.local_data)});
    // A program that goes by the stream's own end reads on here.
    if (left.size() >= 4) {
      child.findings.add(Deviation::archive_data_differs);
      more_.push_back({{}, ZipPacking{left, 0, 0, 0, left.size()}});
    }
  }

  std::optional<Child> take_more(Budget& budget, Findings& findings) {
    if (!budget.take_entry()) return stop(findings);
    auto [names, packing] = std::move(more_.front());
    more_.pop_front();
    Child child;
    child.role = Role::entry;
    child.names = std::move(names);
    child.findings.add(Deviation::archive_data_differs);
    if (packing.method == zip_method_aes) {
      child.findings.encrypted = findings.encrypted = true;
      child.content = Content::absent;
    } else {
      unpack_zip_entry(blob_, packing, budget, child);
    }
    return child;
  }

  std::optional<Child> stop(Findings& findings) {
    findings.add(Unchecked::limit);
    at_ = zip_.entries.size();
    more_.clear();
    return std::nullopt;
  }

  struct Another {
    std::vector<std::string> names;
    ZipPacking packing;
  };

  Blob blob_;
  Trust trust_;
  ZipDirectory zip_;
  std::size_t at_ = 0;
  std::deque<Another> more_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<ArchiveReader> zip_reader(Blob blob, Trust trust) {
  return std::make_unique<ZipReader>(std::move(blob), trust);
}

}  // namespace congvu::attachment
