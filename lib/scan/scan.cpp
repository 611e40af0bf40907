#include "scan/scan.h"

#include "message/readers.h"
#include "scan/work_list.h"

namespace congvu::scan {

MessageFacts scan(ByteView message, const Limits& limits) {
  Budget budget(limits);
  MessageFacts facts;
  facts.size = message.size();
  if (message.size() > budget.limits().message_bytes) {
    budget.note("message_bytes");
    message = slice(message, 0, budget.limits().message_bytes);
  }
  facts.headers = message::header_fields(message, budget.limits());
  WorkList(budget, facts).run(message);
  facts.limits = budget.noted();
  return facts;
}

}  // namespace congvu::scan
