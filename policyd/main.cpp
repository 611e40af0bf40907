// congvu-policyd: the rules about envelopes, for Postfix, at the moment of each SMTP command.
#include <clocale>

#include "policyd/server.h"
#include "service/daemon_main.h"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  congvu::policyd::Server server;
  return congvu::service::daemon_main(
      argc, argv, server,
      {"congvu-policyd: e-mail regulation for Postfix, at each SMTP command",
       [](congvu::service::Settings& settings) -> std::string& { return settings.policyd.socket; }});
}
