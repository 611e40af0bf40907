#include "service/judged_notes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <new>
#include <system_error>

#include "scan/worker_wire.h"

namespace congvu::service {
namespace {

constexpr std::string_view magic = "congvu notes 1\n";
constexpr std::uint64_t most_slots = 1ULL << 24;
constexpr std::uint64_t probes = 8;
constexpr std::uint64_t leeway = 2;  // seconds by which a note may seem to come from the future

struct Head {
  std::array<char, 16> magic;
  std::uint64_t slots;
  HashKey key;
  std::array<std::uint64_t, 3> unused;
};
static_assert(sizeof(Head) == 64);

struct Note {
  std::atomic<std::uint64_t> low, high, time, check;
};
static_assert(sizeof(Note) == 32 && std::atomic<std::uint64_t>::is_always_lock_free);

std::uint64_t size_of(std::uint64_t slots) { return sizeof(Head) + slots * sizeof(Note); }

tl::unexpected<Error> refused(const std::filesystem::path& file) {
  return fail(ErrorKind::system, file.string(), std::generic_category().message(errno));
}

// Both daemons are on one machine: seconds since it started, which nobody can set.
std::uint64_t seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec);
}

// Fields of neither daemon have NUL in them.
std::string joined(std::initializer_list<std::string_view> fields) {
  std::string out;
  for (const auto field : fields) {
    out += field;
    out += '\0';
  }
  return out;
}

}  // namespace

class NotesMapping {
 public:
  NotesMapping(void* address, std::uint64_t slots) : address_(address), slots_(slots) {}
  NotesMapping(const NotesMapping&) = delete;
  NotesMapping& operator=(const NotesMapping&) = delete;
  ~NotesMapping() { munmap(address_, size_of(slots_)); }

  [[nodiscard]] const HashKey& key() const { return static_cast<const Head*>(address_)->key; }
  [[nodiscard]] Note& slot(std::uint64_t number) const {
    void* const first = static_cast<char*>(address_) + sizeof(Head);
    return static_cast<Note*>(first)[number & (slots_ - 1)];
  }
  [[nodiscard]] std::uint64_t check(const Fingerprint& note, std::uint64_t time,
                                    std::string_view rules) const {
    std::array<std::uint64_t, 3> numbers{note.low, note.high, time};
    std::string all(sizeof numbers, '\0');
    std::memcpy(all.data(), numbers.data(), sizeof numbers);
    all += rules;
    return fingerprint(key(), all).low;
  }

  dev_t device = 0;
  ino_t inode = 0;

 private:
  void* address_;
  std::uint64_t slots_;
};

namespace {

std::unique_ptr<NotesMapping> map(const scan::Descriptor& file, std::uint64_t slots, int protection) {
  void* const address = mmap(nullptr, size_of(slots), protection, MAP_SHARED, file.get(), 0);
  return address == MAP_FAILED ? nullptr : std::make_unique<NotesMapping>(address, slots);
}

Result<Head> new_head(std::uint64_t slots) {
  const auto key = random_key();
  if (!key) return tl::unexpected(key.error());
  Head head{};
  magic.copy(head.magic.data(), head.magic.size());
  head.slots = slots;
  head.key = *key;
  return head;
}

}  // namespace

std::string recipient_note(const Envelope& envelope, std::string_view recipient) {
  return joined({"recipient", envelope.client_address, envelope.client_port, envelope.helo, envelope.login,
                 envelope.tls_version, envelope.sender, recipient});
}

std::string message_note(const Envelope& envelope) {
  return joined({"message", envelope.client_address, envelope.client_port, envelope.helo, envelope.login,
                 envelope.tls_version, envelope.sender, envelope.queue_id});
}

Result<std::unique_ptr<JudgedNotes>> JudgedNotes::create(const std::filesystem::path& file,
                                                         std::uint64_t slots) {
  const auto head = new_head(slots);
  if (!head) return tl::unexpected(head.error());
  const std::string fresh = file.string() + ".new";
  unlink(fresh.c_str());
  const scan::Descriptor made(open(fresh.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
  if (!made.open()) return refused(file);
  // The blocks are reserved, so that no store into the mapping meets a full disk.
  const int full = posix_fallocate(made.get(), 0, static_cast<off_t>(size_of(slots)));
  errno = full;
  std::unique_ptr<NotesMapping> mapping;
  if (full == 0 && pwrite(made.get(), &*head, sizeof *head, 0) == static_cast<ssize_t>(sizeof *head))
    mapping = map(made, slots, PROT_READ | PROT_WRITE);
  if (!mapping || std::rename(fresh.c_str(), file.c_str()) != 0) {
    auto out = refused(file);
    unlink(fresh.c_str());
    return out;
  }
  return std::unique_ptr<JudgedNotes>(new JudgedNotes(std::move(mapping)));
}

JudgedNotes::JudgedNotes(std::unique_ptr<NotesMapping> mapping) : mapping_(std::move(mapping)) {}
JudgedNotes::~JudgedNotes() = default;

// Into the place of the same note, else of the oldest; one never used has the time 0.
void JudgedNotes::add(std::string_view note, std::string_view rules_hash) {
  const Fingerprint print = fingerprint(mapping_->key(), note);
  Note* place = &mapping_->slot(print.low);
  for (std::uint64_t i = 0; i < probes; ++i) {
    Note& one = mapping_->slot(print.low + i);
    if (one.low == print.low && one.high == print.high) {
      place = &one;
      break;
    }
    if (one.time < place->time) place = &one;
  }
  const std::uint64_t now = seconds_now();
  place->check = 0;
  place->low = print.low;
  place->high = print.high;
  place->time = now;
  place->check = mapping_->check(print, now, rules_hash);
}

JudgedNotesReader::JudgedNotesReader(std::filesystem::path file) : file_(std::move(file)) {}
JudgedNotesReader::~JudgedNotesReader() = default;

std::shared_ptr<const NotesMapping> JudgedNotesReader::current() const {
  const scan::Descriptor file(open(file_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat state {};
  if (!file.open() || fstat(file.get(), &state) != 0 || !S_ISREG(state.st_mode)) return nullptr;
  const std::lock_guard lock(mutex_);
  if (mapping_ && mapping_->device == state.st_dev && mapping_->inode == state.st_ino) return mapping_;
  mapping_.reset();
  Head head{};
  if (pread(file.get(), &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head)) return nullptr;
  const bool ours = std::string_view(head.magic.data(), magic.size()) == magic;
  const bool sound = head.slots > 0 && head.slots <= most_slots && (head.slots & (head.slots - 1)) == 0 &&
                     static_cast<std::uint64_t>(state.st_size) == size_of(head.slots);
  if (!ours || !sound) return nullptr;
  auto mapping = map(file, head.slots, PROT_READ);
  if (!mapping) return nullptr;
  mapping->device = state.st_dev;
  mapping->inode = state.st_ino;
  mapping_ = std::move(mapping);
  return mapping_;
}

bool JudgedNotesReader::has(std::string_view note, std::string_view rules_hash) const {
  const auto mapping = current();
  if (!mapping) return false;
  const Fingerprint print = fingerprint(mapping->key(), note);
  const std::uint64_t now = seconds_now();
  for (std::uint64_t i = 0; i < probes; ++i) {
    const Note& one = mapping->slot(print.low + i);
    if (one.low != print.low || one.high != print.high) continue;
    const std::uint64_t time = one.time;
    return time <= now + leeway && time + static_cast<std::uint64_t>(note_life.count()) >= now &&
           one.check == mapping->check(print, time, rules_hash);
  }
  return false;
}

}  // namespace congvu::service
