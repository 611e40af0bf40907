// Documents: PDF, RTF, pages, compound files, TNEF, CMS, OpenPGP, calendar entries.
#include "doubling/shape.h"

namespace congvu::doubling {
namespace {

std::string pdf(std::string_view body) { return std::string("%PDF-1.7\n").append(body); }

// A compound file with `n` streams in its directory, or with a FAT that runs in circles.
std::string compound(std::size_t n, bool circles) {
  constexpr std::size_t sector = 512;
  const std::size_t directory = (n + 4) / 4;
  const std::size_t fat = (directory + 1 + 127) / 128 + 1;
  std::string head("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  head += std::string(16, '\0') + le(0x3e, 2) + le(3, 2) + le(0xfffe, 2) + le(9, 2) + le(6, 2) +
          std::string(10, '\0') + le(fat, 4) + le(fat, 4) + le(0, 4) + le(4096, 4) + le(0xfffffffe, 4) +
          le(0, 4) + le(0xfffffffe, 4) + le(0, 4);
  for (std::size_t i = 0; i < 109; ++i) head += le(i < fat ? i : 0xffffffff, 4);
  std::string table;
  for (std::size_t i = 0; i < fat; ++i) table += le(0xfffffffd, 4);
  for (std::size_t i = 0; i < directory; ++i)
    table += le(i + 1 < directory ? fat + i + 1 : (circles ? fat : 0xfffffffe), 4);
  table.resize(fat * sector, '\xff');
  std::string entries;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::string name = i == 0 ? "R" : "s" + std::to_string(i);
    std::string raw;
    for (const char c : name) raw += std::string{c, '\0'};
    raw.resize(64);
    raw += le(2 * name.size() + 2, 2) + (i == 0 ? "\x05" : "\x02") + "\x01" + le(0xffffffff, 4) +
           le(i > 0 && i < n ? i + 1 : 0xffffffff, 4) + le(i == 0 ? 1 : 0xffffffff, 4);
    raw.resize(116);
    raw += le(circles ? fat : 0, 4) + le(circles ? 1U << 20 : 0, 8);
    entries += raw;
  }
  entries.resize(directory * sector);
  return head + table + entries;
}

std::string tnef(std::size_t n) {
  std::string out = "\x78\x9f\x3e\x22" + le(1, 2);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string name = "f" + std::to_string(i) + std::string(1, '\0');
    out += "\x02" + le(0x00069002, 4) + le(14, 4) + std::string(14, '\0') + le(0, 2);
    out += "\x02" + le(0x00018010, 4) + le(name.size(), 4) + name + le(0, 2);
    out += "\x02" + le(0x0006800f, 4) + le(1, 4) + "x" + le('x', 2);
  }
  return out;
}

}  // namespace

void add_document_shapes(std::vector<Shape>& shapes) {
  const auto add = [&](std::string name, std::size_t size, std::string file,
                       std::function<std::string(std::size_t)> make) {
    shapes.push_back(
        {std::move(name), size, [make, file](std::size_t n) { return mail_with(file, make(n)); }, {}});
  };
  add("pdf: objects", 2'000, "a.pdf",
      [](std::size_t n) { return pdf(numbered("# 0 obj\n<</Type/Page>>\nendobj\n", n)); });
  add("pdf: file specifications", 500, "a.pdf", [](std::size_t n) {
    return pdf("1 0 obj\n<</Length 1>>\nstream\nx\nendstream\nendobj\n" +
               numbered("#9 0 obj\n<</Type/Filespec/F(a)/EF<</F 1 0 R>>>>\nendobj\n", n));
  });
  add("pdf: open dictionaries", 20'000, "a.pdf",
      [](std::size_t n) { return pdf("1 0 obj\n" + repeated("<<", n)); });
  add("pdf: open arrays", 20'000, "a.pdf", [](std::size_t n) { return pdf("1 0 obj\n" + repeated("[", n)); });
  add("pdf: open strings", 20'000, "a.pdf",
      [](std::size_t n) { return pdf("1 0 obj\n<</F" + repeated("(", n)); });
  add("pdf: streams without an end", 300, "a.pdf",
      [](std::size_t n) { return pdf(numbered("# 0 obj<</Type/EmbeddedFile>>stream\n", n)); });
  add("pdf: references in a circle", 250, "a.pdf", [](std::size_t n) {
    return pdf(repeated(
        "1 0 obj<</Length 2 0 R/EF 1 0 R/Type/EmbeddedFile>>stream\nx\nendstream 2 0 obj 1 0 R endobj\n", n));
  });
  add("pdf: object streams", 500, "a.pdf", [](std::size_t n) {
    return pdf(
        numbered("# 0 obj<</Type/ObjStm/N 1/First 4/Length 9>>stream\n7 0 <<>> \nendstream endobj\n", n));
  });
  add("pdf: /Encrypt", 3'000, "a.pdf",
      [](std::size_t n) { return pdf(repeated("trailer<</Encrypt 1 0 R>>\n", n)); });
  add("rtf: open groups", 20'000, "a.rtf", [](std::size_t n) { return "{\\rtf1" + repeated("{", n); });
  add("rtf: objects", 1'000, "a.rtf",
      [](std::size_t n) { return "{\\rtf1" + repeated("{\\object\\objdata 0105000002}", n); });
  add("rtf: objects in objects", 1'000, "a.rtf",
      [](std::size_t n) { return "{\\rtf1" + repeated("{\\object{\\objdata 01", n); });
  add("rtf: binary runs", 5'000, "a.rtf",
      [](std::size_t n) { return "{\\rtf1{\\objdata " + repeated("\\bin1 x", n); });
  add("html: data addresses", 1'000, "a.html",
      [](std::size_t n) { return "<html>" + repeated("<a href=\"data:a/b;base64,TVqQ\">", n); });
  add("html: data addresses without a tag", 5'000, "a.html",
      [](std::size_t n) { return "<html>" + repeated("data:,", n); });
  add("html: open tags", 30'000, "a.html", [](std::size_t n) { return "<html>" + repeated("<", n); });
  add("html: character references", 8'000, "a.html",
      [](std::size_t n) { return "<html>" + repeated("&#100;", n); });
  add("html: constants", 500, "a.html", [](std::size_t n) {
    return "<html><script>" +
           numbered("var a#=\"TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\";", n);
  });
  add("html: pieces of one constant", 4'000, "a.html",
      [](std::size_t n) { return "<html><script>x=\"" + repeated("TVqQAAMA\" + \"", n); });
  add("html: numbers", 10'000, "a.html",
      [](std::size_t n) { return "<html><script>[" + repeated("77,90,", n); });
  add("html: quotes", 30'000, "a.html", [](std::size_t n) { return "<html><script>" + repeated("\"", n); });
  add("html: escapes", 8'000, "a.html",
      [](std::size_t n) { return "<html><script>'" + repeated("\\x4d", n); });
  add("html: scripts", 3'000, "a.html",
      [](std::size_t n) { return "<html>" + repeated("<script>atob(", n); });
  add("cfb: streams", 400, "a.doc", [](std::size_t n) { return compound(n, false); });
  add("cfb: chains in circles", 400, "a.doc", [](std::size_t n) { return compound(n, true); });
  add("tnef: attachments", 200, "winmail.dat", tnef);
  add("cms: indefinite lengths", 10'000, "smime.p7m", [](std::size_t n) {
    return std::string("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", 15) +
           repeated(std::string_view("\x30\x80", 2), n);
  });
  add("pgp: armours", 1'000, "a.asc",
      [](std::size_t n) { return repeated("-----BEGIN PGP MESSAGE-----\n\n", n); });
  add("pgp: packets", 4'000, "a.pgp", [](std::size_t n) { return repeated("\xca\x03PGP", n); });
  add("icalendar: attachments", 300, "a.ics", [](std::size_t n) {
    return "BEGIN:VCALENDAR\r\n" +
           numbered("ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=f#.txt:eHh4\r\n", n);
  });
  add("icalendar: folds", 8'000, "a.ics",
      [](std::size_t n) { return "BEGIN:VCALENDAR\r\nATTACH;ENCODING=BASE64:" + repeated("eHh4\r\n ", n); });
  add("xml: binary parts", 1'000, "a.xml", [](std::size_t n) {
    return "<?xml version=\"1.0\"?><pkg:package>" +
           repeated("<pkg:part pkg:name=\"a\"><pkg:binaryData>eHh4", n);
  });
  add("script: lines", 5'000, "a.txt", [](std::size_t n) { return repeated("set x=1\r\n", n); });
}

}  // namespace congvu::doubling
