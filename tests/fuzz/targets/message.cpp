// A whole mail through scan(): all readers, in depth, and what rules and other processes rely on.
#include <openssl/evp.h>

#include "fuzz/target.h"
#include "fuzz/targets/facts.h"
#include "scan/scan.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(message) { check_facts(scan::scan(input, small_limits()), small_limits()); }

// Any file as the only part of a mail: file formats in depth. The first line is its name.
CONGVU_FUZZ_TARGET(attachment) {
  std::string mail = "Content-Type: application/octet-stream; name=\"";
  mail.append(take_line(input)).append("\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  std::string text((input.size() + 2) / 3 * 4 + 1, '\0');
  const std::string bytes(input);
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.pop_back();
  mail += text;
  check_facts(scan::scan(mail, small_limits()), small_limits());
}

}  // namespace congvu::fuzz
