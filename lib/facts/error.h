// The one way to fail in the library.
//
// In: nothing. Out: Result<T>, either a T or an Error; the library never throws across a folder's door,
// never prints, exits or aborts. Exceptions of foreign libraries are caught where they arise.
// Threads: plain values.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace congvu {

enum class ErrorKind {
  invalid,      // the input is wrong; `where` says the place
  limit,        // a limit in limits.h was reached
  unsupported,  // well formed, but nothing here reads it
  system,       // the operating system refused; `text` carries errno's words
  unavailable,  // a worker, a file or a peer is gone: try again later
};

struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string where;  // file:line:column, a path, or the name of the part; may be empty
  std::string text;   // lower case, one line, no full stop

  // "where: text", or "text" where there is no place.
  [[nodiscard]] std::string to_string() const { return where.empty() ? text : where + ": " + text; }
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string where, std::string text) {
  return tl::unexpected<Error>(Error{kind, std::move(where), std::move(text)});
}

}  // namespace congvu
