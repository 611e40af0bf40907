#include "message/mac_file.h"

#include <utility>

#include "message/charset.h"
#include "message/name_list.h"

namespace congvu::message {
namespace {

using namespace std::string_view_literals;

constexpr ByteView single_mark = "\x00\x05\x16\x00"sv;
constexpr std::size_t single_head = 26, single_row = 12;
constexpr std::size_t most_rows = 64;  // the format knows 15 kinds of entry
constexpr std::uint64_t data_fork = 1, real_name = 3;

constexpr std::size_t binary_head = 128, name_at = 2, longest_name = 63;
constexpr std::size_t data_length_at = 83, mark_at = 102, checksum_at = 124;

struct MacFile {
  FileType type;
  ByteView data, name;
  std::uint64_t length = 0;  // of the data, by the head
};

// CRC-16 as XMODEM has it.
std::uint16_t checksum(ByteView bytes) {
  unsigned sum = 0;
  for (const char c : bytes) {
    sum ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
    for (int bit = 0; bit < 8; ++bit) sum = ((sum << 1U) ^ ((sum & 0x8000U) != 0 ? 0x1021U : 0U)) & 0xffffU;
  }
  return static_cast<std::uint16_t>(sum);
}

// The head is zeros in three places, and is what its checksum, its mark or the mail says.
bool is_binary(const Child& object) {
  const ByteView bytes = object.blob.bytes;
  if (bytes.size() < binary_head || bytes[0] != '\0' || bytes[74] != '\0' || bytes[82] != '\0') return false;
  const std::size_t name = byte_at(bytes, name_at - 1);
  if (name == 0 || name > longest_name) return false;
  return read_be<2>(bytes, checksum_at) == checksum(bytes.substr(0, checksum_at)) ||
         bytes.substr(mark_at, 4) == "mBIN" || object.declared_type.find("macbinary") != std::string::npos;
}

MacFile of_binary(ByteView bytes) {
  MacFile file;
  file.type = {Kind::archive, "macbinary", "application/macbinary", "MacBinary file"};
  file.length = read_be<4>(bytes, data_length_at).value_or(0);
  file.data = slice(bytes, binary_head, file.length);
  file.name = slice(bytes, name_at, byte_at(bytes, name_at - 1));
  return file;
}

MacFile of_single(ByteView bytes) {
  MacFile file;
  file.type = {Kind::archive, "applesingle", "application/applefile", "AppleSingle file"};
  const std::size_t rows = std::min<std::size_t>(read_be<2>(bytes, 24).value_or(0), most_rows);
  for (std::size_t at = single_head; at < single_head + rows * single_row; at += single_row) {
    const auto id = read_be<4>(bytes, at), begin = read_be<4>(bytes, at + 4),
               length = read_be<4>(bytes, at + 8);
    if (!id || !begin || !length) break;
    if (*id == real_name) file.name = slice(bytes, *begin, *length);
    if (*id != data_fork) continue;
    file.data = slice(bytes, *begin, *length);
    file.length = *length;
  }
  return file;
}

class MacFileReader final : public Reader {
 public:
  explicit MacFileReader(const Item& item)
      : blob_(item.object.blob),
        file_(is_binary(item.object) ? of_binary(blob_.bytes) : of_single(blob_.bytes)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (std::exchange(done_, true)) return std::nullopt;
    findings.refine(file_.type);
    if (file_.data.empty()) return std::nullopt;
    if (!budget.take_entry()) {
      findings.add(Unchecked::limit);
      return std::nullopt;
    }
    Child child;
    child.role = Role::entry;
    if (!add_name(child.names, to_utf8(file_.name, "macintosh"), budget.limits()))
      child.findings.add(Unchecked::limit);
    child.blob =
        blob_.part(static_cast<std::size_t>(file_.data.data() - blob_.bytes.data()), file_.data.size());
    if (file_.data.size() < file_.length) {
      child.content = Content::cut;
      child.declared_size = file_.length;
      child.findings.add(Unchecked::damaged);
    }
    return child;
  }

 private:
  Blob blob_;
  MacFile file_;
  bool done_ = false;
};

}  // namespace

bool is_mac_file(const Child& object) {
  return object.blob.bytes.substr(0, single_mark.size()) == single_mark || is_binary(object);
}

std::unique_ptr<Reader> open_mac_file(const Item& item) { return std::make_unique<MacFileReader>(item); }

}  // namespace congvu::message
