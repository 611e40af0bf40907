// The children that one leaf of a mail gives: its content under every encoding that it declares, and under
// every rule by which programs decode damaged content.
//
// In: the mail's bytes and a leaf of the walk. Out: one child a call, in order. Limits, failure, threads: see
// facts/item.h; every decoding is taken from the budget, what is a piece of another one is not.
#pragma once

#include <deque>
#include <optional>

#include "facts/item.h"
#include "message/multipart.h"

namespace congvu::message {

class PartReader {
 public:
  explicit PartReader(Blob mail) : mail_(std::move(mail)) {}

  // `findings` are the mail's.
  void open(Leaf leaf, Budget& budget, Findings& findings);
  // Nothing at the leaf's end.
  std::optional<Child> next(Budget& budget, Findings& findings);

 private:
  // How one child is made of the leaf's bytes.
  struct Recipe {
    Encoding encoding = Encoding::identity;
    Base64Rule base64 = Base64Rule::usual;
    QuotedRule quoted = QuotedRule::literal;
    std::size_t length = 0;  // not 0: so many bytes of decoded_
    bool reread = false;     // given as a mail whose body is the bytes, its header made of `content_type`
  };

  void plan_part(Findings& findings);
  void plan_encoding(Encoding encoding);
  void plan_reread(Encoding encoding);
  [[nodiscard]] std::vector<Encoding> distinct_encodings() const;
  [[nodiscard]] ByteView body() const { return mail_.bytes.substr(leaf_.begin, leaf_.end - leaf_.begin); }
  [[nodiscard]] bool is_inline_text() const;

  std::optional<Child> make(const Recipe& recipe, Budget& budget, Findings& findings);
  void describe(Child& child, const Recipe& recipe) const;
  void fill(Child& child, const Recipe& recipe, Budget& budget);
  void fill_plain(Child& child);
  void fill_base64(Child& child, const Recipe& recipe, Budget& budget);
  void fill_quoted(Child& child, const Recipe& recipe, Budget& budget);
  void fill_uuencoded(Child& child, Budget& budget);
  void plan_further(const Recipe& recipe, const Decoded& decoded);
  bool reread(Child& child, const Recipe& recipe, Budget& budget, Findings& findings);
  [[nodiscard]] bool stands_in_clear(ByteView decoded) const;

  Blob mail_;
  Leaf leaf_;
  std::deque<Recipe> recipes_;
  Blob decoded_;  // the usual reading of base64, of which others are a piece
};

}  // namespace congvu::message
