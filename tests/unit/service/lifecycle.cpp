#include "service/lifecycle.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

using namespace congvu::service;

void wait_for(const std::atomic<int>& count, int wanted) {
  for (int i = 0; i < 2000 && count < wanted; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lifecycle)

BOOST_AUTO_TEST_CASE(signals_become_calls) {
  block_signals();
  std::atomic<int> reloads = 0;
  std::atomic<int> stops = 0;
  std::atomic<int> reports = 0;
  {
    const SignalThread thread({[&] { ++reloads; }, [&] { ++stops; }, [&] { ++reports; }});
    kill(getpid(), SIGUSR1);
    wait_for(reports, 1);
    kill(getpid(), SIGHUP);
    wait_for(reloads, 1);
    kill(getpid(), SIGTERM);
    wait_for(stops, 1);
    kill(getpid(), SIGINT);
    wait_for(stops, 2);
  }
  BOOST_TEST(reloads == 1);
  BOOST_TEST(stops == 2);
  BOOST_TEST(reports == 1);
  {
    const SignalThread thread({[&] { ++reloads; }, [] {}});  // nobody wants a report
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGHUP);
    wait_for(reloads, 2);
  }
  BOOST_TEST(reloads == 2);
}

BOOST_AUTO_TEST_CASE(the_service_manager_is_told_where_there_is_one) {
  notify_service_manager("READY=1");  // no NOTIFY_SOCKET: nothing happens
  const int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "congvu-test-" + std::to_string(getpid());
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  BOOST_REQUIRE_EQUAL(bind(manager, static_cast<const sockaddr*>(static_cast<const void*>(&address)), length),
                      0);
  setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  notify_service_manager("READY=1");
  notify_reloading();
  unsetenv("NOTIFY_SOCKET");
  std::array<char, 200> bytes{};
  ssize_t got = recv(manager, bytes.data(), bytes.size(), MSG_DONTWAIT);
  BOOST_REQUIRE(got > 0);
  BOOST_TEST(std::string(bytes.data(), static_cast<std::size_t>(got)) == "READY=1");
  got = recv(manager, bytes.data(), bytes.size(), MSG_DONTWAIT);
  BOOST_REQUIRE(got > 0);
  BOOST_TEST(
      std::string(bytes.data(), static_cast<std::size_t>(got)).rfind("RELOADING=1\nMONOTONIC_USEC=", 0) ==
      0U);
  close(manager);
}

BOOST_AUTO_TEST_CASE(users_and_groups) {
  const auto root = find_identity("root", "");
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST(root->user == 0U);
  BOOST_TEST(!drop_privileges(*root).has_value());
  const auto nobody = find_identity("nobody", "root");
  BOOST_REQUIRE(nobody.has_value());
  BOOST_TEST(nobody->user != 0U);
  BOOST_TEST(nobody->group == 0U);
  BOOST_TEST(find_identity("no-such-user", "").error().to_string() == "no-such-user: no such user");
  BOOST_TEST(!find_identity("root", "no-such-group").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
