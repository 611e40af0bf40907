// What `congvu scan` prints about one mail.
//
// scan --json is a public, stable interface: one object a line and mail. Members are only ever added.
//   file         the path as given or found, "-" for standard input
//   action       accept, tag, hold, defer, reject; note is reported as accept
//   rules        [{id, clause, title, mode, action, excused, attachments, text}]: every match, also observed
//   ones flags        {executable, encrypted, unchecked, ambiguous}: what was found, whatever the rules do
//   with it attachments  [{path, names, declared_type, detected_type, description, kind, form, size, outcome,
//   ...}] deviations   reason codes of the mail itself limits       names of the limits that were hit
// A mail that could not be read or judged: {file, error}.
#pragma once

#include <string>
#include <vector>

#include "facts/error.h"
#include "facts/message_facts.h"
#include "rules/verdict.h"

namespace congvu::cli {

struct Judged {
  std::string file;
  MessageFacts facts;
  rules::Verdict verdict;
  std::vector<std::string> trace;  // of --explain
};

std::string json_line(const Judged& judged);
std::string json_line(const std::string& file, const Error& error);
std::string facts_line(const Judged& judged);  // --facts: the facts alone
std::string plain_text(const Judged& judged, bool colour);
std::string plain_text(const std::string& file, const Error& error, bool colour);

}  // namespace congvu::cli
