// What all the names of one object together say, held against its content.
//
// In: an object, and the form that its content has (nullptr where it is silent). Out: the heaviest form that
// any view of any name makes of it, the endings, and findings: deviations of the names, split volumes.
// Limits: the first 64 names. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attachment/file_type.h"
#include "facts/item.h"

namespace congvu::attachment {

struct NameAnswer {
  std::string_view form;                // heaviest; empty where no name says anything against the content
  std::vector<std::string> extensions;  // of all views, without duplicates
};

NameAnswer judge_names(const Child& object, const Form* seen, Findings& findings);

// `seen` ("txt") as the form that a name makes of text (html, svg, csv ...), or `seen`.
const Form* text_form_by_name(const std::vector<std::string>& names, const Form* seen);

// type_disagrees, where name or declared type would let somebody take a weighty object for a harmless one, or
// a program's name covers what is none.
void add_disagreement(const Child& object, const FileType& content, const NameAnswer& name,
                      Findings& findings);

}  // namespace congvu::attachment
