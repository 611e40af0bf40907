// What all document readers share: a look that finds the children, and one reader that hands them out.
//
// In: a Look, run at the first next(); it reports about the document itself and returns how to make each
// child. Out: one child a call. Limits: take_entry() before a child is made; give() takes every byte that a
// child brings, also of slices, since two children may share bytes and each is hashed and opened again.
// Failure: memory that is not to be had is Unchecked::limit; nothing throws out of next().
// Threads: see facts/item.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/item.h"

namespace congvu::attachment {

// Nothing where the budget refuses (and `findings` say so) or where there is no child after all.
using MakeChild = std::function<std::optional<Child>(Budget& budget, Findings& findings)>;
using Makers = std::vector<MakeChild>;
using Look = std::function<Makers(Budget& budget, Findings& findings)>;

std::unique_ptr<Reader> document_reader(Look look);

// A child of role `embedded` with these bytes, cut to what the budget still allows.
std::optional<Child> give(const Blob& blob, std::vector<std::string> names, Budget& budget,
                          Findings& findings);
// The same for bytes that were already taken from the budget when they were unpacked.
Child embedded(Blob blob, std::vector<std::string> names = {});
// An embedded child that is known by its names only.
Child embedded_absent(std::vector<std::string> names, std::uint64_t size);

// A maker for bytes that are at hand.
MakeChild give_later(Blob blob, std::vector<std::string> names = {});

// Adds `name` as valid UTF-8 unless it is empty or already there.
void add_name(std::vector<std::string>& names, std::string_view name);
// The same for what is behind the last slash or backslash.
void add_base_name(std::vector<std::string>& names, std::string_view path);
// UTF-8 of UTF-16LE, up to the first NUL; lone surrogates become U+FFFD.
std::string from_utf16le(ByteView bytes);

}  // namespace congvu::attachment
