// Notes of the policy server for the milter: which recipients and messages it has judged, by which rules.
//
//   auto notes = JudgedNotes::create("/run/congvu/policyd.notes");        // congvu-policyd
//   (*notes)->add(recipient_note(envelope, recipient), rules_hash);
//
//   JudgedNotesReader reader("/run/congvu/policyd.notes");                // congvu-milter
//   reader.has(recipient_note(envelope, recipient), rules_hash)
//
// A setting alone would not do: mail from sendmail(1) never meets a policy server, and a client may be let in
// by a restriction before it is asked. In: an envelope as both daemons know it. Out: a file that both have
// mapped: a key of its own, then a table of fixed size. A note is 128 bits of a keyed hash, the time, and a
// check over all of it and the rules, so that one that is half written, of other rules or of another file is
// none. A new policy server makes a new file in place of the old one. Limits: `slots` notes; where there is
// no room the oldest near by goes; a note counts for `note_life`. Failure: create(): Result; a note that is
// lost, or a file that is missing or no such file, only means that the milter judges again. Threads: one
// writer; any number of readers.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "facts/envelope.h"
#include "facts/keyed_hash.h"

namespace congvu::service {

constexpr std::uint64_t default_note_slots = 1ULL << 18;  // 8 MiB
// From the question at RCPT to the end of the message, of a slow client.
constexpr std::chrono::seconds note_life{3600};

// What the judgement of one recipient was about.
std::string recipient_note(const Envelope& envelope, std::string_view recipient);
// The same of all recipients together, which a policy server is asked when the message has its queue id.
std::string message_note(const Envelope& envelope);

class NotesMapping;

class JudgedNotes {
 public:
  // Mode 0640. `slots`: a power of two.
  static Result<std::unique_ptr<JudgedNotes>> create(const std::filesystem::path& file,
                                                     std::uint64_t slots = default_note_slots);
  JudgedNotes(const JudgedNotes&) = delete;
  JudgedNotes& operator=(const JudgedNotes&) = delete;
  ~JudgedNotes();

  void add(std::string_view note, std::string_view rules_hash);

 private:
  explicit JudgedNotes(std::unique_ptr<NotesMapping> mapping);
  std::unique_ptr<NotesMapping> mapping_;
};

class JudgedNotesReader {
 public:
  explicit JudgedNotesReader(std::filesystem::path file);
  JudgedNotesReader(const JudgedNotesReader&) = delete;
  JudgedNotesReader& operator=(const JudgedNotesReader&) = delete;
  ~JudgedNotesReader();

  [[nodiscard]] bool has(std::string_view note, std::string_view rules_hash) const;

 private:
  // The file of that name as it is now.
  std::shared_ptr<const NotesMapping> current() const;

  std::filesystem::path file_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const NotesMapping> mapping_;
};

}  // namespace congvu::service
