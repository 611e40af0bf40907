// A PDF file as a heap of objects: every "N G obj" in the bytes and in object streams, whatever the
// cross-reference table says, so that no table can hide one; of several with one number all are kept.
//
// In: untrusted bytes. Out: objects by number, by place, streams decoded. Why not qpdf: it unpacks an object
// stream whole before anybody can say how much is too much (2 MB became 4 GB), and it sees only what the
// table names. Limits: places, hits and the work of parsing are bounded by the size of the file; unpacked
// bytes come from the budget. `exhausted()` says that something was left out. Threads: one object, one
// thread. Source: ISO 32000-1, 7.3.8, 7.5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attachment/pdf_crypt.h"
#include "attachment/pdf_filter.h"
#include "facts/limits.h"

namespace congvu::attachment::pdf {

// Names whose places are worth knowing.
enum class Word : std::uint8_t { ef, embedded_file, object_stream, first, xref };

struct Place {
  std::int64_t number = 0, generation = 0;
  std::size_t offset = 0;  // behind "obj"
};
struct Hit {
  Word word = Word::ef;
  std::size_t offset = 0;  // behind the name
};

// The file itself, or an unpacked object stream.
struct Source {
  Blob bytes;
  std::vector<Place> places;  // by offset
  std::vector<Hit> hits;      // by offset
};

struct Object {
  Value value;
  std::int64_t number = 0, generation = 0;
  std::size_t source = 0;
  std::optional<std::size_t> stream;  // where its stream begins, in the file
};

class File {
 public:
  File(Blob bytes, Budget& budget);

  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  // Trailers and cross-reference streams that name an encryption dictionary.
  [[nodiscard]] bool encrypted() const { return !encrypt_.is(Value::Kind::none); }
  // Encrypted, and not for the empty password.
  [[nodiscard]] bool locked() const { return encrypted() && !crypt_; }
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  // An object stream could not be unpacked whole.
  [[nodiscard]] bool damaged() const { return damaged_; }

  Object parse(std::size_t source, const Place& place);
  // The object that holds this place of a source: up to the `back`th "obj" before it.
  std::optional<Object> around(std::size_t source, std::size_t offset, std::size_t back = 0);
  std::vector<Object> by_number(std::int64_t number);
  Value resolve(Value value);
  // The bytes of an object's stream as they stand.
  ByteView raw_stream(const Object& object);
  // Decrypted and decoded.
  Decoded stream(const Object& object, Budget& budget, bool embedded_file);
  // A string of an object, decrypted.
  [[nodiscard]] std::string text(const Object& object, const Value& value) const;

 private:
  struct Numbered {
    std::int64_t number;
    std::size_t source, place;
  };

  void find_places();
  void find_hits(Source& source);
  void find_encryption();
  void look_at_trailer(const Value& dictionary);
  void load_object_streams(Budget& budget);
  void load_object_stream(const Object& object, Budget& budget);
  void sort_numbers();
  [[nodiscard]] std::vector<Filter> filters_of(const Value& dictionary);
  Decoded undo(const Object& object, ByteView raw, Budget& budget, bool embedded_file, bool decrypt);
  bool work(std::size_t bytes);

  std::vector<Source> sources_;
  std::vector<Numbered> numbers_;
  Value encrypt_;
  std::string file_id_;
  std::optional<Crypt> crypt_;
  std::size_t work_left_ = 0;
  bool exhausted_ = false, damaged_ = false;
};

}  // namespace congvu::attachment::pdf
