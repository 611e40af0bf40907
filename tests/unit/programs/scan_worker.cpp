// A scan worker that does what the message says, for the tests of the pool.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "faults/faults.h"
#include "scan/worker.h"

namespace {

using congvu::ByteView;
using congvu::Limits;
using congvu::MessageFacts;

MessageFacts with_attachments(std::size_t count, std::size_t name_bytes) {
  MessageFacts facts;
  facts.attachments.resize(count);
  for (auto& attachment : facts.attachments) {
    attachment.names = {std::string(name_bytes, 'n')};
    attachment.path = "mail > " + attachment.names.front();
  }
  return facts;
}

// Kept from the optimizer, which may leave out memory that nobody reads.
void eat_memory() {
  std::vector<std::string> eaten;
  while (eaten.size() < (1U << 16)) eaten.emplace_back(64U << 20, 'x');
}

void raw_answer(ByteView bytes) {
  if (write(congvu::scan::worker_socket, bytes.data(), bytes.size()) < 0) std::_Exit(1);
  std::this_thread::sleep_for(std::chrono::seconds(60));
}

// Answers that no scan gives, from a worker that was taken over.
void lie(const std::string& how, MessageFacts& facts) {
  if (how == "another message") facts.size += 1;
  if (how == "control characters")
    facts.attachments.resize(1), facts.attachments[0].path = "mail > a\x1b[2J.exe";
  if (how == "hash") facts.attachments.resize(1), facts.attachments[0].sha256 = std::string(64, 'g');
  if (how == "a limit that is none") facts.limits = {"a\r\nb"};
  if (how == "depth") facts.attachments.resize(1), facts.attachments[0].depth = UINT64_MAX;
  if (how == "too long") facts.headers.push_back({"x", std::string(65U << 20, 'x')});
}

MessageFacts obey(ByteView message, const Limits& limits) {
  const std::string text(message.substr(0, 200));
  const auto number = [&](std::size_t from) { return std::strtoul(text.c_str() + from, nullptr, 10); };
  if (text.rfind("crash", 0) == 0) std::raise(SIGSEGV);
  if (text.rfind("exit", 0) == 0) std::_Exit(3);
  if (text.rfind("loop", 0) == 0)
    for (volatile bool forever = true; forever;) {
    }
  if (text.rfind("memory", 0) == 0) eat_memory();
  if (text.rfind("nonsense", 0) == 0) raw_answer(std::string(4096, '\xff'));
  if (text.rfind("sleep ", 0) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(number(6)));
  if (text.rfind("use ", 0) == 0) volatile std::string used(number(4) << 20, 'x');
  MessageFacts facts = text.rfind("names ", 0) == 0 ? with_attachments(number(6), 100) : MessageFacts{};
  if (text.rfind("damaged", 0) == 0)
    with_attachments(1, 1).attachments.swap(facts.attachments),
        facts.attachments[0].unchecked = {congvu::Unchecked::damaged};
  facts.size = message.size();
  // What the test wants to know about this process travels in the header fields.
  facts.headers = {{"pid", std::to_string(getpid())}, {"parts", std::to_string(limits.parts)}};
  if (text.rfind("fault ", 0) == 0)
    facts.headers.push_back(
        {"fault", congvu::faults::commit(text.substr(6), congvu::scan::worker_socket + 1)});
  if (text.rfind("lie ", 0) == 0) lie(text.substr(4), facts);
  return facts;
}

}  // namespace

int main(int argc, char** argv) {
  const int code = congvu::scan::run_worker_if_asked(argc, argv, obey, {});
  return code >= 0 ? code : EXIT_FAILURE;
}
