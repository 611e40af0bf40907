// One compressed stream: the tar or cpio archive in it, else its content as the only child.
//
// gzip's content comes through zlib, which tells where the stream ends: an incompressible file is stored in
// it as it stands, so signatures inside must not be taken for archives behind it.

#include <algorithm>
#include <array>
#include <utility>

#include "attachment/archive_names.h"
#include "attachment/archive_reader.h"
#include "attachment/libarchive.h"
#include "attachment/tar_headers.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using Step = LibarchiveSession::Step;
using Inside = LibarchiveSession::Inside;

struct Suffix {
  std::string_view packed, plain;
};
constexpr std::array suffixes = {
    Suffix{".tgz", ".tar"}, Suffix{".taz", ".tar"}, Suffix{".tbz", ".tar"},  Suffix{".tbz2", ".tar"},
    Suffix{".txz", ".tar"}, Suffix{".tlz", ".tar"}, Suffix{".tzst", ".tar"}, Suffix{".svgz", ".svg"},
    Suffix{".emz", ".emf"}, Suffix{".wmz", ".wmf"}, Suffix{".gz", ""},       Suffix{".gzip", ""},
    Suffix{".bz2", ""},     Suffix{".bz", ""},      Suffix{".xz", ""},       Suffix{".lzma", ""},
    Suffix{".zst", ""},     Suffix{".zstd", ""},    Suffix{".z", ""},
};

// "a.tar.gz" -> "a.tar"; a name without such an ending stays.
std::string without_suffix(const std::string& name) {
  const std::string lower = lower_ascii(name);
  for (const auto& [packed, plain] : suffixes)
    if (lower.size() > packed.size() && lower.ends_with(packed))
      return name.substr(0, name.size() - packed.size()).append(plain);
  return name;
}

// The name in a gzip header (RFC 1952, 2.3).
ByteView gzip_name(ByteView bytes) {
  const auto flags = read_le<1>(bytes, 3).value_or(0);
  if ((flags & 8U) == 0) return {};
  std::uint64_t at = 10;
  if ((flags & 4U) != 0) at += 2 + read_le<2>(bytes, at).value_or(0);
  const ByteView name = slice(bytes, at, most_name_bytes);
  return name.substr(0, name.find('\0'));
}

class LayerReader final : public ArchiveReader {
 public:
  LayerReader(Blob blob, Front front, std::vector<std::string> names)
      : blob_(std::move(blob)), front_(front), names_(std::move(names)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (!started_) {
      started_ = true;
      if (!open_inner()) return layer(budget, findings);
    }
    while (session_) {
      if (budget.expired()) return stop(Unchecked::limit, findings);
      ListedEntry entry;
      const Step step = session_->next(entry);
      if (step == Step::failed) return stop(Unchecked::damaged, findings);
      if (step == Step::end) return close_inner(budget, findings);
      if (entry.directory && entry.size == 0) continue;
      if (!budget.take_entry()) return stop(Unchecked::limit, findings);
      return entry_of(entry, budget);
    }
    return std::nullopt;
  }

  // How far the stream goes is known for gzip only; for the others a careful look at the whole must do.
  [[nodiscard]] std::vector<ByteRange> unseen() const override {
    if (end_ == 0 || end_ >= blob_.bytes.size()) return {};
    return {{end_, blob_.bytes.size()}};
  }

 private:
  // Whether a tar or cpio archive is inside: told by its first header. Its pieces are looked at as they pass
  // by.
  bool open_inner() {
    stream_ = std::make_unique<LibarchiveSession>(blob_.bytes, front_, Inside::stream);
    ListedEntry entry;
    if (stream_->next(entry) != Step::entry) return false;
    while (head_.size() < 1024) {
      const auto piece = stream_->read_piece();
      if (!piece) break;
      head_.append(*piece);
    }
    const Front inner = archive_front(head_);
    if (inner != Front::tar && inner != Front::cpio) {
      stream_.reset();
      return false;
    }
    tar_ = inner == Front::tar;
    const auto source = [this, first = true]() mutable { return piece_of(std::exchange(first, false)); };
    session_ = std::make_unique<LibarchiveSession>(source, tar_ ? Inside::tar : Inside::cpio);
    return true;
  }

  std::optional<ByteView> piece_of(bool first) {
    auto piece = first ? std::optional<ByteView>(head_) : stream_->read_piece();
    if (piece && tar_) headers_.feed(*piece);
    last_ = piece.value_or(ByteView());
    given_ += last_.size();
    return piece;
  }

  // What stands behind the end of the archive in the same stream: fillers are zeros, anything else only some
  // programs list.
  std::optional<Child> close_inner(Budget& budget, Findings& findings) {
    const std::uint64_t used = session_->used();
    const std::uint64_t left = std::min<std::uint64_t>(given_ - std::min(used, given_), last_.size());
    const ByteView rest = last_.substr(static_cast<std::size_t>(last_.size() - left));
    bool hidden = false;
    for (std::optional<ByteView> piece = rest; piece && !hidden; piece = piece_of(false)) {
      hidden = piece->find_first_not_of('\0') != ByteView::npos;
      if (!budget.take_bytes(piece->size()) || budget.expired() ||
          !budget.ratio_ok(blob_.bytes.size(), given_))
        return stop(Unchecked::limit, findings);
    }
    if (front_ == Front::gzip && !hidden) end_ = stream_->used_packed();
    if (hidden) findings.add(Deviation::archive_hidden_entry);
    return stream_->broken() ? stop(Unchecked::damaged, findings) : close_session(findings);
  }

  std::optional<Child> close_session(Findings& findings) {
    if (headers_.names_differ()) findings.add(Deviation::archive_names_differ);
    if (headers_.sizes_differ()) findings.add(Deviation::archive_data_differs);
    session_.reset();
    stream_.reset();
    return std::nullopt;
  }

  Child entry_of(ListedEntry& entry, Budget& budget) {
    Child child;
    child.role = Role::entry;
    child.names = std::move(entry.names);
    child.declared_size = entry.size;
    if (child.names.empty()) child.findings.add(Deviation::name_control);
    EntryBytes out = session_->read(UINT64_MAX, blob_.bytes.size(), budget);
    child.blob = Blob::own(std::move(out.bytes));
    note_state(child, out.state);
    return child;
  }

  std::optional<Child> layer(Budget& budget, Findings& findings) {
    if (!budget.take_entry()) return stop(Unchecked::limit, findings);
    Child child;
    child.role = Role::layer;
    for (const auto& name : names_) add_entry_name(child.names, without_suffix(name));
    if (front_ == Front::gzip) add_entry_name(child.names, gzip_name(blob_.bytes));
    if (front_ == Front::gzip)
      fill_gzip(budget, child);
    else
      fill(budget, child);
    if (is_chance(child)) return std::nullopt;
    for (const auto reason : child.findings.unchecked) findings.add(reason);
    if (child.blob.bytes.empty() && child.content != Content::whole) return std::nullopt;
    return child;
  }

  // .lzma has no signature. Properties that the usual encoder never writes count once a byte comes out, or
  // where they are such (lc + lp above 4) that liblzma does not try.
  [[nodiscard]] bool is_chance(const Child& child) const {
    if (front_ != Front::lzma || !child.blob.bytes.empty()) return false;
    const unsigned properties = byte_at(blob_.bytes, 0);
    return properties != 0x5d && properties % 9 + properties / 9 % 5 <= 4;
  }

  // Members follow each other (RFC 1952, 2.2); their contents are one file.
  void fill_gzip(Budget& budget, Child& child) {
    std::string all;
    UnpackState state = UnpackState::whole;
    do {
      const std::uint64_t room = budget.limits().entry_bytes - all.size();
      Inflated member = inflate_stream(slice(blob_.bytes, end_), DeflateWrapping::gzip, 0, budget, room);
      end_ += member.used;
      state = member.state;
      all = all.empty() ? std::move(member.bytes) : std::move(all) + member.bytes;
    } while (state == UnpackState::whole && slice(blob_.bytes, end_, 3) == "\x1f\x8b\x08");
    if (state == UnpackState::cut && all.size() == budget.limits().entry_bytes) budget.note("entry_bytes");
    child.blob = Blob::own(std::move(all));
    note_state(child, state);
  }

  void fill(Budget& budget, Child& child) {
    LibarchiveSession session(blob_.bytes, front_, Inside::stream);
    ListedEntry entry;
    if (session.next(entry) != Step::entry) return note_state(child, UnpackState::damaged);
    EntryBytes out = session.read(UINT64_MAX, blob_.bytes.size(), budget);
    child.blob = Blob::own(std::move(out.bytes));
    note_state(child, out.state);
  }

  std::optional<Child> stop(Unchecked reason, Findings& findings) {
    findings.add(reason);
    return close_session(findings);
  }

  Blob blob_;
  Front front_;
  std::vector<std::string> names_;
  std::unique_ptr<LibarchiveSession> stream_;   // what the filter gives
  std::unique_ptr<LibarchiveSession> session_;  // the archive in it
  TarHeaders headers_;
  bool tar_ = false;
  std::string head_;
  ByteView last_;  // the piece that was given last
  std::uint64_t given_ = 0;
  std::uint64_t end_ = 0;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<ArchiveReader> layer_reader(Blob blob, Front front, std::vector<std::string> names) {
  return std::make_unique<LayerReader>(std::move(blob), front, std::move(names));
}

}  // namespace congvu::attachment
