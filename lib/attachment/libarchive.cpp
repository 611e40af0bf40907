#include "attachment/libarchive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <clocale>
#include <mutex>

#include "attachment/archive_names.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

int filter_code(Front front) {
  switch (front) {
    case Front::gzip:
      return ARCHIVE_FILTER_GZIP;
    case Front::bzip2:
      return ARCHIVE_FILTER_BZIP2;
    case Front::xz:
      return ARCHIVE_FILTER_XZ;
    case Front::lzma:
      return ARCHIVE_FILTER_LZMA;
    case Front::zstd:
      return ARCHIVE_FILTER_ZSTD;
    default:
      return ARCHIVE_FILTER_NONE;
  }
}

// libarchive 3.6 starts an appended filter before there is anything to read, and its compress filter reads at
// once: that one must be left to find its own head.
int add_filter(archive* a, Front filter) {
  if (filter == Front::compress) return archive_read_support_filter_compress(a);
  return archive_read_append_filter(a, filter_code(filter));
}

int add_format(archive* a, Front front) {
  switch (front) {
    case Front::tar:
      return archive_read_support_format_tar(a);
    case Front::cpio:
      return archive_read_support_format_cpio(a);
    case Front::ar:
      return archive_read_support_format_ar(a);
    case Front::lha:
      return archive_read_support_format_lha(a);
    case Front::iso:
      return archive_read_support_format_iso9660(a);
    case Front::xar:
      return archive_read_support_format_xar(a);
    case Front::cab:
      return archive_read_support_format_cab(a);
    case Front::seven_zip:
      return archive_read_support_format_7zip(a);
    case Front::rar4:
      return archive_read_support_format_rar(a);
    case Front::rar5:
      return archive_read_support_format_rar5(a);
    default:
      return ARCHIVE_FATAL;
  }
}

std::string from_wide(const wchar_t* text) {
  std::string out;
  for (; *text != L'\0'; ++text) append_code_point(out, static_cast<std::uint32_t>(*text));
  return out;
}

// A name that does not fit the locale is only there in wide characters; one that no conversion takes is gone.
std::vector<std::string> names_of(archive_entry* entry) {
  std::vector<std::string> names;
  if (const char* name = archive_entry_pathname(entry))
    add_entry_name(names, name);
  else if (const wchar_t* wide = archive_entry_pathname_w(entry))
    add_entry_name(names, from_wide(wide));
  return names;
}

}  // namespace

void warm_up_archives() {
  static std::once_flag once;
  std::call_once(once, [] { std::setlocale(LC_CTYPE, "C.UTF-8"); });
}

LibarchiveSession::LibarchiveSession(ByteView bytes, Front front, const char* option) : pieces_{bytes} {
  warm_up_archives();
  archive_ = archive_read_new();
  if (archive_ == nullptr || add_format(archive_, front) != ARCHIVE_OK) return;
  if (option != nullptr) archive_read_set_options(archive_, option);
  start();
}

LibarchiveSession::LibarchiveSession(ByteView bytes, Front filter, Inside inside) : pieces_{bytes} {
  warm_up_archives();
  archive_ = archive_read_new();
  if (archive_ == nullptr || add_filter(archive_, filter) != ARCHIVE_OK) return;
  if (inside == Inside::stream)
    archive_read_support_format_raw(archive_);
  else
    add_format(archive_, inside == Inside::tar ? Front::tar : Front::cpio);
  start();
}

LibarchiveSession::LibarchiveSession(std::vector<ByteView> zip_pieces) : pieces_(std::move(zip_pieces)) {
  warm_up_archives();
  archive_ = archive_read_new();
  if (archive_ == nullptr || archive_read_support_format_zip_streamable(archive_) != ARCHIVE_OK) return;
  // A wrong sum does not make the bytes unseen.
  archive_read_set_options(archive_, "zip:ignorecrc32");
  archive_read_set_callback_data(archive_, this);
  archive_read_set_read_callback(archive_, give);
  open_ = archive_read_open1(archive_) == ARCHIVE_OK;
}

LibarchiveSession::LibarchiveSession(Source source, Inside inside) : source_(std::move(source)) {
  warm_up_archives();
  archive_ = archive_read_new();
  if (archive_ == nullptr ||
      add_format(archive_, inside == Inside::tar ? Front::tar : Front::cpio) != ARCHIVE_OK)
    return;
  archive_read_set_callback_data(archive_, this);
  archive_read_set_read_callback(archive_, give_source);
  open_ = archive_read_open1(archive_) == ARCHIVE_OK;
}

LibarchiveSession::~LibarchiveSession() {
  if (archive_ != nullptr) archive_read_free(archive_);
}

void LibarchiveSession::start() {
  const ByteView bytes = pieces_.front();
  open_ = archive_read_open_memory(archive_, bytes.data(), bytes.size()) == ARCHIVE_OK;
}

long LibarchiveSession::give(archive*, void* self, const void** buffer) {
  auto& session = *static_cast<LibarchiveSession*>(self);
  while (session.piece_ < session.pieces_.size()) {
    const ByteView piece = session.pieces_[session.piece_++];
    if (piece.empty()) continue;
    *buffer = piece.data();
    return static_cast<long>(piece.size());
  }
  return 0;
}

long LibarchiveSession::give_source(archive*, void* self, const void** buffer) {
  const auto piece = static_cast<LibarchiveSession*>(self)->source_();
  if (!piece) return 0;
  *buffer = piece->data();
  return static_cast<long>(piece->size());
}

std::optional<ByteView> LibarchiveSession::read_piece() {
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  while (!failed_) {
    const int result = archive_read_data_block(archive_, &block, &size, &offset);
    failed_ = result != ARCHIVE_OK && result != ARCHIVE_WARN;
    broken_ = failed_ && result != ARCHIVE_EOF;
    if (!failed_ && size > 0) return ByteView(static_cast<const char*>(block), size);
  }
  return std::nullopt;
}

LibarchiveSession::Step LibarchiveSession::next(ListedEntry& entry) {
  if (!open_ || failed_) return Step::failed;
  const int result = archive_read_next_header(archive_, &entry_);
  if (result == ARCHIVE_EOF) return Step::end;
  if (result == ARCHIVE_RETRY || result == ARCHIVE_FATAL || result == ARCHIVE_FAILED) {
    failed_ = true;
    return Step::failed;
  }
  entry = {};
  entry.names = names_of(entry_);
  entry.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry_), 0));
  entry.place = static_cast<std::uint64_t>(archive_entry_ino64(entry_));
  entry.directory = archive_entry_filetype(entry_) == AE_IFDIR;
  entry.encrypted = archive_entry_is_encrypted(entry_) != 0;
  return Step::entry;
}

EntryBytes LibarchiveSession::read(std::uint64_t most, std::uint64_t packed, Budget& budget) {
  EntryBytes out;
  const std::uint64_t limit = std::min(most, budget.limits().entry_bytes);
  out.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(
      {static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry_), 0)), limit, 1U << 20})));
  out.state = append_blocks(out, limit, packed, budget);
  if (out.state == UnpackState::cut && out.bytes.size() == budget.limits().entry_bytes)
    budget.note("entry_bytes");
  return out;
}

UnpackState LibarchiveSession::append_blocks(EntryBytes& out, std::uint64_t limit, std::uint64_t packed,
                                             Budget& budget) {
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(archive_, &block, &size, &offset);
    if (result == ARCHIVE_EOF) return UnpackState::whole;
    if (result == ARCHIVE_FATAL || result == ARCHIVE_FAILED || result == ARCHIVE_RETRY) {
      failed_ = result == ARCHIVE_FATAL;
      out.unsupported = unsupported();
      return UnpackState::damaged;
    }
    // A sparse file leaves holes: they are zeros, and cost as much.
    const auto at = static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0));
    const std::uint64_t hole = at > out.bytes.size() ? at - out.bytes.size() : 0;
    const std::uint64_t room = limit - out.bytes.size();
    const std::uint64_t zeros = std::min(hole, room);
    const std::uint64_t kept = std::min<std::uint64_t>(size, room - zeros);
    if (!budget.take_bytes(zeros + kept)) return UnpackState::cut;
    out.bytes.append(static_cast<std::size_t>(zeros), '\0');
    if (kept > 0) out.bytes.append(static_cast<const char*>(block), static_cast<std::size_t>(kept));
    unpacked_ += zeros + kept;
    if (zeros + kept < hole + size || budget.expired() || !budget.ratio_ok(packed, unpacked_))
      return UnpackState::cut;
  }
}

bool LibarchiveSession::has_encrypted() const {
  // Before a format is found the question itself crashes (3.6.2).
  return archive_ != nullptr && archive_format(archive_) != 0 &&
         archive_read_has_encrypted_entries(archive_) == 1;
}

bool LibarchiveSession::unsupported() const {
  const char* text = archive_ == nullptr ? nullptr : archive_error_string(archive_);
  if (text == nullptr) return false;
  const std::string lower = lower_ascii(text);
  return lower.find("unsupported") != std::string::npos || lower.find("not supported") != std::string::npos ||
         lower.find("unavailable") != std::string::npos;
}

std::uint64_t LibarchiveSession::used() const {
  return archive_ == nullptr
             ? 0
             : static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(archive_, 0), 0));
}

std::uint64_t LibarchiveSession::used_packed() const {
  return archive_ == nullptr
             ? 0
             : static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(archive_, -1), 0));
}

}  // namespace congvu::attachment
