// One mail on stdin, framed as "LENGTH\n" and that many bytes.
//
// Out: false at the end of the input and on a torn frame (then std::feof(stdin) may be false). Threads: one.
#pragma once

#include <cstdio>
#include <string>

inline bool read_frame(std::string& mail) {
  std::size_t length = 0;
  if (std::fscanf(stdin, "%zu", &length) != 1 || std::getchar() != '\n')
    return false;  // NOLINT(cert-err34-c)
  mail.resize(length);
  return std::fread(mail.data(), 1, length, stdin) == length;
}
