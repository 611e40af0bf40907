#include "facts/catalogue_mailboxes.h"

#include <algorithm>

#include "facts/catalogue_words.h"

namespace congvu {
namespace {

using Source = const FactSource&;
using Target = FactTarget&;
using In = const FactValue&;

std::string first(In value) { return value.texts.empty() ? std::string{} : value.texts.front(); }

// The place of a word in its closed set, which is the order of the enum; `other` for none of them.
template <class Enum>
Enum enum_of(words::Words words, std::string_view word, Enum other) {
  const auto at = std::find(words.begin(), words.end(), word);
  return at == words.end() ? other : static_cast<Enum>(at - words.begin());
}

std::string_view kind_word(const MailboxFacts& box) {
  return box.kind ? mailbox_kind_name(*box.kind) : words::mailbox_kinds().front();
}
void set_kind(MailboxFacts& box, std::string_view word) {
  const auto names = words::mailbox_kinds().subspan(1);
  const auto at = std::find(names.begin(), names.end(), word);
  box.kind.reset();
  if (at != names.end()) box.kind = static_cast<MailboxKind>(at - names.begin());
}
void set_standing(MailboxFacts& box, std::string_view word) {
  box.standing = enum_of(words::standings(), word, Standing::foreign);
}

// Of whom nothing is known, as where there is no directory, the facts are those of a stranger.
const MailboxFacts& mailbox_of(const StateFacts& state, std::size_t recipient) {
  static const MailboxFacts stranger;
  return recipient < state.recipients.size() ? state.recipients[recipient] : stranger;
}

template <class Use>
void each_recipient(Source from, Use use) {
  const std::size_t count = std::max(from.envelope.recipients.size(), from.state.recipients.size());
  if (from.recipient) return use(mailbox_of(from.state, *from.recipient));
  for (std::size_t i = 0; i < count; ++i) use(mailbox_of(from.state, i));
}

// The i-th value for the i-th recipient, or the first value for the one in question.
template <class Set>
void set_recipients(Target to, In value, Set set) {
  auto& all = to.state.recipients;
  const std::size_t begin = to.recipient.value_or(0);
  const std::size_t count = to.recipient ? 1 : std::max<std::size_t>(value.texts.size(), 1);
  if (all.size() < begin + count) all.resize(begin + count);
  for (std::size_t i = 0; i < count; ++i)
    set(all[begin + i], i < value.texts.size() ? std::string_view(value.texts[i]) : std::string_view());
}

constexpr std::string_view standings_doc =
    "foreign: of no domain of the directory; unlisted: no such mailbox; in_use, suspended (8.1), closed "
    "(8.2)";

constexpr FactRow rows[] = {
    // --- the login ---
    {"login.standing", FactType::word, Arity::one, Stage::mail, standings_doc,
     "tình trạng hộp thư của tài khoản đăng nhập: foreign (ngoài danh bạ), unlisted (không có trong danh "
     "bạ), "
     "in_use (đang dùng), suspended (tạm dừng), closed (chấm dứt)",
     "login.standing: [suspended, closed]",
     [](Source from, FactValue& out) { out.texts.emplace_back(standing_name(from.state.login.standing)); },
     [](Target to, In value) { set_standing(to.state.login, first(value)); }, words::standings},
    {"login.kind", FactType::word, Arity::one, Stage::mail,
     "whose mailbox the login's is; none where it has none",
     "loại hộp thư của tài khoản: organisation (cơ quan), person (cá nhân), administrator (quản trị), "
     "technical (kỹ thuật), none (không có)",
     "login.kind: organisation",
     [](Source from, FactValue& out) { out.texts.emplace_back(kind_word(from.state.login)); },
     [](Target to, In value) { set_kind(to.state.login, first(value)); }, words::mailbox_kinds},
    {"login.organisation", FactType::text, Arity::one, Stage::mail,
     "the code of the organisation that manages the login's mailbox",
     "mã đơn vị quản lý hộp thư của tài khoản", "login.organisation: [stttt, snv]",
     [](Source from, FactValue& out) { out.texts.push_back(from.state.login.organisation); },
     [](Target to, In value) { to.state.login.organisation = first(value); }},
    {"login.password_overdue", FactType::flag, Arity::one, Stage::mail,
     "the password has not been changed for the months of 4.2",
     "mật khẩu chưa đổi quá thời hạn của khoản 4.2", "login.password_overdue: true",
     [](Source from, FactValue& out) { out.flag = from.state.login.password_overdue; },
     [](Target to, In value) { to.state.login.password_overdue = value.flag; }},
    {"login.idle", FactType::flag, Arity::one, Stage::mail,
     "nobody has logged in to read mail for the months of 8.1",
     "hộp thư không có ai đăng nhập quá thời hạn của khoản 8.1", "login.idle: true",
     [](Source from, FactValue& out) { out.flag = from.state.login.idle; },
     [](Target to, In value) { to.state.login.idle = value.flag; }},

    // --- the sender ---
    {"sender.standing", FactType::word, Arity::one, Stage::mail, standings_doc,
     "tình trạng trong danh bạ của địa chỉ gửi: foreign, unlisted, in_use, suspended, closed",
     "sender.standing: unlisted",
     [](Source from, FactValue& out) { out.texts.emplace_back(standing_name(from.state.sender.standing)); },
     [](Target to, In value) { set_standing(to.state.sender, first(value)); }, words::standings},
    {"sender.kind", FactType::word, Arity::one, Stage::mail,
     "whose mailbox the sender's is; none where there is none",
     "loại hộp thư của địa chỉ gửi: organisation, person, administrator, technical, none",
     "sender.kind: [organisation, technical]",
     [](Source from, FactValue& out) { out.texts.emplace_back(kind_word(from.state.sender)); },
     [](Target to, In value) { set_kind(to.state.sender, first(value)); }, words::mailbox_kinds},
    {"sender.organisation", FactType::text, Arity::one, Stage::mail,
     "the code of the organisation that manages the sender's mailbox", "mã đơn vị quản lý hộp thư gửi",
     "sender.organisation: stttt",
     [](Source from, FactValue& out) { out.texts.push_back(from.state.sender.organisation); },
     [](Target to, In value) { to.state.sender.organisation = first(value); }},
    {"sender.idle", FactType::flag, Arity::one, Stage::mail,
     "nobody has logged in to the sender's mailbox for the months of 8.1",
     "hộp thư gửi không có ai đăng nhập quá thời hạn của khoản 8.1", "sender.idle: true",
     [](Source from, FactValue& out) { out.flag = from.state.sender.idle; },
     [](Target to, In value) { to.state.sender.idle = value.flag; }},
    {"sender.right", FactType::word, Arity::one, Stage::mail,
     "whether the login may write as the sender: its own mailbox, granted, refused; unknown without a login",
     "quyền của tài khoản với địa chỉ gửi: own (của mình), granted (được phép), refused (không được), "
     "unknown "
     "(không rõ)",
     "sender.right: refused",
     [](Source from, FactValue& out) { out.texts.emplace_back(sender_right_name(from.state.sender_right)); },
     [](Target to, In value) {
       to.state.sender_right = enum_of(words::sender_rights(), first(value), SenderRight::unknown);
     },
     words::sender_rights},

    // --- the recipients ---
    {"recipient.standing", FactType::word, Arity::several, Stage::rcpt, standings_doc,
     "tình trạng trong danh bạ của một người nhận: foreign, unlisted, in_use, suspended, closed",
     "recipient.standing: closed",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const auto& box) { out.texts.emplace_back(standing_name(box.standing)); });
     },
     [](Target to, In value) { set_recipients(to, value, set_standing); }, words::standings},
    {"recipient.kind", FactType::word, Arity::several, Stage::rcpt,
     "whose mailbox a recipient's is; none where there is none",
     "loại hộp thư của một người nhận: organisation, person, administrator, technical, none",
     "recipient.kind: [person, administrator]",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const auto& box) { out.texts.emplace_back(kind_word(box)); });
     },
     [](Target to, In value) { set_recipients(to, value, set_kind); }, words::mailbox_kinds},
    {"recipient.organisation", FactType::text, Arity::several, Stage::rcpt,
     "the code of the organisation that manages a recipient's mailbox",
     "mã đơn vị quản lý hộp thư của một người nhận", "recipient.organisation: snv",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const auto& box) { out.texts.push_back(box.organisation); });
     },
     [](Target to, In value) {
       set_recipients(to, value, [](MailboxFacts& box, std::string_view code) { box.organisation = code; });
     }},
    {"recipient.idle", FactType::flag, Arity::several, Stage::rcpt,
     "nobody has logged in to a recipient's mailbox for the months of 8.1",
     "hộp thư của một người nhận không có ai đăng nhập quá thời hạn của khoản 8.1", "recipient.idle: true",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const auto& box) { out.flag = out.flag || box.idle; });
     },
     [](Target to, In value) {
       set_recipients(to, value, [&](MailboxFacts& box, std::string_view) { box.idle = value.flag; });
     }},

    // --- the message and the counters ---
    {"message.from_right", FactType::word, Arity::one, Stage::eom,
     "whether the login may write as every address in From; the least of them",
     "quyền của tài khoản với mọi địa chỉ ở trường From (lấy mức thấp nhất): own, granted, refused, unknown",
     "message.from_right: refused",
     [](Source from, FactValue& out) { out.texts.emplace_back(sender_right_name(from.state.from_right)); },
     [](Target to, In value) {
       to.state.from_right = enum_of(words::sender_rights(), first(value), SenderRight::unknown);
     },
     words::sender_rights},
    {"rate", FactType::number, Arity::asked, Stage::rcpt,
     "how much within a time. per: login, sender, recipient, client; count: messages, recipients, "
     "outside_domains (distinct), refused (recipients)",
     "số lượng trong một khoảng thời gian. per: login (tài khoản), sender (địa chỉ gửi), recipient (từng "
     "người "
     "nhận), client (máy gửi); count: messages (thư), recipients (người nhận), outside_domains (tên miền "
     "ngoài "
     "tỉnh khác nhau), refused (người nhận bị từ chối)",
     "rate: {per: login, count: recipients, within: 1h, over: 200}",
     [](Source from, FactValue& out) {
       out.number = from.question == nullptr ? 0 : from.state.rate(*from.question);
     },
     [](Target to, In value) {
       if (to.question != nullptr) to.state.rates.push_back({*to.question, value.number});
     }},
    {"state.stale", FactType::flag, Arity::one, Stage::connect,
     "the directory or the counters have not met their database for too long",
     "danh bạ hoặc bộ đếm đã quá lâu không cập nhật được từ cơ sở dữ liệu", "state.stale: true",
     [](Source from, FactValue& out) { out.flag = from.state.stale; },
     [](Target to, In value) { to.state.stale = value.flag; }},
};

}  // namespace

std::span<const FactRow> mailbox_rows() { return rows; }

}  // namespace congvu
