// A zip that is really something else: Office Open XML, ODF, jar, apk ... told by the names of its entries.
//
// In: the entry names of a zip, and a way to fetch one small entry. Out: findings about the zip as a whole:
// a refined type (docx, jar), Kind::macro where macros are inside, encrypted for an encrypted ODF.
// Failure: fetch gives nothing for what is absent, encrypted or too large; that is then left out.
// Threads: pure but for `fetch`. Sources: ECMA-376 part 2, OASIS ODF 1.2 part 3, JAR specification.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "facts/item.h"

namespace congvu::attachment {

using FetchEntry = std::function<std::optional<std::string>(std::string_view name)>;

void inspect_package(std::span<const std::string> entry_names, const FetchEntry& fetch, Findings& findings);

}  // namespace congvu::attachment
