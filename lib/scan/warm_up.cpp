// What a scan needs from files, loaded before the locks close.
#include <clocale>
#include <cstdlib>
#include <ctime>

#include "attachment/readers.h"
#include "message/readers.h"
#include "scan/scan.h"
#include "scan/worker.h"

namespace congvu::scan {

// libmagic's database, ICU's data, glibc's charset modules, OpenSSL's provider, the locale, the time zone: a
// mail with a bit of everything asks for most of them.
void warm_up() {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // libarchive gives no name at all for UTF-8 names in the C locale
  setenv("TZ", "UTC0", 1);              // it also reads time stamps, for which nobody asks here
  tzset();
  message::warm_up();
  constexpr ByteView mail =
      "Subject: =?windows-1258?Q?=D0=CA?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\r\n"
      "--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\r\n--b--\r\n";
  attachment::warm_up();  // nothing in this mail is strange enough to be asked of libmagic
  static_cast<void>(scan(mail));
}

}  // namespace congvu::scan
