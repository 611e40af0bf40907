#include "attachment/pdf_filter.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "attachment/document_inflate.h"
#include "facts/text.h"

namespace congvu::attachment::pdf {
namespace {

// Collects output, taking it from the budget in steps.
class Output {
 public:
  explicit Output(Budget& budget) : budget_(budget), room_(budget.bytes_left()) {}
  bool add(char c) {
    if (bytes_.size() == taken_ && !more()) return false;
    bytes_ += c;
    return true;
  }
  bool add(ByteView part) {
    return std::all_of(part.begin(), part.end(), [&](char c) { return add(c); });
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  Decoded finish(Decoding state) { return {std::move(bytes_), full_ ? Decoding::limit : state}; }

 private:
  bool more() {
    constexpr std::uint64_t step = 65'536;
    const std::uint64_t next = std::min(step, room_ - taken_);
    full_ = next == 0 || budget_.expired() || !budget_.take_bytes(next);
    if (full_) budget_.note(room_ == budget_.limits().entry_bytes ? "entry_bytes" : "unpacked_bytes");
    if (!full_) taken_ += next;
    return !full_;
  }

  Budget& budget_;
  std::uint64_t room_, taken_ = 0;
  bool full_ = false;
  std::string bytes_;
};

Decoded flate(ByteView raw, Budget& budget) {
  Unpacked unpacked = inflate_all(raw, Wrapping::zlib, budget);
  if (unpacked.state == Unpacking::damaged && unpacked.bytes.empty() && raw.size() > 2) {
    Unpacked without_head = inflate_all(raw.substr(2), Wrapping::raw, budget);
    if (!without_head.bytes.empty()) unpacked = std::move(without_head);
  }
  const Decoding state = unpacked.state == Unpacking::whole   ? Decoding::whole
                         : unpacked.state == Unpacking::limit ? Decoding::limit
                                                              : Decoding::damaged;
  return {std::move(unpacked.bytes), state};
}

Decoded ascii_hex(ByteView raw, Budget& budget) {
  Output out(budget);
  int high = -1;
  for (const char c : raw) {
    const int digit = hex_digit(c);
    if (c == '>') break;
    if (digit < 0) continue;
    if (high >= 0 && !out.add(static_cast<char>(high * 16 + digit))) break;
    high = high >= 0 ? -1 : digit;
  }
  if (high >= 0) out.add(static_cast<char>(high * 16));
  return out.finish(Decoding::whole);
}

Decoded ascii85(ByteView raw, Budget& budget) {
  Output out(budget);
  std::uint64_t group = 0;
  int count = 0;
  const auto flush = [&](int bytes) {
    for (int i = 0; i < bytes; ++i)
      if (!out.add(static_cast<char>((group >> (24 - 8 * i)) & 0xFF))) return false;
    group = 0;
    count = 0;
    return true;
  };
  for (const char c : raw) {
    if (c == '~') break;
    if (c == 'z' && count == 0) {
      if (!flush(4)) break;
    } else if (c >= '!' && c <= 'u') {
      group = group * 85 + static_cast<std::uint64_t>(c - '!');
      if (++count == 5 && !flush(4)) break;
    }
  }
  const int left = count;
  if (left > 1) {
    for (int i = left; i < 5; ++i) group = group * 85 + 84;
    flush(left - 1);
  }
  return out.finish(Decoding::whole);
}

Decoded run_length(ByteView raw, Budget& budget) {
  Output out(budget);
  for (std::size_t at = 0; at < raw.size();) {
    const unsigned length = byte_at(raw, at++);
    if (length == 128) break;
    if (length < 128) {
      if (!out.add(slice(raw, at, length + 1))) break;
      at += length + 1;
    } else if (at < raw.size()) {
      const char c = raw[at++];
      if (!out.add(std::string(257 - length, c))) break;
    }
  }
  return out.finish(Decoding::whole);
}

// Codes of 9 to 12 bits, high bit first. Entries are chains: a byte and the entry before it.
class Lzw {
 public:
  Lzw(ByteView raw, bool early, Budget& budget) : raw_(raw), early_(early ? 1 : 0), out_(budget) {}

  Decoded run() {
    int code = read();
    for (int before = -1; code >= 0 && code != end_code; code = read()) {
      if (code == clear_code) {
        next_ = 258;
        before = -1;
        continue;
      }
      if (code > next_ || (before < 0 && code > 255)) return out_.finish(Decoding::damaged);
      const char first = first_byte(code == next_ ? before : code);
      if (before >= 0 && next_ < 4096) {
        entries_[static_cast<std::size_t>(next_)] = {before, first};
        ++next_;
      } else if (code == next_) {
        return out_.finish(Decoding::damaged);
      }
      if (!write(code)) break;
      before = code;
    }
    return out_.finish(Decoding::whole);
  }

 private:
  static constexpr int clear_code = 256, end_code = 257;
  struct Entry {
    int before;
    char last;
  };

  int read() {
    const unsigned width = next_ + early_ >= 2048   ? 12
                           : next_ + early_ >= 1024 ? 11
                           : next_ + early_ >= 512  ? 10
                                                    : 9;
    while (bits_ < width) {
      if (at_ >= raw_.size()) return -1;
      held_ = (held_ << 8) | byte_at(raw_, at_++);
      bits_ += 8;
    }
    bits_ -= width;
    return static_cast<int>((held_ >> bits_) & ((1U << width) - 1));
  }
  char first_byte(int code) const {
    while (code > 257) code = entries_[static_cast<std::size_t>(code)].before;
    return static_cast<char>(code);
  }
  bool write(int code) {
    std::string reversed;
    for (; code > 257; code = entries_[static_cast<std::size_t>(code)].before)
      reversed += entries_[static_cast<std::size_t>(code)].last;
    reversed += static_cast<char>(code);
    std::reverse(reversed.begin(), reversed.end());
    return out_.add(reversed);
  }

  ByteView raw_;
  int early_;
  Output out_;
  std::array<Entry, 4096> entries_{};
  int next_ = 258;
  std::size_t at_ = 0;
  std::uint64_t held_ = 0;
  unsigned bits_ = 0;
};

std::int64_t parameter(const Value& parameters, std::string_view key, std::int64_t otherwise) {
  const Value* value = parameters.find(key);
  return value != nullptr && value->is(Value::Kind::number) ? value->number : otherwise;
}

std::uint8_t paeth(int left, int up, int corner) {
  const int guess = left + up - corner;
  const int a = std::abs(guess - left), b = std::abs(guess - up), c = std::abs(guess - corner);
  return static_cast<std::uint8_t>(a <= b && a <= c ? left : b <= c ? up : corner);
}

// PNG predictors: each row begins with the number of its own predictor.
std::string png_rows(ByteView data, std::size_t row, std::size_t pixel) {
  std::string out;
  out.reserve(data.size());
  std::string above(row, '\0');
  for (std::size_t at = 0; at < data.size(); at += row + 1) {
    std::string line(slice(data, at + 1, row));
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::uint8_t left = i >= pixel ? byte_at(line, i - pixel) : std::uint8_t{0};
      const std::uint8_t up = byte_at(above, i);
      const std::uint8_t corner = i >= pixel ? byte_at(above, i - pixel) : std::uint8_t{0};
      int add = 0;
      switch (byte_at(data, at)) {
        case 1:
          add = left;
          break;
        case 2:
          add = up;
          break;
        case 3:
          add = (left + up) / 2;
          break;
        case 4:
          add = paeth(left, up, corner);
          break;
        default:
          break;
      }
      line[i] = static_cast<char>(byte_at(line, i) + add);
    }
    out += line;
    line.resize(row, '\0');
    above = std::move(line);
  }
  return out;
}

// TIFF predictor for samples of one byte; others are not used for files.
void tiff_rows(std::string& data, std::size_t row, std::size_t pixel) {
  for (std::size_t start = 0; start < data.size(); start += row)
    for (std::size_t i = start + pixel; i < std::min(start + row, data.size()); ++i)
      data[i] = static_cast<char>(byte_at(data, i) + byte_at(data, i - pixel));
}

void undo_prediction(const Value& parameters, Decoded& decoded) {
  const std::int64_t predictor = parameter(parameters, "Predictor", 1);
  const std::int64_t colors = std::clamp<std::int64_t>(parameter(parameters, "Colors", 1), 1, 32);
  const std::int64_t bits = std::clamp<std::int64_t>(parameter(parameters, "BitsPerComponent", 8), 1, 16);
  const std::int64_t columns = std::clamp<std::int64_t>(parameter(parameters, "Columns", 1), 1, 1 << 20);
  const auto row =
      std::min(static_cast<std::size_t>((colors * bits * columns + 7) / 8), decoded.bytes.size() + 1);
  const auto pixel = static_cast<std::size_t>(std::max<std::int64_t>(colors * bits / 8, 1));
  if (predictor >= 10)
    decoded.bytes = png_rows(decoded.bytes, row, pixel);
  else if (predictor == 2 && bits == 8)
    tiff_rows(decoded.bytes, row, pixel);
}

Decoded one_stage(ByteView raw, const Filter& filter, Budget& budget) {
  const std::string_view name = filter.name;
  Decoded decoded;
  if (name == "FlateDecode" || name == "Fl") {
    decoded = flate(raw, budget);
    undo_prediction(filter.parameters, decoded);
  } else if (name == "LZWDecode" || name == "LZW") {
    decoded = Lzw(raw, parameter(filter.parameters, "EarlyChange", 1) != 0, budget).run();
    undo_prediction(filter.parameters, decoded);
  } else if (name == "ASCIIHexDecode" || name == "AHx") {
    decoded = ascii_hex(raw, budget);
  } else if (name == "ASCII85Decode" || name == "A85") {
    decoded = ascii85(raw, budget);
  } else if (name == "RunLengthDecode" || name == "RL") {
    decoded = run_length(raw, budget);
  } else {
    decoded.state = Decoding::unsupported;
  }
  return decoded;
}

}  // namespace

Decoded decode(ByteView raw, const std::vector<Filter>& filters, Budget& budget) {
  Decoded decoded;
  if (filters.size() > most_filters) return {{}, Decoding::unsupported};
  bool first = true;
  for (const Filter& filter : filters) {
    if (filter.name == "Crypt") continue;  // undone before
    Decoded next = one_stage(first ? raw : ByteView(decoded.bytes), filter, budget);
    const Decoding before = decoded.state;
    decoded = std::move(next);
    if (decoded.state == Decoding::whole) decoded.state = before;
    first = false;
    if (decoded.state == Decoding::unsupported) break;
  }
  if (!first) return decoded;
  Output out(budget);
  const bool all = out.add(raw);
  return out.finish(all ? Decoding::whole : Decoding::limit);
}

}  // namespace congvu::attachment::pdf
