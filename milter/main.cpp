// congvu-milter: the regulation at the end of each SMTP message, for Postfix and Sendmail.
#include <clocale>

#include "milter/server.h"
#include "scan/worker.h"
#include "service/daemon_main.h"

int main(int argc, char** argv) {
  if (const int code = congvu::scan::run_worker_if_asked(argc, argv); code >= 0) return code;
  std::setlocale(LC_CTYPE, "C.UTF-8");
  congvu::milter::Server server;
  return congvu::service::daemon_main(
      argc, argv, server,
      {"congvu-milter: e-mail regulation at the end of each SMTP message",
       [](congvu::service::Settings& settings) -> std::string& { return settings.socket; }});
}
