#include "attachment/markup.h"

#include <boost/test/unit_test.hpp>

#include "attachment/document_base64.h"
#include "attachment/markup_constants.h"
#include "attachment/markup_data.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

std::string base64(const std::string& bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : digits[(group >> (18 - 6 * k)) & 63];
  }
  return out;
}

std::string page(const std::string& script) {
  return "<html><body>xin chao<script>" + script + "</script></body></html>";
}

// Bytes that look like nothing, as an encrypted payload does.
std::string noise(std::size_t size) {
  std::string out;
  for (std::uint32_t i = 0, value = 7; i < size; ++i)
    out += static_cast<char>((value = value * 1664525U + 1013904223U) >> 24);
  return out;
}

const std::string saver =
    "a=document.createElement('a');a.href=URL.createObjectURL(new Blob([u]));a.download='x.zip';a.click();";
const std::string decoder =
    "d=atob(b);u=new Uint8Array(d.length);for(i=0;i<d.length;i++)u[i]=d.charCodeAt(i)^90;";

bool gives_program(const Seen& seen) {
  for (const auto& child : seen.children)
    if (child.blob.bytes.starts_with(program().substr(0, 200))) return true;
  return false;
}

Seen look_html(const std::string& html) { return look(html, {"thong bao.html"}, "text/html"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(an_address_that_only_a_browser_reads) {
  const std::string code = base64(program());
  for (const std::string head :
       {"&#100;ata:a/b;base64,", "d&#x61;ta&colon;a/b;base64,", "da\n\tta:a/b;base64,",
        "data&#58;a/b;base64&#44;", "&#0000100ata:a/b;base64,"}) {
    const Seen seen = look_html("<a href=\"" + head + code + "\" download=\"a.exe\">x</a>");
    BOOST_TEST(gives_program(seen), head);
    BOOST_TEST((seen.kind() == Kind::smuggling), head);
  }
  const Seen plain =
      look_html("<p>B&#225;o c&#225;o:\r\n<img src=\"data:image/png;base64,iVBORw0KGgo=\"></p>");
  BOOST_TEST(plain.children.empty());
  BOOST_TEST((plain.kind() == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_program_in_a_script_is_found_however_it_is_written) {
  const std::string code = base64(program());
  std::string plus = "b=", list = "b=[", lines, numbers = "b=[", hex = "b='", escapes = "b=\"";
  for (std::size_t i = 0; i < code.size(); i += 60) {
    plus += (i == 0 ? "\"" : "+\n \"") + code.substr(i, 60) + "\"";
    lines += "b += '" + code.substr(i, 60) + "';\n";
  }
  for (std::size_t i = 0; i < code.size(); i += 4) list += "\"" + code.substr(i, 4) + "\", ";
  for (const char c : program()) {
    const auto value = static_cast<unsigned char>(c);
    constexpr std::string_view digits = "0123456789abcdef";
    const std::string pair{digits[value >> 4], digits[value & 15]};
    numbers += std::to_string(value) + ",";
    hex += pair;
    escapes += "\\x" + pair;
  }
  const std::vector<std::string> scripts{"b='" + code + "'",
                                         list + "''].join('')",
                                         plus,
                                         lines,
                                         numbers + "0]",
                                         hex + "';go(b)",
                                         escapes + "\"",
                                         "b='" + std::string(code.rbegin(), code.rend()) + "';go(b)"};
  for (const auto& script : scripts) {
    BOOST_TEST_CONTEXT(script.substr(0, 60)) {
      const auto seen = look_html(page(script));
      BOOST_CHECK(seen.kind() == Kind::smuggling);
      BOOST_TEST(gives_program(seen));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_payload_that_nobody_can_read_needs_all_signs) {
  const std::string payload = "b='" + base64(noise(3'000)) + "';";
  BOOST_TEST(look_html(page(payload + decoder + saver)).form() == "html-smuggling");
  BOOST_CHECK(look_html(page(payload + decoder)).kind() == Kind::unknown);
  BOOST_CHECK(look_html(page(payload)).kind() == Kind::unknown);
  BOOST_CHECK(look_html(page(decoder + saver)).kind() == Kind::unknown);
  std::string hidden = payload + decoder + saver;
  hidden.replace(hidden.find("createObjectURL"), 15, "createObj\"+\"ectURL");
  BOOST_CHECK(look_html(page(hidden)).kind() == Kind::smuggling);
}

BOOST_AUTO_TEST_CASE(a_large_opaque_payload_with_a_little_script_is_enough) {
  BOOST_CHECK(look_html(page("eval(f('" + base64(noise(80'000)) + "'))")).kind() == Kind::smuggling);
}

BOOST_AUTO_TEST_CASE(download_links_are_opened) {
  const auto link = look_html("<html><a href=\"data:application/octet-stream;base64," + base64(program()) +
                              "\" download=\"hoa don.exe\">tai ve</a></html>");
  BOOST_CHECK(link.kind() == Kind::smuggling);
  BOOST_REQUIRE(link.children.size() == 1U);
  BOOST_TEST(link.children.front().names.at(0) == "hoa don.exe");
  BOOST_CHECK(link.children.front().blob.bytes == program());
  const auto script =
      look_html("<html><a download='x.bat' href='data:text/x-bat,echo%20hi'>tai ve</a></html>");
  BOOST_CHECK(script.kind() == Kind::smuggling);
  BOOST_REQUIRE(script.children.size() == 1U);
  BOOST_TEST(script.children.front().blob.bytes == "echo hi");
  const auto frame = look_html("<html><iframe src='data:text/html;base64," +
                               base64("<html><script>x()</script>") + "'></html>");
  BOOST_CHECK(frame.kind() == Kind::unknown);
  BOOST_REQUIRE(frame.children.size() == 1U);
  BOOST_TEST(frame.children.front().declared_type == "text/html");
}

BOOST_AUTO_TEST_CASE(pictures_that_carry_a_script_or_file) {
  const std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>b='" + base64(noise(1'000)) +
                          "';eval(atob(b))</script></svg>";
  BOOST_TEST(look(svg).form() == "svg-smuggling");
  BOOST_CHECK(
      look("<svg><script>function f(e){e.target.style.fill='red'}</script><rect onclick='f(evt)'/></svg>")
          .kind() == Kind::unknown);
  BOOST_CHECK(look("<svg><rect width='5'/></svg>").kind() == Kind::unknown);
}

BOOST_AUTO_TEST_CASE(a_page_inside_a_page_is_a_child) {
  const auto decoded = look_html(
      page("document.write(atob('" + base64("<html><script>" + std::string(200, 'x') + "</script>") + "'))"));
  BOOST_REQUIRE(decoded.children.size() == 1U);
  BOOST_TEST(decoded.children.front().blob.bytes.starts_with("<html><script>"));
  std::string percent;
  for (const char c : "<script>alert(1)</script> xin chao cac ban o Bac Giang"s) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    percent += {'%', digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]};
  }
  BOOST_TEST(look_html(page("document.write(unescape('" + percent + "'))")).children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(pages_in_utf_16_are_read) {
  BOOST_CHECK(look("\xFF\xFE" + utf16(page("b='" + base64(program()) + "'"))).kind() == Kind::smuggling);
}

BOOST_AUTO_TEST_CASE(a_disk_image_in_a_script_is_found) {
  const std::string image = std::string(0x8001, '\0') + "CD001" + std::string(3'000, '\1');
  BOOST_CHECK(look_html(page("b='" + base64(image) + "'")).kind() == Kind::smuggling);
}

BOOST_AUTO_TEST_CASE(ordinary_pages_are_not_smuggling) {
  const std::string picture = "\x89PNG\r\n\x1A\n" + noise(3'000), font = "wOFF" + noise(3'000);
  const std::vector<std::string> pages{
      "<html><body><p>Kính gửi các đồng chí</p><img src=\"data:image/png;base64," + base64(picture) +
          "\"></body></html>",
      page("(function(i,s,o){i['GoogleAnalyticsObject']=o})(window,document,'ga');ga('send','pageview')"),
      "<html><style>@font-face{src:url(data:application/octet-stream;base64," + base64(font) +
          ")}</style><script>x()</script></html>",
      "<html><script nonce='" + base64(noise(48)) +
          "'>fetch('/a').then(r=>r.blob()).then(b=>{a.href=URL.createObjectURL(b);"
          "a.download='x.pdf';a.click()})</script></html>",
      "<html><body><a href='https://bacgiang.gov.vn/" + std::string(600, 'a') +
          "'>link</a><script>var token='" + base64(noise(200)) + "';atob(token)</script></body></html>",
      "<html><a href='huong-dan.pdf' download>tải về</a></html>",
      "<html><body>data: 15/3, mục a/b, c</body></html>",
  };
  for (const auto& html : pages) {
    BOOST_TEST_CONTEXT(html.substr(0, 80)) {
      const auto seen = look_html(html);
      BOOST_CHECK(seen.kind() == Kind::unknown);
      BOOST_TEST(seen.clean());
      BOOST_TEST(seen.children.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_library_with_small_tables_is_not_smuggling) {
  std::string library = decoder + saver + "t='" + base64(noise(1'500)) + "';";
  for (int i = 0; i < 4'000; ++i) library += "function f" + std::to_string(i) + "(a){return a+1;}\n";
  BOOST_CHECK(look_html(page(library)).kind() == Kind::unknown);
}

BOOST_AUTO_TEST_CASE(office_documents_as_xml) {
  const std::string head =
      "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument ";
  BOOST_CHECK(look(head + "w:macrosPresent=\"yes\"></w:wordDocument>").kind() == Kind::macro);
  BOOST_CHECK(look(head + "w:macrosPresent=\"no\"></w:wordDocument>").kind() == Kind::unknown);
  const std::string file = Compound().add("x", "y").write();
  const auto seen = look(head + "><w:binData>" + base64(file) + "</w:binData></w:wordDocument>");
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().blob.bytes.size() >= file.size() - 16);
}

BOOST_AUTO_TEST_CASE(too_many_links_are_a_limit) {
  std::string html = "<html>";
  for (std::size_t i = 0; i <= most_addresses; ++i) html += "<a href='data:text/html,x'>";
  BOOST_TEST(look_html(html).has(Unchecked::limit));
}

BOOST_AUTO_TEST_CASE(base64_is_read_leniently) {
  BOOST_TEST(decode_base64("T Vq\r\nQ") == "MZ\x90"s);
  BOOST_TEST(decode_base64("TVqQ====TVqQ") == "MZ\x90"s);
  BOOST_TEST(decode_base64("-_-_") == "\xFB\xFF\xBF"s);
  BOOST_TEST(decode_base64("TVqQTVqQ", 2).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
