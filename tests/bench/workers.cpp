// What it costs to scan in another process: the same clean mails in this one and by one worker, by turns, in
// one run.
//
//   cmake --build BUILD --target bench_workers && BUILD/tests/bench_workers [ROUNDS]
//
// Prints two rows a size: the fastest tenth and the median of both ways, and their ratio; nothing is
// asserted. Use a build without sanitizers and with optimisation, and a quiet machine: the worker has to be
// woken, and where others want the cores, too, that wait is theirs. The mail is put into a sealed memfd anew
// each time, as the daemon does.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "scan/pool.h"
#include "scan/scan.h"
#include "scan/worker.h"
#include "scan/worker_wire.h"

namespace {

using Clock = std::chrono::steady_clock;
using congvu::scan::Descriptor;
using congvu::scan::Pool;

constexpr const char* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// A letter with a picture, whose bytes depend on nothing.
std::string mail(std::size_t size) {
  std::string out =
      "From: an.nv@bacgiang.gov.vn\r\nTo: b@haiduong.gov.vn\r\nSubject: bao cao thang\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n\r\nKinh gui, xem tep kem theo.\r\n--b\r\n"
      "Content-Type: image/png; name=\"so-do.png\"\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment; filename=\"so-do.png\"\r\n\r\niVBORw0KGgoA\r\n";
  std::uint32_t state = 27;
  while (out.size() + 80 < size) {
    for (int i = 0; i < 76; ++i) {
      state = state * 1664525U + 1013904223U;
      out += alphabet[state >> 26];
    }
    out += "\r\n";
  }
  return out + "--b--\r\n";
}

Descriptor sealed(const std::string& text) {
  Descriptor fd(memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return fd;
}

template <class Scan>
double microseconds(Scan scan) {
  const auto begin = Clock::now();
  scan();
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

double quantile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size()))];
}

void print(const char* name, const char* what, double here, double there) {
  fmt::print("{:8}{:10}{:14.1f}{:14.1f}{:10.2f}{:14.1f}\n", name, what, here, there, there / here,
             there - here);
  std::fflush(stdout);
}

void measure(Pool& pool, const char* name, std::size_t size, unsigned rounds) {
  const std::string text = mail(size);
  std::vector<double> here;
  std::vector<double> there;
  for (unsigned i = 0; i < rounds + rounds / 10; ++i) {
    const Descriptor message = sealed(text);
    const double own = microseconds([&] { static_cast<void>(congvu::scan::scan(text)); });
    const double workers = microseconds([&] {
      if (!pool.scan(message.get(), text.size(), {}, {})) std::abort();
    });
    if (i < rounds / 10) continue;  // warming up
    here.push_back(own);
    there.push_back(workers);
  }
  print(name, "fastest", quantile(here, 0.1), quantile(there, 0.1));
  print(name, "median", quantile(here, 0.5), quantile(there, 0.5));
}

}  // namespace

int main(int argc, char** argv) {
  if (const int code = congvu::scan::run_worker_if_asked(argc, argv); code >= 0) return code;
  const unsigned rounds = argc > 1 ? static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)) : 2'000;
  congvu::scan::warm_up();
  congvu::scan::PoolSettings settings;
  settings.workers = 1;
  settings.quick = 0;
  settings.messages_per_worker = 1'000'000;
  const auto pool = Pool::start(settings);
  if (!pool) {
    fmt::print(stderr, "{}\n", pool.error().to_string());
    return 1;
  }
  fmt::print("{:8}{:10}{:>14}{:>14}{:>10}{:>14}\n", "mail", "", "here, us", "worker, us", "ratio",
             "more, us");
  measure(**pool, "4 KB", 4U << 10, rounds);
  measure(**pool, "200 KB", 200U << 10, std::max(20U, rounds / 10));
  measure(**pool, "8 MB", 8U << 20, std::max(10U, rounds / 100));
  return 0;
}
