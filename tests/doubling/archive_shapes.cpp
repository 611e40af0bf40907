// Archives: many entries, many signatures, records that lead nowhere.
#include "doubling/shape.h"

namespace congvu::doubling {
namespace {

std::string zip_local(std::string_view name, std::string_view data) {
  std::string out = "PK\x03\x04";
  out += le(20, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(0, 4) + le(data.size(), 4) + le(data.size(), 4) +
         le(name.size(), 2) + le(0, 2);
  return out.append(name).append(data);
}

std::string zip_central(std::string_view name, std::size_t size, std::size_t offset) {
  std::string out = "PK\x01\x02";
  out += le(20, 2) + le(20, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(0, 4) + le(size, 4) + le(size, 4) +
         le(name.size(), 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(offset, 4);
  return out.append(name);
}

std::string zip_end(std::size_t entries, std::size_t size, std::size_t offset) {
  return "PK\x05\x06" + le(0, 4) + le(entries & 0xffff, 2) + le(entries & 0xffff, 2) + le(size, 4) +
         le(offset, 4) + le(0, 2);
}

std::string zip(std::size_t n, bool one_place) {
  std::string locals, directory;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string name = "f" + std::to_string(i) + ".txt", data = "content " + std::to_string(i);
    directory += zip_central(name, data.size(), one_place ? 0 : locals.size());
    if (!one_place || i == 0) locals += zip_local(name, data);
  }
  return locals + directory + zip_end(n, directory.size(), locals.size());
}

std::string zip_without_directory(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += zip_local("f" + std::to_string(i), "x");
  return out;
}

std::string octal(std::size_t value, std::size_t digits) {
  std::string out(digits, '0');
  for (; value > 0 && digits > 0; value /= 8) out[--digits] = static_cast<char>('0' + value % 8);
  return out;
}

std::string tar_entry(std::string_view name, std::string_view data) {
  std::string head(512, '\0');
  head.replace(0, name.size(), name);
  head.replace(100, 8, std::string("0000644\0", 8));
  head.replace(124, 11, octal(data.size(), 11));
  head.replace(136, 11, octal(0, 11));
  head.replace(148, 8, "        ");
  head[156] = '0';
  head.replace(257, 8, std::string("ustar\00000", 8));
  std::size_t sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  head.replace(148, 7, octal(sum, 6) + std::string(1, '\0'));
  std::string body(data);
  body.resize((body.size() + 511) / 512 * 512);
  return head + body;
}

std::string tar(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += tar_entry("f" + std::to_string(i) + ".txt", std::to_string(i));
  return out + std::string(1024, '\0');
}

// Ten tars, each in the next, around `n` bytes.
std::string nested_tar(std::size_t n) {
  std::string out(n, 'x');
  for (int i = 0; i < 10; ++i) out = tar_entry("f.tar", out) + std::string(1024, '\0');
  return out;
}

std::string rar4(std::size_t n) {
  std::string out("Rar!\x1a\x07\x00", 7);
  out += std::string("\xcf\x90\x73\x00\x00\x0d\x00\x00\x00\x00\x00\x00\x00", 13);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string name = "f" + std::to_string(i);
    out += le(0, 2) + "\x74" + le(0x8000, 2) + le(32 + name.size(), 2) + le(1, 4) + le(1, 4) + "\x02" +
           le(0, 4) + le(0, 4) + "\x14" + "\x30" + le(name.size(), 2) + le(0x20, 4) + name + "x";
  }
  return out;
}

}  // namespace

void add_archive_shapes(std::vector<Shape>& shapes) {
  const auto add = [&](std::string name, std::size_t size, std::function<std::string(std::size_t)> make) {
    shapes.push_back(
        {std::move(name), size, [make](std::size_t n) { return mail_with("a.bin", make(n)); }, {}});
  };
  add("zip: entries", 150, [](std::size_t n) { return zip(n, false); });
  add("zip: entries that share one place", 150, [](std::size_t n) { return zip(n, true); });
  add("zip: no directory", 200, zip_without_directory);
  add("zip: end records", 3'000,
      [](std::size_t n) { return zip(1, false) + repeated(zip_end(1, 50, 0), n); });
  add("zip: central records that lead nowhere", 800, [](std::size_t n) {
    std::string records;
    for (std::size_t i = 0; i < n; ++i) records += zip_central("f", 1, 7 * i);
    return zip_local("f", "x") + records + zip_end(n, records.size(), 32);
  });
  add("zip: local signatures", 10'000, [](std::size_t n) { return "MZ" + repeated("PK\x03\x04", n); });
  add("zip: one name, many times", 300, [](std::size_t n) {
    std::string locals, directory;
    for (std::size_t i = 0; i < n; ++i) {
      directory += zip_central("same.txt", 1, locals.size());
      locals += zip_local("same.txt", "x");
    }
    return locals + directory + zip_end(n, directory.size(), locals.size());
  });
  add("tar: entries", 80, tar);
  add("tar: tars in tars", 30'000, nested_tar);
  add("rar: entries", 300, rar4);
  add("rar: markers", 5'000,
      [](std::size_t n) { return "MZ" + repeated(std::string_view("Rar!\x1a\x07\x01\x00", 8), n); });
  add("7z: markers", 5'000, [](std::size_t n) {
    return "MZ" + repeated("7z\xbc\xaf\x27\x1c" + std::string("\0\4", 2) + std::string(24, '\1'), n);
  });
  add("cab: markers", 5'000, [](std::size_t n) {
    return "MZ" + repeated(std::string("MSCF\0\0\0\0", 8) + le(100, 4) + std::string(24, '\1'), n);
  });
}

}  // namespace congvu::doubling
