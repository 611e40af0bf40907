// A file to which lines are appended: the decision log.
//
// In: whole lines. Out: each by one write(2) to a file opened O_APPEND | O_NOFOLLOW; what a full disk cut in
// two is closed with a line break before the next line. Failure: Result; the line is lost then. Rotation:
// rename the file, then reopen(). Threads: one at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "facts/error.h"

namespace congvu::journal {

class LineSink {
 public:
  LineSink() = default;
  LineSink(const LineSink&) = delete;
  LineSink& operator=(const LineSink&) = delete;
  virtual ~LineSink() = default;
  virtual Result<void> write(const std::string& line) = 0;
  virtual Result<void> reopen() = 0;
};

class FileSink final : public LineSink {
 public:
  static Result<std::unique_ptr<FileSink>> open(const std::filesystem::path& path);
  ~FileSink() override;
  Result<void> write(const std::string& line) override;
  Result<void> reopen() override;  // where that fails, the old file stays in use

 private:
  FileSink(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::filesystem::path path_;
  int fd_;
  bool cut_ = false;  // the last line has no end
};

}  // namespace congvu::journal
