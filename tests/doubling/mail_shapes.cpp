// Mails: boundaries, headers, parameters, encoded words, encodings, lines.
#include "doubling/shape.h"

namespace congvu::doubling {
namespace {

std::string multipart(std::string_view body, std::string_view boundary = "b") {
  std::string mail = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"";
  return mail.append(boundary).append("\"\r\n\r\n").append(body);
}

std::string field(std::string_view name, std::string_view value) {
  std::string mail;
  return mail.append(name).append(": ").append(value).append("\r\n\r\nbody\r\n");
}

std::string part_with(std::string_view header, std::string_view body) {
  std::string mail = "MIME-Version: 1.0\r\n";
  return mail.append(header).append("\r\n\r\n").append(body);
}

// Each level opens the next; all boundaries share a long prefix.
std::string nested_multiparts(std::size_t n) {
  const std::string prefix(60, 'x');
  std::string out;
  for (std::size_t i = 0; i < n; ++i)
    out += "Content-Type: multipart/mixed; boundary=" + prefix + std::to_string(i) + "\r\n\r\n--" + prefix +
           std::to_string(i) + "\r\n";
  return out;
}

std::string many_names(std::size_t n) {
  return part_with("Content-Type: a/b" + numbered("; name=\"f#.exe\"", n), "x");
}

}  // namespace

void add_mail_shapes(std::vector<Shape>& shapes) {
  const auto add = [&](std::string name, std::size_t size, std::function<std::string(std::size_t)> make) {
    shapes.push_back({std::move(name), size, std::move(make), {}});
  };
  add("mail: lines of two dashes", 8'000, [](std::size_t n) { return multipart(repeated("--\r\n", n)); });
  add("mail: boundary lines with one prefix", 4'000,
      [](std::size_t n) { return multipart("--b\r\n\r\n" + numbered("--b#\r\n", n)); });
  add("mail: a boundary all along a line", 5'000, [](std::size_t n) {
    return multipart("x" + repeated("--b", n) + repeated(" ", 5 * n) + "\r\n--b--\r\n");
  });
  add("mail: every way to read it, many lines", 400, [](std::size_t n) {
    return "Content-Type: multipart/mixed; boundary=a; boundary=\"b \"\r\nContent-Type : multipart/mixed; "
           "boundary=(c)d\r\njunk\r\n X: y\rZ: w\r\n\r\n" +
           repeated("--a\r\n\r\n--b x\r\n--d\r--a--\r\n", n);
  });
  add("mail: multiparts without an end", 100, [](std::size_t n) {
    return multipart(numbered("--b\r\nContent-Type: multipart/mixed; boundary=#\r\n\r\n--x\r\n", n));
  });
  add("mail: open boundaries of one prefix, many dashes", 1'000, [](std::size_t n) {
    return nested_multiparts(20) + repeated("--" + std::string(60, 'x') + "\r\n", n);
  });
  add("mail: many parts", 200, [](std::size_t n) {
    return multipart(numbered("--b\r\nContent-Type: text/plain\r\n\r\npart #\r\n", n) + "--b--\r\n");
  });
  add("mail: more parts than the limit", 600,
      [](std::size_t n) { return multipart(numbered("--b\r\n\r\n#\r\n", n)); });
  add("mail: nested multiparts", 500, nested_multiparts);
  add("mail: nested messages", 500,
      [](std::size_t n) { return repeated("Content-Type: message/rfc822\r\n\r\n", n) + "x"; });
  add("mail: never a boundary", 500,
      [](std::size_t n) { return repeated("Content-Type: multipart/mixed; boundary=z\r\n\r\n--a\r\n", n); });
  add("header: commas", 30'000,
      [](std::size_t n) { return field("Content-Type", "a/b" + repeated(",", n)); });
  add("header: semicolons", 30'000,
      [](std::size_t n) { return field("Content-Type", "a/b" + repeated(";", n)); });
  add("header: parameters", 10'000,
      [](std::size_t n) { return field("Content-Type", "a/b" + numbered("; p#=v", n)); });
  add("header: pieces of one parameter", 5'000,
      [](std::size_t n) { return field("Content-Type", "a/b" + numbered("; name*#*=%41", n)); });
  add("header: open comments", 30'000, [](std::size_t n) { return field("Content-Type", repeated("(", n)); });
  add("header: open quotes", 10'000,
      [](std::size_t n) { return field("Content-Type", "a/b; name=" + repeated("\"x", n)); });
  add("header: backslashes", 30'000,
      [](std::size_t n) { return field("Content-Type", "a/b; name=\"" + repeated("\\", n)); });
  add("header: names of one part", 1'000, many_names);
  add("header: one long name", 20'000,
      [](std::size_t n) { return field("Content-Type", "a/b; name=\"" + repeated("a.", n) + "\""); });
  add("header: folds", 5'000, [](std::size_t n) { return field("Subject", repeated("a\r\n ", n)); });
  add("header: fields", 5'000, [](std::size_t n) { return numbered("X-#: v\r\n", n) + "\r\nbody"; });
  add("header: types", 500,
      [](std::size_t n) { return numbered("Content-Type: a/b; name=f#\r\n", n) + "\r\nbody"; });
  add("header: headers behind empty lines", 2'000,
      [](std::size_t n) { return "A: b\r\n" + repeated("Content-Type: a/b\r\n\r\n", n); });
  add("header: lines that are no field", 10'000,
      [](std::size_t n) { return "A: b\r\n" + repeated("junk\r\n", n); });
  add("header: bare carriage returns", 10'000,
      [](std::size_t n) { return "A: b\r\n" + repeated("B: c\r", n); });
  add("words: =?", 15'000, [](std::size_t n) { return field("Subject", repeated("=?", n)); });
  add("words: open words", 6'000, [](std::size_t n) { return field("Subject", repeated("=?utf-8?Q?", n)); });
  add("words: adjacent words", 4'000,
      [](std::size_t n) { return field("Subject", repeated("=?utf-8?B?QQ==?= ", n)); });
  add("words: of many charsets", 1'000, [](std::size_t n) {
    return field("Subject", numbered("=?x-#?Q?a?= =?utf-16?Q?b?= =?koi8-r?Q?c?= ", n));
  });
  add("base64: padding everywhere", 20'000, [](std::size_t n) {
    return part_with("Content-Type: a/b\r\nContent-Transfer-Encoding: base64", repeated("QQ==", n));
  });
  add("quoted-printable: equals", 15'000, [](std::size_t n) {
    return part_with("Content-Type: a/b\r\nContent-Transfer-Encoding: quoted-printable", repeated("=", n));
  });
  add("quoted-printable: blanks before line ends", 40'000, [](std::size_t n) {
    return part_with("Content-Type: a/b\r\nContent-Transfer-Encoding: quoted-printable",
                     repeated(" ", n) + "x");
  });
  add("text: uuencode begins", 4'000,
      [](std::size_t n) { return part_with("Content-Type: text/plain", repeated("begin 644 a\r\n", n)); });
  add("text: yEnc begins", 2'000, [](std::size_t n) {
    return part_with("Content-Type: text/plain", repeated("=ybegin line=1 size=1 name=a\r\n", n));
  });
  add("text: line ends of every kind", 20'000,
      [](std::size_t n) { return part_with("Content-Type: text/plain", repeated("\r\n\n\r\r", n)); });
  add("text: blanks", 100'000,
      [](std::size_t n) { return part_with("Content-Type: text/plain", repeated(" ", n)); });
}

}  // namespace congvu::doubling
