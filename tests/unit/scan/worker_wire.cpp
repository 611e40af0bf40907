#include "scan/worker_wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>

namespace {

using namespace congvu::scan;
using State = AnswerReader::State;

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE_EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    daemon.reset(ends[0]);
    worker.reset(ends[1]);
  }
  Descriptor daemon, worker;
};

// What a worker writes for one short answer, as bytes.
std::string answer_bytes(const std::string& text) {
  Pair pair;
  BOOST_REQUIRE(send_greeting(pair.worker.get()).has_value());
  BOOST_REQUIRE(send_answer(pair.worker.get(), text).has_value());
  std::string bytes(1000, '\0');
  const ssize_t got = read(pair.daemon.get(), bytes.data(), bytes.size());
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

// What a reader makes of `bytes` that arrive in pieces of `step`.
State fed(const std::string& bytes, std::size_t step, AnswerReader& reader) {
  Pair pair;
  State state = State::incomplete;
  for (std::size_t at = 0; at < bytes.size() && state == State::incomplete; at += step) {
    const std::string piece = bytes.substr(at, step);
    BOOST_REQUIRE_EQUAL(write(pair.worker.get(), piece.data(), piece.size()),
                        static_cast<ssize_t>(piece.size()));
    BOOST_REQUIRE(reader.read_some(pair.daemon.get()).has_value());
    state = reader.state();
  }
  return state;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(worker_wire)

BOOST_AUTO_TEST_CASE(requests_carry_a_descriptor) {
  Pair pair;
  Request request;
  request.size = 42;
  request.limits.depth = 9;
  BOOST_REQUIRE(send_request(pair.daemon.get(), request, STDIN_FILENO).has_value());
  const auto received = receive_request(pair.worker.get());
  BOOST_REQUIRE(received.has_value());
  BOOST_TEST(received->request.size == 42U);
  BOOST_TEST(received->request.limits.depth == 9U);
  BOOST_TEST(received->message.open());
  BOOST_TEST(received->message.get() != STDIN_FILENO);
}

BOOST_AUTO_TEST_CASE(the_orderly_end_has_no_words) {
  Pair pair;
  pair.daemon.reset();
  const auto received = receive_request(pair.worker.get());
  BOOST_REQUIRE(!received);
  BOOST_TEST(received.error().text.empty());
}

BOOST_AUTO_TEST_CASE(a_request_without_descriptor_or_cut_is_none) {
  Pair pair;
  const std::string junk(sizeof(Request) + 8, 'x');
  BOOST_REQUIRE_EQUAL(write(pair.daemon.get(), junk.data(), junk.size()), static_cast<ssize_t>(junk.size()));
  BOOST_TEST((receive_request(pair.worker.get()).error().kind == congvu::ErrorKind::invalid));
  BOOST_REQUIRE_EQUAL(write(pair.daemon.get(), junk.data(), 5), 5);
  pair.daemon.reset();
  BOOST_TEST((receive_request(pair.worker.get()).error().kind == congvu::ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(answers_in_pieces_of_any_size) {
  const std::string bytes = answer_bytes("{\"a\":1}");
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    AnswerReader reader;
    BOOST_TEST((fed(bytes, step, reader) == State::complete));
    BOOST_TEST(reader.take() == "{\"a\":1}");
  }
}

BOOST_AUTO_TEST_CASE(every_cut_is_incomplete) {
  const std::string bytes = answer_bytes("{}");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    AnswerReader reader;
    BOOST_TEST((fed(bytes.substr(0, length), 1000, reader) == State::incomplete));
  }
}

BOOST_AUTO_TEST_CASE(marks_and_lengths_are_checked) {
  const std::string good = answer_bytes("{}");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    AnswerReader reader;
    const State state = fed(bytes, 1000, reader);
    // The text itself is checked later, and four bytes mean nothing.
    const bool text_or_unused = (at >= 20 && at < 22) || (at >= 8 && at < 12);
    const bool longer = at >= 12 && at < 20;
    BOOST_TEST_CONTEXT("byte " << at) {
      if (!text_or_unused && !longer) BOOST_TEST((state == State::nonsense));
      if (longer) BOOST_TEST((state != State::complete));
    }
  }
  AnswerReader reader;
  BOOST_TEST((fed(good + "x", 1000, reader) == State::nonsense));
}

BOOST_AUTO_TEST_CASE(an_answer_over_the_cap_is_not_sent_and_not_read) {
  Pair pair;
  const auto sent = send_answer(pair.worker.get(), std::string(most_answer + 1, ' '));
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().kind == congvu::ErrorKind::limit));
  std::string bytes = answer_bytes("{}");
  bytes[4 + 8 + 3] = '\x7f';  // a length of two gigabytes
  AnswerReader reader;
  BOOST_TEST((fed(bytes, 1000, reader) == State::nonsense));
}

BOOST_AUTO_TEST_CASE(a_gone_worker_is_told) {
  Pair pair;
  pair.worker.reset();
  AnswerReader reader;
  BOOST_TEST(!reader.read_some(pair.daemon.get()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
