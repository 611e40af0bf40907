#include "scan/work_list.h"

#include <algorithm>

#include "attachment/readers.h"
#include "facts/digest.h"
#include "facts/text.h"
#include "message/readers.h"

namespace congvu::scan {
namespace {

constexpr std::size_t root = SIZE_MAX;  // the row of the message itself
constexpr std::size_t longest_label = 160;
constexpr std::size_t longest_path = 1'000;

template <class T>
void add_once(std::vector<T>& to, const std::vector<T>& from) {
  for (const auto& value : from)
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

void merge(Attachment& row, const Findings& findings) {
  row.encrypted |= findings.encrypted;
  add_once(row.unchecked, findings.unchecked);
  add_once(row.deviations, findings.deviations);
  if (!findings.refined) return;
  const FileType& refined = *findings.refined;
  // A closer look replaces what only says "some container"; what weighs more than that is never taken back.
  if (row.kind > Kind::archive && refined.kind <= row.kind) return;
  row.kind = refined.kind;
  row.by_content = true;
  if (!refined.form.empty()) row.form = refined.form;
  if (!refined.mime.empty()) row.detected_type = refined.mime;
  if (!refined.description.empty()) row.description = refined.description;
}

// What decides, besides the bytes, how an object is opened: two objects that differ here are both opened.
std::string identity_of(const Child& child, const std::string& digest) {
  std::string key = digest + '|' + std::to_string(static_cast<int>(child.role)) +
                    std::to_string(static_cast<int>(child.content)) + (child.inline_text ? "i|" : "|") +
                    child.declared_type;
  for (const auto& name : child.names) {
    const auto dot = name.rfind('.');
    if (dot != std::string::npos) key += '|' + fold_case(std::string_view(name).substr(dot));
  }
  return key;
}

// Archives without an entry are legal, and short; a tar of nothing is zeros.
bool may_be_empty(const Attachment& row, ByteView bytes) {
  return bytes.size() <= 64 || row.form == "zip" || bytes.find_first_not_of('\0') == ByteView::npos;
}

bool is_package(Kind kind) {
  return kind == Kind::document || kind == Kind::macro || kind == Kind::executable;
}

}  // namespace

void WorkList::run(ByteView message) {
  open_message(message);
  while (!open_.empty()) {
    if (budget_.expired()) {
      stop_all();
      break;
    }
    Frame& top = open_.back();
    if (top.reader >= top.readers.size()) {
      close_top();
      continue;
    }
    auto child = top.readers[top.reader]->next(budget_, top.findings);
    if (child) {
      ++top.children;
      visit(std::move(*child));
    } else {
      top.readers[top.reader++].reset();
    }
  }
  for (const auto& [later, opened] : twins_) {
    Attachment& row = facts_.attachments[later];
    const Attachment& first = facts_.attachments[opened];
    row.encrypted |= first.encrypted;
    add_once(row.unchecked, first.unchecked);
    if (first.kind > row.kind && first.by_content) row.kind = first.kind;
  }
}

void WorkList::open_message(ByteView message) {
  Item item;
  item.object.blob.bytes = message;
  item.object.role = Role::message;
  item.object.declared_type = "message/rfc822";
  item.path = "mail";
  open_inside(std::move(item), root, {}, FileType{Kind::mail, "eml", "message/rfc822", "mail"});
}

void WorkList::visit(Child child) {
  const attachment::Identity identity = attachment::identify(child);
  Attachment row;
  row.path = path_of(child, identity.type);
  row.names = child.names;
  row.declared_type = child.declared_type;
  row.detected_type = identity.type.mime;
  row.description = identity.type.description;
  row.kind = identity.type.kind;
  row.form = identity.type.form;
  row.by_name = identity.by_name;
  row.by_content = identity.by_content;
  row.size = child.content == Content::whole
                 ? child.blob.bytes.size()
                 : std::max<std::uint64_t>(child.declared_size, child.blob.bytes.size());
  row.depth = open_.back().item.depth + 1;
  row.role = child.role;
  row.inline_text = child.inline_text;
  merge(row, child.findings);
  merge(row, identity.findings);

  Item item{std::move(child), row.path, row.depth};
  const std::size_t index = facts_.attachments.size();
  const bool has_content = item.object.content != Content::absent && !item.object.blob.bytes.empty();
  if (has_content) row.sha256 = sha256_hex(item.object.blob.bytes);
  FileType type{row.kind, row.form, row.detected_type, row.description};
  std::string key = has_content && !row.sha256.empty() ? identity_of(item.object, row.sha256) : std::string();
  facts_.attachments.push_back(std::move(row));
  if (has_content && !key.empty()) {
    const auto [at, fresh] = seen_.emplace(key, index);
    if (!fresh) {
      if (worth_a_row(facts_.attachments[index]))
        twins_.emplace_back(index, at->second);
      else
        facts_.attachments.pop_back();
      return;
    }
  }
  open_inside(std::move(item), index, std::move(key), type);
}

void WorkList::open_inside(Item item, std::size_t row, std::string key, const FileType& type) {
  Frame frame;
  frame.item = std::move(item);
  frame.row = row;
  frame.key = std::move(key);
  // An empty or unseen object is closed at once, by the same door as the others.
  const Child& object = frame.item.object;
  if (object.content != Content::absent && !object.blob.bytes.empty()) {
    message::open_readers(frame.item, type, frame.readers);
    if (object.role != Role::message) attachment::open_archive_readers(frame.item, type, frame.readers);
    attachment::open_document_readers(frame.item, type, frame.readers);
    if (!frame.readers.empty() && frame.item.depth >= budget_.limits().depth) {
      budget_.note("depth");
      frame.findings.add(Unchecked::limit);
      frame.readers.clear();
    }
  }
  open_.push_back(std::move(frame));
}

void WorkList::close_top() {
  Frame top = std::move(open_.back());
  open_.pop_back();
  facts_.readings = std::max(facts_.readings, top.findings.readings);
  if (top.row == root) {
    add_once(facts_.deviations, top.findings.deviations);
    if (!top.findings.encrypted && top.findings.unchecked.empty()) return;
    Attachment& row = facts_.attachments.emplace_back();
    row.path = top.item.path;
    row.kind = Kind::mail;
    row.form = "eml";
    row.role = Role::message;
    row.size = top.item.object.blob.bytes.size();
    row.encrypted = top.findings.encrypted;
    row.unchecked = top.findings.unchecked;
    return;
  }
  merge(facts_.attachments[top.row], top.findings);
  // A container by its bytes or its name that gave nothing, and about which nobody said why, was not looked
  // into.
  Attachment& closed = facts_.attachments[top.row];
  if (closed.kind == Kind::archive && closed.outcome() == Outcome::clean && top.children == 0 &&
      top.item.object.content == Content::whole && !may_be_empty(closed, top.item.object.blob.bytes))
    closed.unchecked.push_back(Unchecked::damaged);
  // The innards of a document are rows only where something is to be said about them.
  const bool last = top.row + 1 == facts_.attachments.size();
  if (last && !worth_a_row(facts_.attachments[top.row])) {
    seen_.erase(top.key);
    facts_.attachments.pop_back();
  }
}

bool WorkList::worth_a_row(const Attachment& row) const {
  if (open_.empty() || row.outcome() != Outcome::clean || !row.deviations.empty() ||
      row.kind == Kind::macro || row.kind == Kind::smuggling || row.kind == Kind::disk_image)
    return true;
  const Frame& parent = open_.back();
  // What is in a mail is shown, also where the mail is called like a script.
  if (parent.row == root || row.role == Role::message || parent.item.object.role == Role::message)
    return true;
  const Kind kind =
      parent.findings.refined ? parent.findings.refined->kind : facts_.attachments[parent.row].kind;
  return !is_package(kind);
}

void WorkList::stop_all() {
  for (auto& frame : open_) frame.findings.add(Unchecked::limit);
  while (!open_.empty()) close_top();
}

std::string WorkList::path_of(const Child& child, const FileType& type) const {
  std::string label;
  if (!child.names.empty() && !child.names.front().empty())
    label = printable(child.names.front(), longest_label);
  else if (child.role == Role::message)
    label = "mail";
  else if (!type.form.empty())
    label = type.form;
  else
    label = child.declared_type.empty() ? "part" : printable(child.declared_type, longest_label);
  std::string path = open_.back().item.path + " > " + label;
  // The two ends matter: which mail part it came in, and what it is.
  if (path.size() > longest_path) {
    std::size_t head = longest_path / 2;
    while (head > 0 && (byte_at(path, head) & 0xC0U) == 0x80U) --head;
    std::size_t tail = path.size() - longest_path / 2;
    while (tail < path.size() && (byte_at(path, tail) & 0xC0U) == 0x80U) ++tail;
    path = path.substr(0, head) + " … " + path.substr(tail);
  }
  return path;
}

}  // namespace congvu::scan
