// The fastest milter there can be with libmilter: it asks for what congvu asks for, and looks at nothing.
#include <libmilter/mfapi.h>

#include <cstdio>
#include <string>

namespace {

unsigned long agreed = 0;

sfsistat negotiate(SMFICTX*, unsigned long, unsigned long steps, unsigned long, unsigned long,
                   unsigned long* actions, unsigned long* want, unsigned long* third, unsigned long* fourth) {
  agreed = steps & (SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT |
                    SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC);
  *actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;
  *want = agreed;
  *third = *fourth = 0;
  return SMFIS_CONTINUE;
}
sfsistat answer(unsigned long no_reply) { return (agreed & no_reply) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE; }
sfsistat on_helo(SMFICTX*, char*) { return answer(SMFIP_NR_HELO); }
sfsistat on_sender(SMFICTX*, char**) { return answer(SMFIP_NR_MAIL); }
sfsistat on_recipient(SMFICTX*, char**) { return answer(SMFIP_NR_RCPT); }
sfsistat on_header(SMFICTX*, char*, char*) { return answer(SMFIP_NR_HDR); }
sfsistat on_end_of_headers(SMFICTX*) { return answer(SMFIP_NR_EOH); }
sfsistat on_body(SMFICTX*, unsigned char*, std::size_t) { return answer(SMFIP_NR_BODY); }
sfsistat on_end(SMFICTX*) { return SMFIS_CONTINUE; }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "null_milter unix:/path\n"), 64;
  std::string name = "null";
  smfiDesc description{};
  description.xxfi_name = name.data();
  description.xxfi_version = SMFI_VERSION;
  description.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;
  description.xxfi_helo = on_helo;
  description.xxfi_envfrom = on_sender;
  description.xxfi_envrcpt = on_recipient;
  description.xxfi_header = on_header;
  description.xxfi_eoh = on_end_of_headers;
  description.xxfi_body = on_body;
  description.xxfi_eom = on_end;
  description.xxfi_negotiate = negotiate;
  if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(description) != MI_SUCCESS) return 71;
  return smfi_main() == MI_SUCCESS ? 0 : 71;
}
