#include "attachment/zip_entry.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "attachment/archive_names.h"
#include "attachment/archive_reader.h"
#include "attachment/libarchive.h"

namespace congvu::attachment {
namespace {

bool unpacked_by_libarchive(std::uint16_t method) {
  constexpr std::array<std::uint16_t, 5> methods = {12, 14, 93, 95, 98};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

void put(std::string& out, std::uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

// A local header that says just what the directory says.
std::string local_header(const ZipPacking& packing) {
  constexpr std::uint64_t most = 0xFFFFFFFE;
  std::string out(zip_local_signature);
  put(out, 63, 2);
  put(out, packing.flags & 0x0006U, 2);
  put(out, packing.method, 2);
  put(out, 0, 4);
  put(out, packing.crc, 4);
  put(out, std::min<std::uint64_t>(packing.data.size(), most), 4);
  put(out, std::min(packing.size, most), 4);
  put(out, 1, 2);
  put(out, 0, 2);
  out.push_back('x');
  return out;
}

void unpack_stored(const Blob& blob, ByteView data, Budget& budget, Child& child, std::uint64_t most) {
  const std::uint64_t kept = std::min<std::uint64_t>({data.size(), most, budget.limits().entry_bytes});
  if (!budget.take_bytes(kept)) {
    child.content = Content::absent;
    child.findings.add(Unchecked::limit);
    return;
  }
  child.blob = blob.part(data.substr(0, static_cast<std::size_t>(kept)));
  if (kept == data.size()) return;
  if (kept == budget.limits().entry_bytes) budget.note("entry_bytes");
  note_state(child, UnpackState::cut);
}

void unpack_other(const ZipPacking& packing, Budget& budget, Child& child, std::uint64_t most) {
  const std::string header = local_header(packing);
  LibarchiveSession session({header, packing.data, zip_end_signature});
  ListedEntry entry;
  EntryBytes out;
  out.state = UnpackState::damaged;
  if (session.next(entry) == LibarchiveSession::Step::entry)
    out = session.read(most, packing.data.size(), budget);
  if (out.unsupported && out.bytes.empty()) {
    child.content = Content::absent;
    child.findings.add(Unchecked::unsupported_method);
    return;
  }
  child.blob = Blob::own(std::move(out.bytes));
  note_state(child, out.state);
}

}  // namespace

void note_state(Child& child, UnpackState state) {
  if (state == UnpackState::whole) return;
  child.content = Content::cut;
  child.findings.add(state == UnpackState::cut ? Unchecked::limit : Unchecked::damaged);
}

ZipPacking zip_packing(const ZipHeader& header, ByteView data) {
  return {data, header.method, header.flags, header.crc, header.size};
}

ByteView unpack_zip_entry(const Blob& blob, const ZipPacking& packing, Budget& budget, Child& child,
                          std::uint64_t most) {
  child.declared_size = packing.size;
  if (packing.method == 0) {
    unpack_stored(blob, packing.data, budget, child, most);
    return {};
  }
  if (packing.method == 8) {
    Inflated out = inflate_stream(packing.data, DeflateWrapping::raw, packing.size, budget, most);
    child.blob = Blob::own(std::move(out.bytes));
    note_state(child, out.state);
    return out.state == UnpackState::whole ? slice(packing.data, out.used) : ByteView();
  }
  if (unpacked_by_libarchive(packing.method)) {
    unpack_other(packing, budget, child, most);
    return {};
  }
  child.content = Content::absent;
  child.findings.add(Unchecked::unsupported_method);
  return {};
}

bool unpack_if_plain(const Blob& blob, const ZipEntry& entry, Budget& budget, Child& child) {
  const ZipHeader& header = entry.header();
  if (!entry.local || header.method == zip_method_aes) return false;
  Child trial;
  unpack_zip_entry(blob, zip_packing(header, entry.data), budget, trial);
  const ByteView bytes = trial.blob.bytes;
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  if (trial.content != Content::whole || crc != header.crc) return false;
  child.blob = std::move(trial.blob);
  child.content = Content::whole;
  return true;
}

std::vector<std::string> zip_entry_names(const ZipEntry& entry) {
  std::vector<std::string> names;
  const auto add = [&names](const ZipHeader& header) {
    // A program that knows the Unicode field shows that one, the older ones the other.
    const bool rendition = !names_disagree(header.unicode_name, header.name);
    if (rendition) add_entry_name(names, header.unicode_name);
    add_entry_name(names, header.name);
    if (!rendition) add_entry_name(names, header.unicode_name);
  };
  if (entry.central) add(*entry.central);
  if (entry.local && (entry.local->flags & zip_flag_masked) == 0) add(*entry.local);
  return names;
}

bool zip_entry_names_differ(const ZipEntry& entry) {
  const auto differ = [](ByteView a, ByteView b) { return !a.empty() && !b.empty() && names_disagree(a, b); };
  if (entry.central && differ(entry.central->name, entry.central->unicode_name)) return true;
  if (!entry.local || (entry.local->flags & zip_flag_masked) != 0) return false;
  if (differ(entry.local->name, entry.local->unicode_name)) return true;
  return entry.central && differ(entry.central->name, entry.local->name);
}

bool is_zip_folder(const ZipEntry& entry) {
  const auto folder = [](const ZipHeader& header) {
    const bool slash = !header.name.empty() && (header.name.back() == '/' || header.name.back() == '\\');
    return slash && header.size == 0 && header.packed <= 2;
  };
  return (!entry.central || folder(*entry.central)) && (!entry.local || folder(*entry.local));
}

}  // namespace congvu::attachment
