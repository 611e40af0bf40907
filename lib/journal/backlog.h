// Decisions that the database does not have yet: lines in files of a directory, oldest first.
//
//   auto backlog = journal::Backlog::open({"/var/lib/congvu/spool", "milter", incarnation});
//   (*backlog)->append(line);                       // the thread that writes
//   auto lines = (*backlog)->oldest(500);           // the thread that delivers
//   (*backlog)->done(lines.size());
//
// Files: DAEMON-MILLISECONDS-INCARNATION-NUMBER.spool, each locked by the process that writes it, so that
// what a dead process has left is adopted by the next one, and what another living one writes is not. Lines
// are as in decision_line.h: one that does not end in "}" and a line break was cut, and is not kept. Nothing
// is noted about how far a file was read: what is delivered twice is stored once, by its id. Limits: bytes of
// all files; where the disk takes nothing, lines and bytes in memory. A line that finds no room is refused.
// Failure: said by append(); what cannot be read is counted as damaged. Durable: a line that was appended
// outlives the process, and after sync() the machine. Threads: any; oldest() and done() belong to one.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "facts/error.h"

namespace congvu::journal {

struct BacklogSettings {
  std::filesystem::path directory;  // made where it is missing, its parent is not
  std::string daemon;
  std::string incarnation;
  std::uint64_t bytes = 1ULL << 30;
  std::uint64_t segment_bytes = 16ULL << 20;
  std::size_t memory_lines = 10'000;
  std::size_t memory_bytes = 32U << 20;
  // After the disk has refused a line, others go to the memory at once.
  std::chrono::milliseconds disk_pause{1'000};
};

class Backlog {
 public:
  static Result<std::unique_ptr<Backlog>> open(BacklogSettings settings);
  Backlog(const Backlog&) = delete;
  Backlog& operator=(const Backlog&) = delete;
  ~Backlog();

  // One whole line with its end. Failure: it is kept nowhere.
  Result<void> append(std::string line);
  // Up to so many of the oldest lines, without their ends; the same again until done().
  std::vector<std::string> oldest(std::size_t most);
  void done(std::size_t lines);
  // Takes over the files of dead processes of the same daemon.
  void adopt();
  Result<void> sync();

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::uint64_t lines()
      const;  // that were appended and are not done; adopted ones are not in it
  [[nodiscard]] std::uint64_t bytes() const;  // in files
  // Lines and rests of lines that could not be read, and that nobody will see again.
  [[nodiscard]] std::uint64_t damaged() const;
  // Why the disk refuses lines, or empty.
  [[nodiscard]] std::string disk_trouble() const;

 private:
  struct Segment {
    std::filesystem::path path;
    int fd = -1;
    std::uint64_t size = 0;
    std::uint64_t read = 0;
    bool own = false;  // lines() counts its lines
  };
  explicit Backlog(BacklogSettings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] bool nothing_left() const;
  Result<void> to_disk(const std::string& line);
  Result<void> new_segment();
  void memory_to_disk();
  std::vector<std::string> lines_of_front(std::size_t most);
  std::string piece_of_front(std::size_t most);
  void drop_front();
  void adopt_file(const std::filesystem::path& path);

  const BacklogSettings settings_;
  mutable std::mutex mutex_;
  std::deque<Segment> segments_;  // the last is written to, where `writing_`
  bool writing_ = false;
  std::uint64_t next_number_ = 1;
  std::deque<std::string> memory_;
  std::size_t memory_bytes_ = 0;
  // What oldest() gave: the lengths of lines in the front file, or a number of lines in memory.
  std::vector<std::size_t> given_;
  std::size_t given_from_memory_ = 0;
  std::uint64_t lines_ = 0, bytes_ = 0, damaged_ = 0;
  std::string disk_trouble_;
  std::chrono::steady_clock::time_point disk_again_{};
};

}  // namespace congvu::journal
