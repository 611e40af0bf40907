// The door for archives: what the object begins with, then whatever lies where no reader has looked.

#include <algorithm>
#include <deque>

#include "attachment/archive_reader.h"
#include "attachment/file_type.h"
#include "attachment/overlay.h"
#include "attachment/readers.h"
#include "attachment/signature.h"

namespace congvu::attachment {
namespace {

// Archives in one object, besides those inside archives.
constexpr std::size_t most_archives = 64;

// TNEF, OneNote and PDF hand out what lies in them; their own readers know where each file ends.
bool has_own_reader(ByteView bytes) {
  const auto form = form_by_content(bytes);
  return form && (*form == "pdf" || *form == "onenote" || *form == "tnef");
}

// What stands inside may be a part of what another reader opens, and its end is not known.
bool only_quietly(Front front) {
  return front == Front::compound || front == Front::unsupported ||
         (is_one_stream(front) && front != Front::gzip);
}

std::unique_ptr<ArchiveReader> reader_for(Front front, Blob blob, Trust trust,
                                          const std::vector<std::string>& names) {
  switch (front) {
    case Front::none:
    case Front::compound:
    case Front::unsupported:
      return nullptr;
    case Front::zip:
      return zip_reader(std::move(blob), trust);
    case Front::rar4:
    case Front::rar5:
      return rar_reader(std::move(blob), trust);
    default:
      if (is_one_stream(front)) return layer_reader(std::move(blob), front, names);
      return container_reader(std::move(blob), front, trust);
  }
}

class ObjectReader final : public Reader {
 public:
  ObjectReader(const Item& item, const FileType& type, Front front)
      : blob_(item.object.blob),
        names_(item.object.names),
        front_(front),
        quiet_(has_own_reader(item.object.blob.bytes) || only_quietly(front)),
        further_(further_fronts(item.object.blob.bytes, front)),
        untyped_(type.kind == Kind::unknown) {
    current_ = reader_for(front, blob_, Trust::front, names_);
    zip_done_ = front == Front::zip || (quiet_ && !is_zip_too());
    if (!current_ || quiet_) ranges_.push_back({1, blob_.bytes.size()});
    if (front == Front::none) ranges_.front().begin = 0;
  }

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (front_ == Front::unsupported) findings.add(Unchecked::unsupported_format);
    for (const Front front : further_)
      if (front == Front::unsupported) findings.add(Unchecked::unsupported_format);
    do {
      while (current_) {
        const bool sealed = findings.encrypted;
        auto child = current_->next(budget, findings);
        if (opened_ > 0 && (child || findings.encrypted != sealed)) note_place(findings);
        if (child && another_) child->findings.add(Deviation::archive_hidden_entry);
        if (child && (opened_ == 0 || !quiet_ || another_ || !by_chance(*child))) return child;
        if (!child) close();
      }
    } while (open_next(budget, findings));
    return std::nullopt;
  }

 private:
  // Damaged where another reader opens the same bytes whole; a program's name counts all the same.
  static bool by_chance(const Child& child) {
    const auto& reasons = child.findings.unchecked;
    return std::find(reasons.begin(), reasons.end(), Unchecked::damaged) != reasons.end() &&
           identify(child).type.kind != Kind::executable;
  }

  void close() {
    std::vector<ByteRange> unseen = current_->unseen();
    current_.reset();
    if (another_ || (quiet_ && opened_ == 0)) return;
    for (auto range = unseen.rbegin(); range != unseen.rend(); ++range)
      ranges_.push_front({base_ + range->begin, base_ + range->end});
  }

  bool open_next(Budget& budget, Findings& findings) {
    while (!ranges_.empty()) {
      if (budget.expired()) return give_up(findings);
      const ByteRange range = ranges_.front();
      if (open_next_front(range)) return true;
      const auto found = find_embedded(blob_.bytes, range, !zip_done_);
      ranges_.pop_front();
      if (!found) continue;
      if (++tries_ > most_archives) {
        budget.note("entries");
        return give_up(findings);
      }
      if (quiet_ && found->front != Front::zip && !embedded_whole(blob_.bytes, *found)) {
        ranges_.push_front({found->offset + 1, range.end});
        continue;
      }
      // Offsets in a zip may count from the start of the file.
      open(found->front, found->front == Front::zip ? range.begin : found->offset, range.end);
      return true;
    }
    return open_last_zip() || open_further();
  }

  // The same bytes, read as another format from the first byte on.
  bool open_further() {
    while (!further_.empty()) {
      const Front front = further_.back();
      further_.pop_back();
      current_ = reader_for(front, blob_, Trust::overlay, names_);
      if (!current_) continue;
      another_ = true;
      return true;
    }
    return false;
  }

  // What begins right behind the end of an archive: formats that are not searched for anywhere else, since
  // their signatures are weak. Writers fill up with zeros.
  bool open_next_front(const ByteRange& range) {
    if (quiet_ || range.begin == 0 || range.end != blob_.bytes.size() || tries_ >= most_archives)
      return false;
    const auto at = blob_.bytes.find_first_not_of('\0', static_cast<std::size_t>(range.begin));
    const Front front = at == ByteView::npos ? Front::none : archive_front(blob_.bytes.substr(at));
    const bool weak = front == Front::tar || front == Front::cpio || front == Front::ar ||
                      front == Front::xar ||
                      (is_one_stream(front) && front != Front::lzma && front != Front::compress);
    if (!weak) return false;
    ++tries_;
    ranges_.pop_front();
    open(front, at, range.end);
    return true;
  }

  // A zip may lie in anything that does not begin as another container, a PDF for one; there it must end the
  // object.
  [[nodiscard]] bool is_zip_too() const {
    return front_ == Front::none ? may_be_zip(blob_.bytes) : ends_as_zip(blob_.bytes);
  }

  // A zip that only its end record gives away.
  bool open_last_zip() {
    if (zip_done_ || !is_zip_too()) return false;
    quiet_ |= front_ != Front::none;
    open(Front::zip, 0, blob_.bytes.size());
    return true;
  }

  void open(Front front, std::uint64_t begin, std::uint64_t end) {
    ++opened_;
    base_ = begin;
    zip_done_ |= front == Front::zip;
    current_ =
        reader_for(front, blob_.part(begin, end - begin), quiet_ ? Trust::quiet : Trust::overlay, names_);
    inner_ = front;
  }

  // Once there is something in it: a header alone may be chance.
  void note_place(Findings& findings) {
    if (quiet_ || inner_ == Front::none) return;
    findings.add(front_ == Front::none ? Deviation::archive_leading_data : Deviation::archive_trailing_data);
    if (untyped_ && front_ == Front::none) findings.refine(type_of(form_of(inner_)));
    inner_ = Front::none;
  }

  static std::string_view form_of(Front front) {
    switch (front) {
      case Front::rar4:
        return "rar4";
      case Front::rar5:
        return "rar5";
      case Front::seven_zip:
        return "7z";
      case Front::cab:
        return "cab";
      case Front::tar:
        return "tar";
      default:
        return "zip";
    }
  }

  bool give_up(Findings& findings) {
    findings.add(Unchecked::limit);
    ranges_.clear();
    zip_done_ = true;
    return false;
  }

  Blob blob_;
  std::vector<std::string> names_;
  Front front_;
  Front inner_ = Front::none;
  bool quiet_;
  std::vector<Front> further_;
  bool untyped_;
  bool another_ = false;  // the current reader is one of further_
  bool zip_done_ = false;
  std::unique_ptr<ArchiveReader> current_;
  std::uint64_t base_ = 0;
  std::size_t opened_ = 0, tries_ = 0;
  std::deque<ByteRange> ranges_;
};

// Whether there is anything to open, so that plain objects get no reader at all.
bool holds_archive(ByteView bytes, Front front) {
  if (front == Front::none) return find_embedded(bytes, {0, bytes.size()}, true) || may_be_zip(bytes);
  if (front == Front::compound) return ends_as_zip(bytes) || find_embedded(bytes, {1, bytes.size()}, false);
  return true;
}

}  // namespace

void open_archive_readers(const Item& item, const FileType& type, Readers& readers) {
  const ByteView bytes = item.object.blob.bytes;
  if (bytes.empty() || item.object.content == Content::absent) return;
  const Front front = archive_front(bytes);
  if (holds_archive(bytes, front)) readers.push_back(std::make_unique<ObjectReader>(item, type, front));
}

}  // namespace congvu::attachment
