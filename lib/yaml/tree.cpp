#include "yaml/tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <unordered_map>

#include "facts/text.h"
#include "yaml/flow.h"

namespace congvu::yaml {
namespace {

// Beyond this column the place is counted in bytes, so that a file of one endless line stays linear.
constexpr std::size_t counted_columns = 1000;

struct Refused {
  Place place;
  std::string text;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, const YamlLimits& limits) : text_(text), limits_(limits) {}

  Node take_root() { return std::move(root_); }
  [[nodiscard]] Place place(const YAML::Mark& mark) const;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "only one document a file is allowed");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, "", anchor);
    add(Node{Type::null, false, place(mark), {}, {}, {}}, mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases are not allowed"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool quoted = tag == "!";
    check(mark, quoted ? "" : tag, anchor);
    if (quoted && !closed(mark)) refuse(mark, "a quote is not closed");
    add(Node{Type::scalar, quoted, place(mark), value, {}, {}}, mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Type::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Type::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "anchors are not allowed");
  }

 private:
  struct Frame {
    Node node;
    std::optional<Entry> pending;                         // a key that waits for its value
    std::unordered_map<std::string, std::uint32_t> seen;  // key -> line
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string why) const {
    throw Refused{place(mark), std::move(why)};
  }

  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) refuse(mark, "anchors are not allowed");
    if (!tag.empty() && tag != "?") refuse(mark, "tags are not allowed");
    if (++nodes_ > limits_.nodes) refuse(mark, fmt::format("more than {} values in one file", limits_.nodes));
  }

  // yaml-cpp takes a text whose quote the end of the file closes.
  [[nodiscard]] bool closed(const YAML::Mark& mark) const {
    const auto start = static_cast<std::size_t>(mark.pos);
    if (mark.pos < 0 || start >= text_.size()) return false;
    const char quote = text_[start];
    if (quote != '"' && quote != '\'') return true;
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\' && quote == '"')
        ++i;
      else if (text_[i] == quote)
        return true;
    }
    return false;
  }

  void open(Type type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check(mark, tag, anchor);
    if (stack_.size() >= limits_.depth) refuse(mark, fmt::format("nested more than {} deep", limits_.depth));
    if (wants_key()) refuse(mark, "a key must be a single word");
    stack_.push_back(Frame{Node{type, false, place(mark), {}, {}, {}}, {}, {}});
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    store(std::move(done));
  }

  [[nodiscard]] bool wants_key() const {
    return !stack_.empty() && stack_.back().node.type == Type::map && !stack_.back().pending;
  }

  void add(Node node, const YAML::Mark& mark) {
    if (wants_key())
      add_key(node, mark);
    else
      store(std::move(node));
  }

  void add_key(Node& key, const YAML::Mark& mark) {
    if (key.type != Type::scalar || key.text.empty()) refuse(mark, "a key must be a single word");
    if (key.text == "<<" && !key.quoted) refuse(mark, "merge keys are not allowed");
    if (key.text.size() > limits_.key_bytes) refuse(mark, "a key is too long");
    auto& frame = stack_.back();
    const auto [at, fresh] = frame.seen.emplace(key.text, key.place.line);
    if (!fresh)
      refuse(mark,
             fmt::format("key `{}` stands twice, first in line {}", printable(key.text, 60), at->second));
    frame.pending = Entry{std::move(key.text), key.place, {}};
  }

  void store(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& frame = stack_.back();
    if (frame.node.type == Type::list) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    frame.pending->value = std::move(node);
    frame.node.entries.push_back(std::move(*frame.pending));
    frame.pending.reset();
  }

  std::string_view text_;
  const YamlLimits& limits_;
  std::vector<Frame> stack_;
  Node root_;
  std::size_t nodes_ = 0;
  unsigned documents_ = 0;
};

Place Builder::place(const YAML::Mark& mark) const {
  if (mark.is_null() || mark.line < 0 || mark.column < 0) return {};
  auto column = static_cast<std::size_t>(mark.column);
  const auto position = static_cast<std::size_t>(mark.pos);
  if (column < counted_columns && position >= column && position <= text_.size()) {
    const std::string_view line = text_.substr(position - column, column);
    column = static_cast<std::size_t>(std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
  }
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(column) + 1};
}

constexpr int most_open_brackets = 200;

// The first character that no rule or settings file may hold, found before the parser sees anything.
std::optional<Refused> bad_character(std::string_view text) {
  Place place;
  bool leading = true;
  int open = 0;  // brackets of this line, wherever they stand
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      ++i;
      if (c == '\t' && leading) return Refused{place, "a tab cannot indent; use spaces"};
      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
        return Refused{place, fmt::format("control character 0x{:02x}", c)};
      open += static_cast<int>(c == '[' || c == '{') - static_cast<int>(c == ']' || c == '}');
      if (c == '\n') open = 0;
      if (open > most_open_brackets) return Refused{place, "too many open brackets in one line"};
    } else if (next_code_point(text, i) < 0) {
      return Refused{place, "not valid UTF-8"};
    }
    leading = c == '\n' || (leading && c == ' ');
    place = c == '\n' ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
  }
  return std::nullopt;
}

// `position` is in bytes; columns are in characters.
Place place_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  const std::size_t line = before.rfind('\n') + 1;  // 0 where there is none
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto characters =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line), before.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return {static_cast<std::uint32_t>(lines) + 1, static_cast<std::uint32_t>(characters) + 1};
}

// yaml-cpp's words, brought to one line in lower case.
std::string parser_words(std::string text) {
  // yaml-cpp 0.8 also names the anchor; the advice is the same.
  if (std::string_view(text).starts_with("the referenced anchor is not defined"))
    return "aliases are not allowed";
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return printable(text, 160);
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::string where(std::string_view file, Place place) {
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

const Entry* Node::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

Result<Node> parse(std::string_view text, std::string_view file, const YamlLimits& limits) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (text.size() > limits.bytes)
    return fail(ErrorKind::limit, where(file, {}), fmt::format("longer than {} bytes", limits.bytes));
  if (auto bad = bad_character(text))
    return fail(ErrorKind::invalid, where(file, bad->place), std::move(bad->text));
  if (const auto bad = oversized_flow(text))
    return fail(ErrorKind::invalid, where(file, place_of(text, bad->position)), std::string(bad->text));
  Builder builder(text, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
  } catch (const Refused& refused) {
    return fail(ErrorKind::invalid, where(file, refused.place), refused.text);
  } catch (const YAML::Exception& error) {
    return fail(ErrorKind::invalid, where(file, builder.place(error.mark)), parser_words(error.msg));
  } catch (const std::exception& error) {
    return fail(ErrorKind::system, where(file, {}), parser_words(error.what()));
  }
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t most) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) return fail(ErrorKind::system, path.string(), error.message());
  if (!std::filesystem::is_regular_file(status))
    return fail(ErrorKind::system, path.string(), "not a regular file");
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(ErrorKind::system, path.string(), std::error_code(errno, std::generic_category()).message());
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return fail(ErrorKind::system, path.string(), "cannot be read");
  if (text.size() > most)
    return fail(ErrorKind::limit, path.string(), fmt::format("longer than {} bytes", most));
  return text;
}

}  // namespace congvu::yaml
