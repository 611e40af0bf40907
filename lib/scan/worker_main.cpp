// The worker that really scans; apart from worker.cpp, so that tests can run workers with another scan.
#include <clocale>

#include "message/readers.h"
#include "attachment/readers.h"
#include "scan/scan.h"
#include "scan/worker.h"

namespace congvu::scan {
namespace {

// A mail with a bit of everything loads what would otherwise be loaded under the locks: libmagic's database,
// ICU's data, the character set tables.
void warm_up() {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // libarchive gives no name at all for UTF-8 names in the C locale
  message::warm_up();
  constexpr ByteView mail =
      "Subject: =?windows-1258?Q?=D0=CA?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\r\n"
      "--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\r\n--b--\r\n";
  attachment::warm_up();  // nothing in this mail is strange enough to be asked of libmagic
  static_cast<void>(scan(mail));
}

}  // namespace

int run_worker_if_asked(int argc, char** argv) {
  return run_worker_if_asked(
      argc, argv, [](ByteView message, const Limits& limits) { return scan(message, limits); }, warm_up);
}

}  // namespace congvu::scan
