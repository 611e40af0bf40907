#include "message/boundary_spellings.h"

#include <algorithm>

#include "facts/text.h"
#include "message/comments.h"
#include "message/encoded_word.h"
#include "message/lines.h"

namespace congvu::message {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

template <class Drop>
std::string without(std::string_view text, Drop drop) {
  std::string out(text);
  out.erase(std::remove_if(out.begin(), out.end(), drop), out.end());
  return out;
}

class Collected {
 public:
  explicit Collected(const std::string& usual) : usual_(usual) {}

  // The text and what programs make of it.
  void add_forms(std::string_view text) {
    if (text.size() > longest_boundary) return;
    add(text);
    add(without_comments(text));
    add(without(text, [](char c) { return c == '"' || c == '\''; }));
    add(without(text, [](char c) { return c == ' ' || c == '\t' || is_control(c); }));
    add(without(text, is_control));
    add(without(text, [](char c) { return c == '\\'; }));
    for (const std::string_view end : {" \t", "(", ",", "\"", ";"})
      add(text.substr(0, text.find_first_of(end)));
    add(text.substr(0, std::find_if(text.begin(), text.end(), is_control) - text.begin()));
    if (!text.empty() && text.front() == '"') {
      const std::size_t close = text.find('"', 1);
      if (close != std::string_view::npos) {
        add(text.substr(1, close - 1));
        add(text.substr(close + 1));
      }
    }
    for (const char mark : {',', ')'})
      if (text.find(mark) != std::string_view::npos) add(text.substr(text.rfind(mark) + 1));
    if (has_words(text)) add(decode_words(text));
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  void add(std::string_view text) {
    std::string value(trim_right(text));
    value.erase(0, std::min(value.find_first_not_of("\r\n"), value.size()));
    if (value.empty() || value == usual_ || out_.size() >= most_spellings) return;
    if (std::find(out_.begin(), out_.end(), value) == out_.end()) out_.push_back(std::move(value));
  }
  const std::string& usual_;
  std::vector<std::string> out_;
};

std::size_t behind_quotes(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] == ';' && !quoted) return at;
  }
  return text.size();
}

std::size_t loose_semicolon(std::string_view text) {
  for (std::size_t at = text.find(';'); at != std::string_view::npos; at = text.find(';', at + 1))
    if (at + 1 >= text.size() || text[at + 1] == ' ' || text[at + 1] == '\t') return at;
  return text.size();
}

}  // namespace

std::vector<std::string> boundaries_of(const Structured& type) {
  std::vector<std::string> out;
  for (const auto& value : values_of(type, "boundary")) {
    std::string boundary(trim_right(value));
    if (std::find(out.begin(), out.end(), boundary) == out.end()) out.push_back(std::move(boundary));
  }
  return out;
}

std::vector<std::string> boundary_spellings(std::string_view field, const Structured& type,
                                            const std::string& boundary) {
  Collected out(boundary);
  for (const auto& parameter : type.parameters) {
    if (parameter.name != "boundary" || trim_right(parameter.value) != boundary) continue;
    const std::string_view raw = field.substr(std::min(parameter.begin, field.size()), 2 * longest_boundary);
    const std::string_view shortest = raw.substr(0, raw.find(';'));
    out.add_forms(shortest);
    out.add_forms(raw.substr(0, behind_quotes(raw)));
    out.add_forms(raw.substr(0, loose_semicolon(raw)));
    for (const auto& other : parameter.others) out.add_forms(other);
    if (parameter.begin > 0 && parameter.begin <= field.size() && field[parameter.begin - 1] == ' ')
      out.add_forms(' ' + boundary);
    break;
  }
  out.add_forms(boundary);
  // Its own line would close a multipart whose boundary lacks the two dashes.
  if (boundary.size() > 4 && boundary.compare(boundary.size() - 2, 2, "--") == 0)
    out.add_forms(std::string_view(boundary).substr(0, boundary.size() - 2));
  return out.take();
}

}  // namespace congvu::message
