#include "attachment/script.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t judged_lines = 200;

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

template <std::size_t N>
bool any_begins(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

template <std::size_t N>
bool any_in(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return contains(text, word); });
}

// Takes the next line off `text`.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = trim_ascii(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

bool is_comment(std::string_view line) {
  constexpr std::array marks{"'"sv,  "rem "sv, "@rem"sv, "::"sv, "//"sv,
                             "# "sv, "##"sv,   "/*"sv,   "<#"sv, "*"sv};
  return line.empty() || line == "#" || line == "rem" || any_begins(line, marks);
}

// The first line that is no comment; /* */ and <# #> are passed.
std::string_view first_statement(std::string_view text) {
  while (!text.empty()) {
    const std::string_view rest = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const bool block = rest.starts_with("/*") || rest.starts_with("<#");
    if (block) {
      const auto end = rest.find(rest[0] == '/' ? "*/" : "#>", 2);
      if (end == std::string_view::npos) return {};
      text = rest.substr(end + 2);
      continue;
    }
    const std::string_view line = take_line(text);
    if (!is_comment(line)) return line;
  }
  return {};
}

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

// `line` is one name and then "=", as in an assignment.
bool is_assignment(std::string_view line, std::string_view before = "") {
  if (!line.starts_with(before)) return false;
  line.remove_prefix(before.size());
  const auto end = std::find_if_not(line.begin(), line.end(), is_word_char);
  const auto length = static_cast<std::size_t>(end - line.begin());
  const std::string_view rest = trim_ascii(line.substr(length));
  return length != 0 && rest.starts_with('=') && !rest.starts_with("==");
}

// "write-host x", "powershell -nop": a word of letters with a hyphen inside, or a program with a switch.
bool is_cmdlet(std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  const auto hyphen = word.find('-');
  const bool letters =
      std::all_of(word.begin(), word.end(), [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
  return (letters && hyphen != std::string_view::npos && hyphen > 1) || line.starts_with("powershell");
}

bool reads_as_code(std::string_view line) {
  constexpr std::array words{"dim "sv,     "set "sv,   "if "sv,       "else"sv,   "end "sv,    "for "sv,
                             "next"sv,     "do"sv,     "loop"sv,      "while "sv, "wend"sv,    "on error"sv,
                             "option "sv,  "sub "sv,   "function "sv, "call "sv,  "const "sv,  "private "sv,
                             "public "sv,  "exit "sv,  "var "sv,      "let "sv,   "try"sv,     "catch"sv,
                             "return"sv,   "import"sv, "param"sv,     "with "sv,  "select "sv, "case "sv,
                             "wscript."sv, "$"sv,      "}"sv,         "{"sv,      "]"sv,       ")"sv};
  if (is_comment(line) || any_begins(line, words)) return true;
  if (is_cmdlet(line)) return true;
  return line.find_first_of("=(;{}|$") != std::string_view::npos || line.find(' ') == std::string_view::npos;
}

// Prose between quoted code is a manual, not a script.
bool mostly_code(std::string_view text) {
  std::size_t lines = 0, code = 0;
  while (!text.empty() && lines < judged_lines) {
    const std::string_view line = take_line(text);
    if (line.empty()) continue;
    ++lines;
    code += reads_as_code(line) ? 1 : 0;
  }
  return code * 10 >= lines * 7;
}

// "#!", an absolute path and at most a few arguments, all of it ASCII.
bool is_interpreter_line(std::string_view command) {
  const bool plain = std::all_of(command.begin(), command.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return plain && command.starts_with('/') && command.size() <= 127 &&
         std::count(command.begin(), command.end(), ' ') <= 4;
}

std::string_view form_of_interpreter(std::string_view body) {
  if (!body.starts_with("#!")) return {};
  std::string_view rest = body;
  const std::string_view command = trim_ascii(take_line(rest).substr(2));
  if (!is_interpreter_line(command)) return {};
  if (contains(command, "pwsh")) return "ps1";
  // Windows does not run a file for its first line: without the ending of a program it is text.
  constexpr std::array known{"sh"sv,   "node"sv,      "ruby"sv, "php"sv, "python"sv,
                             "perl"sv, "osascript"sv, "env "sv, "awk"sv, "tclsh"sv};
  return contains(command, "/bin/") || any_in(command, known) ? "unix-script"sv : std::string_view{};
}

// Behind a command there is nothing, or what cmd.exe reads on: in prose there would be words.
bool ends_command(std::string_view rest) {
  rest = trim_ascii(rest);
  constexpr std::array next{"&"sv, "|"sv, ">"sv, "2>"sv, "1>"sv, ")"sv, "enable"sv, "disable"sv};
  return rest.empty() || any_begins(rest, next);
}

bool is_batch(std::string_view line) {
  while (line.starts_with("@@")) line.remove_prefix(1);
  constexpr std::array openings{"@echo off"sv, "@echo on"sv, "@setlocal"sv,
                                "@cls"sv,      "setlocal"sv, "echo off"sv};
  return std::any_of(openings.begin(), openings.end(), [&](std::string_view word) {
    return line.starts_with(word) && ends_command(line.substr(word.size()));
  });
}

bool begins_as_powershell(std::string_view line) {
  constexpr std::array openings{"param("sv,
                                "param ("sv,
                                "[cmdletbinding"sv,
                                "#requires -"sv,
                                "set-execution"sv,
                                "iex("sv,
                                "iex ("sv,
                                "iex $"sv,
                                "invoke-"sv,
                                "import-module "sv,
                                "add-type "sv,
                                "start-process "sv,
                                "new-item "sv,
                                "set-item"sv,
                                "get-"sv,
                                "write-host "sv,
                                "powershell "sv,
                                "powershell.exe "sv,
                                "start-sleep "sv,
                                "remove-item "sv,
                                "&("sv,
                                "& ("sv,
                                "[system."sv,
                                "[net."sv,
                                "(new-object "sv,
                                "function "sv,
                                "try {"sv,
                                "try{"sv};
  return any_begins(line, openings) || is_assignment(line, "$");
}

bool speaks_powershell(std::string_view text) {
  constexpr std::array marks{"new-object "sv,
                             "invoke-expression"sv,
                             "invoke-webrequest"sv,
                             "invoke-restmethod"sv,
                             "invoke-command"sv,
                             "start-process"sv,
                             "write-host"sv,
                             "write-output"sv,
                             "set-executionpolicy"sv,
                             "get-childitem"sv,
                             "get-content"sv,
                             "set-content"sv,
                             "out-file"sv,
                             "foreach-object"sv,
                             "where-object"sv,
                             "frombase64string("sv,
                             "[system.net."sv,
                             "[reflection.assembly]"sv,
                             "set-itemproperty"sv,
                             "get-wmiobject"sv,
                             "get-ciminstance"sv,
                             "$erroractionpreference"sv,
                             "iex("sv,
                             "iex ("sv,
                             "iex $"sv,
                             ".downloadstring("sv,
                             ".downloadfile("sv,
                             "-encodedcommand"sv,
                             "-executionpolicy"sv,
                             "-windowstyle hidden"sv,
                             " -enc "sv,
                             "remove-item"sv,
                             "copy-item"sv,
                             "new-item "sv,
                             "get-process"sv,
                             "get-service"sv,
                             "[cmdletbinding("sv,
                             "import-module "sv,
                             "add-type "sv};
  return any_in(text, marks);
}

bool begins_as_host_script(std::string_view line) {
  constexpr std::array openings{
      "dim "sv,      "set "sv,      "option explicit"sv, "on error "sv,     "sub "sv,
      "function "sv, "function("sv, "(function"sv,       "const "sv,        "var "sv,
      "let "sv,      "try"sv,       "wscript."sv,        "createobject("sv, "new activexobject("sv,
      "eval("sv,     "execute"sv,   "call "sv,           "with "sv,         "if "sv,
      "private "sv,  "public "sv,   "!function"sv,       "randomize"sv,     "msgbox "sv,
      "class "sv};
  return any_begins(line, openings) || is_assignment(line);
}

// Objects that scripts outside a browser and outside Office use.
bool speaks_to_host(std::string_view text) {
  constexpr std::array makers{"createobject("sv, "createobject ("sv, "activexobject("sv, "activexobject ("sv,
                              "getobject("sv};
  constexpr std::array objects{"wscript.shell"sv,
                               "scripting.filesystemobject"sv,
                               "shell.application"sv,
                               "adodb.stream"sv,
                               "winmgmts:"sv,
                               "msxml2.xmlhttp"sv,
                               "winhttp.winhttprequest"sv,
                               "wscript.network"sv};
  constexpr std::array host{"wscript.createobject"sv, "wscript.echo"sv,      "wscript.quit"sv,
                            "wscript.sleep"sv,        "wscript.arguments"sv, "wscript.scriptfullname"sv,
                            "wscript.stdout"sv};
  return any_in(text, host) || (any_in(text, makers) && any_in(text, objects));
}

// VBA, the language of Office macros, has types and Office's objects; Script Host cannot run it.
bool is_office_macro(std::string_view text) {
  constexpr std::array marks{" as string"sv,     " as long"sv,          " as integer"sv, " as object"sv,
                             " as variant"sv,    " as range"sv,         " as boolean"sv, " as worksheet"sv,
                             "activeworkbook"sv, "attribute vb_name"sv, "activesheet"sv, "thisworkbook"sv,
                             "worksheets("sv,    "activedocument"sv};
  return any_in(text, marks);
}

// A page's own script may look for ActiveX; it asks the browser's objects, too.
bool is_browser_script(std::string_view text) {
  constexpr std::array marks{"document.getelement"sv, "window.location"sv, "document.createelement"sv,
                             "addeventlistener"sv, "xmlhttprequest"sv};
  return any_in(text, marks) && !contains(text, "wscript");
}

}  // namespace

bool is_encoded_script(ByteView bytes) {
  const ByteView start = slice(bytes, 0, 256);
  const ByteView body =
      slice(bytes, std::min(start.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), start.size()), 12);
  return body.starts_with("#@~^") && body.ends_with("==");
}

std::string_view form_of_script(std::string_view body) {
  if (const auto form = form_of_interpreter(body); !form.empty()) return form;
  const std::string_view line = first_statement(body);
  if (is_batch(line)) return "bat";
  if (begins_as_powershell(line) && speaks_powershell(body) && mostly_code(body)) return "ps1";
  const bool host = begins_as_host_script(line) && speaks_to_host(body) && mostly_code(body);
  return host && !is_office_macro(body) && !is_browser_script(body) ? "wsh-script"sv : std::string_view{};
}

}  // namespace congvu::attachment
