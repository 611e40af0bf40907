#include "attachment/msg.h"

#include <array>
#include <map>
#include <string_view>

#include "attachment/ole_stream.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using cfb::Entry;
using File = std::shared_ptr<cfb::File>;

constexpr std::string_view attachment_storage = "__attach_version1.0_";
constexpr std::string_view property_stream = "__substg1.0_";
constexpr std::size_t longest_name = 4096;

// Property tags, as the streams are named: long name, short name, shown name; each in UTF-16 or 8 bit.
constexpr std::array name_tags{"3707001f", "3707001e", "3704001f", "3704001e", "3001001f", "3001001e"};

struct Attached {
  const Entry* data = nullptr;
  const Entry* type = nullptr;
  std::array<const Entry*, name_tags.size()> names{};
};

std::string text_of(const File& file, const Entry* entry, Budget& budget) {
  if (entry == nullptr || entry->size > longest_name) return {};
  const cfb::Content content = file->read(*entry, budget);
  if (entry->key.ends_with("1f")) return from_utf16le(content.blob.bytes);
  return valid_utf8(content.blob.bytes.substr(0, content.blob.bytes.find('\0')));
}

std::optional<Child> make(const File& file, const Attached& attached, Budget& budget, Findings& findings) {
  std::vector<std::string> names;
  for (const Entry* name : attached.names) add_base_name(names, text_of(file, name, budget));
  const cfb::Content content = file->read(*attached.data, budget);
  auto child = stream_child(content, {}, std::move(names), budget, findings);
  if (!child) return child;
  child->declared_type = lower_ascii(text_of(file, attached.type, budget));
  child->declared_size = attached.data->size;
  return child;
}

void sort_in(const Entry& entry, std::string_view tag, Attached& attached) {
  if (tag == "37010102") attached.data = &entry;
  if (tag == "370e001f" || (tag == "370e001e" && attached.type == nullptr)) attached.type = &entry;
  for (std::size_t i = 0; i < name_tags.size(); ++i)
    if (tag == name_tags[i]) attached.names[i] = &entry;
}

}  // namespace

bool is_outlook_property(const cfb::Entry& entry) { return entry.key.starts_with(property_stream); }

Makers outlook_attachments(const File& file) {
  std::map<std::uint32_t, Attached> by_storage;
  for (const Entry& entry : file->entries()) {
    const Entry* storage = file->parent(entry);
    if (storage == nullptr || !storage->key.starts_with(attachment_storage) || !is_outlook_property(entry))
      continue;
    sort_in(entry, std::string_view(entry.key).substr(property_stream.size()), by_storage[entry.parent]);
  }
  Makers makers;
  for (const auto& [storage, attached] : by_storage) {
    if (attached.data == nullptr)
      continue;  // a message or OLE object: its own streams lie in the same directory
    makers.push_back([file, attached = attached](Budget& budget, Findings& findings) {
      return make(file, attached, budget, findings);
    });
  }
  return makers;
}

}  // namespace congvu::attachment
