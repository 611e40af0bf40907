#include "facts/catalogue.h"

#include <algorithm>

#include "facts/catalogue_mailboxes.h"
#include "facts/catalogue_words.h"
#include "facts/text.h"

namespace congvu {
namespace {

using Source = const FactSource&;
using Target = FactTarget&;
using In = const FactValue&;

const std::string& first(In value) {
  static const std::string none;
  return value.texts.empty() ? none : value.texts.front();
}

void add_text(FactValue& out, std::string_view text) { out.texts.emplace_back(text); }

std::string_view domain_part(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

// What a program takes for the extension: behind the last dot, without what Windows drops at the end.
std::string extension(std::string_view name) {
  std::string folded = fold_case(name);
  folded.erase(folded.find_last_not_of(". ") + 1);
  const auto dot = folded.rfind('.');
  return dot == std::string::npos ? std::string{} : folded.substr(dot + 1);
}

template <class Words>
std::size_t index_of(Words words, std::string_view word) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

void add_deviations(const std::vector<Deviation>& deviations, FactValue& out) {
  for (const auto deviation : deviations) add_text(out, info(deviation).code);
}
void add_grades(const std::vector<Deviation>& deviations, FactValue& out) {
  for (const auto grade : {Grade::weak, Grade::strong})
    if (std::any_of(deviations.begin(), deviations.end(), [&](auto d) { return info(d).grade == grade; }))
      add_text(out, words::grades()[static_cast<std::size_t>(grade)]);
}
void add_deviations(const std::vector<Deviation>& deviations, Grade grade, FactValue& out) {
  for (const auto deviation : deviations)
    if (info(deviation).grade == grade) add_text(out, info(deviation).code);
}
void set_deviations(std::vector<Deviation>& deviations, In value) {
  for (const auto& code : value.texts)
    if (const auto d = deviation_of(code); d != Deviation::count_) deviations.push_back(d);
}

void add_header(Source from, std::string_view name, FactValue& out) {
  for (const auto& field : from.message.headers)
    if (equals_ascii(field.name, name)) add_text(out, field.value);
}
void set_header(Target to, std::string_view name, In value) {
  for (const auto& text : value.texts) to.message.headers.push_back({std::string(name), text});
}

template <class Use>
void each_recipient(Source from, Use use) {
  const auto& all = from.envelope.recipients;
  if (!from.recipient)
    std::for_each(all.begin(), all.end(), use);
  else if (*from.recipient < all.size())
    use(all[*from.recipient]);
}
void set_recipients(Target to, In value) {
  auto& all = to.envelope.recipients;
  if (!to.recipient) {
    all = value.texts;
    return;
  }
  if (all.size() <= *to.recipient) all.resize(*to.recipient + 1);
  all[*to.recipient] = first(value);
}

constexpr FactRow rows[] = {
    // --- the session ---
    {"client.address", FactType::network, Arity::one, Stage::connect, "the address of the SMTP client",
     "địa chỉ IP của máy gửi", "client.address: [10.0.0.0/8, \"2001:db8::/32\"]",
     [](Source from, FactValue& out) { add_text(out, from.envelope.client_address); },
     [](Target to, In value) { to.envelope.client_address = first(value); }},
    {"client.name", FactType::domain, Arity::one, Stage::connect,
     "the client's reverse name, verified by the mail server",
     "tên miền ngược của máy gửi, đã được máy chủ thư kiểm chứng", "client.name: mail.bacgiang.gov.vn",
     [](Source from, FactValue& out) { add_text(out, from.envelope.client_name); },
     [](Target to, In value) { to.envelope.client_name = first(value); }},
    {"client.own_network", FactType::flag, Arity::one, Stage::connect,
     "the client is in the regulation profile's own_networks",
     "máy gửi thuộc own_networks của hồ sơ quy chế (máy của hệ thống thư)", "client.own_network: false",
     [](Source from, FactValue& out) { out.flag = from.domains.own_network(from.envelope.client_address); },
     nullptr},
    {"helo", FactType::text, Arity::one, Stage::mail, "the name that the client gives itself",
     "tên mà máy gửi tự xưng", "helo: {contains: localhost}",
     [](Source from, FactValue& out) { add_text(out, from.envelope.helo); },
     [](Target to, In value) { to.envelope.helo = first(value); }},
    {"login", FactType::text, Arity::one, Stage::mail, "the SASL login, empty for none",
     "tài khoản đăng nhập SMTP, rỗng nếu không đăng nhập", "login: quantri",
     [](Source from, FactValue& out) { add_text(out, from.envelope.login); },
     [](Target to, In value) { to.envelope.login = first(value); }},
    {"authenticated", FactType::flag, Arity::one, Stage::mail, "the client has logged in",
     "máy gửi đã đăng nhập", "authenticated: true",
     [](Source from, FactValue& out) { out.flag = !from.envelope.login.empty(); }, nullptr},
    {"tls", FactType::flag, Arity::one, Stage::mail, "the session is encrypted", "phiên SMTP được mã hóa",
     "tls: false", [](Source from, FactValue& out) { out.flag = !from.envelope.tls_version.empty(); },
     [](Target to, In value) { to.envelope.tls_version = value.flag ? "TLSv1.3" : ""; }},
    {"tls.version", FactType::text, Arity::one, Stage::mail, "the TLS version, empty for clear text",
     "phiên bản TLS, rỗng nếu không mã hóa", "tls.version: [TLSv1, TLSv1.1]",
     [](Source from, FactValue& out) { add_text(out, from.envelope.tls_version); },
     [](Target to, In value) { to.envelope.tls_version = first(value); }},
    {"mta", FactType::text, Arity::one, Stage::connect, "the kind of mail server: postfix or sendmail",
     "loại máy chủ thư: postfix hoặc sendmail", "mta: postfix",
     [](Source from, FactValue& out) { add_text(out, from.envelope.mta); },
     [](Target to, In value) { to.envelope.mta = first(value); }},
    {"queue_id", FactType::text, Arity::one, Stage::eom, "the mail server's queue id",
     "mã hàng đợi của máy chủ thư", "queue_id: {matches: \"^4\"}",
     [](Source from, FactValue& out) { add_text(out, from.envelope.queue_id); },
     [](Target to, In value) { to.envelope.queue_id = first(value); }},

    // --- the envelope ---
    {"sender", FactType::address, Arity::one, Stage::mail, "the reverse-path; empty (\"\") for bounces",
     "địa chỉ gửi trên phong bì (reverse-path); rỗng (\"\") với thư báo lỗi",
     "sender: phanmem_stttt@bacgiang.gov.vn",
     [](Source from, FactValue& out) { add_text(out, from.envelope.sender); },
     [](Target to, In value) { to.envelope.sender = first(value); }},
    {"sender.domain", FactType::domain, Arity::one, Stage::mail, "the sender's domain, or one above it",
     "tên miền của người gửi, hoặc tên miền cấp trên của nó", "sender.domain: gov.vn",
     [](Source from, FactValue& out) { add_text(out, domain_part(from.envelope.sender)); }, nullptr},
    {"sender.domain_class", FactType::word, Arity::one, Stage::mail,
     "whose mailbox the sender's is, by the regulation profile: local, state, external",
     "loại hộp thư của người gửi theo hồ sơ quy chế: local (của tỉnh), state (của cơ quan nhà nước), "
     "external (ngoài)",
     "sender.domain_class: external",
     [](Source from, FactValue& out) { add_text(out, from.domains.class_of(from.envelope.sender)); }, nullptr,
     words::domain_classes},
    {"recipient", FactType::address, Arity::several, Stage::rcpt,
     "a recipient of the envelope; one that compares is enough",
     "người nhận trên phong bì; chỉ cần một người khớp", "recipient: stttt@bacgiang.gov.vn",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const std::string& recipient) { add_text(out, recipient); });
     },
     [](Target to, In value) { set_recipients(to, value); }},
    {"recipient.domain", FactType::domain, Arity::several, Stage::rcpt,
     "the domain of a recipient, or one above it",
     "tên miền của một người nhận, hoặc tên miền cấp trên của nó", "recipient.domain: gmail.com",
     [](Source from, FactValue& out) {
       each_recipient(from, [&](const std::string& recipient) { add_text(out, domain_part(recipient)); });
     },
     nullptr},
    {"recipient.domain_class", FactType::word, Arity::several, Stage::rcpt,
     "whose mailbox a recipient's is: local, state, external",
     "loại hộp thư của một người nhận: local, state, external", "recipient.domain_class: [local, state]",
     [](Source from, FactValue& out) {
       each_recipient(from,
                      [&](const std::string& recipient) { add_text(out, from.domains.class_of(recipient)); });
     },
     nullptr, words::domain_classes},
    {"recipient.count", FactType::number, Arity::one, Stage::data, "how many recipients the envelope has",
     "số người nhận trên phong bì", "recipient.count: {over: 50}",
     [](Source from, FactValue& out) {
       out.number = std::max<std::uint64_t>(from.envelope.recipient_count, from.envelope.recipients.size());
     },
     [](Target to, In value) { to.envelope.recipient_count = value.number; }},
    {"direction", FactType::word, Arity::one, Stage::rcpt,
     "inbound, outbound, internal, relayed; unknown for a file without an envelope",
     "chiều thư: inbound (thư đến), outbound (thư đi), internal (nội bộ), relayed (chuyển tiếp), unknown "
     "(không rõ)",
     "direction: inbound",
     [](Source from, FactValue& out) { add_text(out, direction_name(from.envelope.direction)); },
     [](Target to, In value) { to.envelope.direction = direction_of(first(value)); }, words::directions},

    // --- the message ---
    {"header", FactType::text, Arity::named, Stage::eom, "a header field of the message, named by `name:`",
     "một trường tiêu đề thư, tên ghi ở `name:`", "header: {name: X-Mailer, contains: bulk}",
     [](Source from, FactValue& out) { add_header(from, from.parameter, out); },
     [](Target to, In value) { set_header(to, to.parameter, value); }},
    {"message.subject", FactType::text, Arity::several, Stage::eom, "the decoded Subject",
     "chủ đề thư (Subject) đã giải mã", "message.subject: {contains: hóa đơn}",
     [](Source from, FactValue& out) { add_header(from, "Subject", out); },
     [](Target to, In value) { set_header(to, "Subject", value); }},
    {"message.from", FactType::text, Arity::several, Stage::eom, "the decoded From field",
     "trường From đã giải mã", "message.from: {contains: \"@bacgiang.gov.vn\"}",
     [](Source from, FactValue& out) { add_header(from, "From", out); },
     [](Target to, In value) { set_header(to, "From", value); }},
    {"message.size", FactType::size, Arity::one, Stage::eom, "the size of the whole message",
     "kích thước cả bức thư", "message.size: {over: 25MiB}",
     [](Source from, FactValue& out) { out.number = from.message.size; },
     [](Target to, In value) { to.message.size = value.number; }},
    {"message.declared_size", FactType::size, Arity::one, Stage::data,
     "the size that the client said in MAIL FROM, 0 if it said none",
     "kích thước mà máy gửi khai báo khi MAIL FROM, 0 nếu không khai", "message.declared_size: {over: 25MiB}",
     [](Source from, FactValue& out) { out.number = from.envelope.declared_size; },
     [](Target to, In value) { to.envelope.declared_size = value.number; }},
    {"message.attachment_count", FactType::number, Arity::one, Stage::eom,
     "how many objects were looked at, those in archives included",
     "số đối tượng đã xem, kể cả trong tệp nén", "message.attachment_count: {over: 100}",
     [](Source from, FactValue& out) { out.number = from.message.attachments.size(); }, nullptr},
    {"message.executable", FactType::flag, Arity::one, Stage::eom, "some attachment is executable",
     "có tệp thực thi", "message.executable: true",
     [](Source from, FactValue& out) { out.flag = from.message.executable(); }, nullptr},
    {"message.encrypted", FactType::flag, Arity::one, Stage::eom, "some attachment is encrypted",
     "có tệp mã hóa", "message.encrypted: true",
     [](Source from, FactValue& out) { out.flag = from.message.encrypted(); }, nullptr},
    {"message.unchecked", FactType::flag, Arity::one, Stage::eom, "something could not be looked at",
     "có phần không kiểm tra được", "message.unchecked: true",
     [](Source from, FactValue& out) { out.flag = from.message.unchecked(); }, nullptr},
    {"message.ambiguous", FactType::flag, Arity::one, Stage::eom,
     "two mail programs could read something differently",
     "có phần mà hai chương trình thư có thể đọc khác nhau", "message.ambiguous: true",
     [](Source from, FactValue& out) { out.flag = from.message.ambiguous(); }, nullptr},
    {"message.limit", FactType::word, Arity::several, Stage::eom, "a limit that stopped the look",
     "giới hạn đã làm dừng việc kiểm tra", "message.limit: any",
     [](Source from, FactValue& out) { out.texts = from.message.limits; },
     [](Target to, In value) { to.message.limits = value.texts; }, words::limits},
    {"message.deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation of the message itself from the standards", "điểm sai chuẩn của chính bức thư",
     "message.deviation: duplicate_header",
     [](Source from, FactValue& out) { add_deviations(from.message.deviations, out); },
     [](Target to, In value) { set_deviations(to.message.deviations, value); }, words::deviations},
    {"message.deviation_grade", FactType::word, Arity::several, Stage::eom,
     "weak: odd, but read alike everywhere; strong: programs differ",
     "weak: lạ nhưng đọc như nhau; strong: các chương trình đọc khác nhau", "message.deviation_grade: strong",
     [](Source from, FactValue& out) { add_grades(from.message.deviations, out); }, nullptr, words::grades},
    {"message.strong_deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation of the message itself that programs read differently",
     "điểm sai chuẩn của chính bức thư mà các chương trình đọc khác nhau", "message.strong_deviation: any",
     [](Source from, FactValue& out) { add_deviations(from.message.deviations, Grade::strong, out); },
     nullptr, words::deviations},
    {"message.weak_deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation of the message itself that every program reads alike",
     "điểm sai chuẩn của chính bức thư mà chương trình nào cũng đọc như nhau", "message.weak_deviation: any",
     [](Source from, FactValue& out) { add_deviations(from.message.deviations, Grade::weak, out); }, nullptr,
     words::deviations},
    {"message.readings", FactType::number, Arity::one, Stage::eom,
     "in how many ways the message was read; 1 where all programs agree",
     "số cách đọc đã xét; 1 nếu mọi chương trình đọc như nhau", "message.readings: {over: 8}",
     [](Source from, FactValue& out) { out.number = from.message.readings; },
     [](Target to, In value) { to.message.readings = value.number; }},

    // --- one attachment ---
    {"attachment.kind", FactType::word, Arity::one, Stage::eom, "what it is", "tệp là gì",
     "kind: [executable, disk_image]",
     [](Source from, FactValue& out) { add_text(out, kind_name(from.attachment->kind)); },
     [](Target to, In value) { to.attachment->kind = kind_of(first(value)); }, words::kinds},
    {"attachment.form", FactType::text, Arity::one, Stage::eom,
     "the exact form: pe, zip, rar5, docx, pdf ...", "dạng chính xác: pe, zip, rar5, docx, pdf ...",
     "form: [iso, vhd]", [](Source from, FactValue& out) { add_text(out, from.attachment->form); },
     [](Target to, In value) { to.attachment->form = first(value); }},
    {"attachment.executable", FactType::flag, Arity::one, Stage::eom, "Windows runs it",
     "tệp thực thi được trong Windows", "executable: true",
     [](Source from, FactValue& out) { out.flag = from.attachment->executable(); },
     [](Target to, In value) {
       if (value.flag) to.attachment->kind = Kind::executable;
     }},
    {"attachment.encrypted", FactType::flag, Arity::one, Stage::eom, "it needs a password or key to open",
     "cần mật khẩu hoặc khóa để mở", "encrypted: true",
     [](Source from, FactValue& out) { out.flag = from.attachment->encrypted; },
     [](Target to, In value) { to.attachment->encrypted = value.flag; }},
    {"attachment.unchecked", FactType::word, Arity::several, Stage::eom,
     "why something in it was not seen; `any` for all reasons",
     "lý do có phần không xem được; `any` là mọi lý do", "unchecked: any",
     [](Source from, FactValue& out) {
       for (const auto reason : from.attachment->unchecked) add_text(out, unchecked_name(reason));
     },
     [](Target to, In value) {
       for (const auto& name : value.texts)
         if (const auto r = unchecked_of(name); r != Unchecked::count_) to.attachment->unchecked.push_back(r);
     },
     words::unchecked_reasons},
    {"attachment.ambiguous", FactType::flag, Arity::one, Stage::eom, "two programs could read it differently",
     "hai chương trình có thể đọc khác nhau", "ambiguous: true",
     [](Source from, FactValue& out) { out.flag = from.attachment->ambiguous(); }, nullptr},
    {"attachment.outcome", FactType::word, Arity::one, Stage::eom, "the heaviest of its outcomes",
     "kết quả nặng nhất khi xem tệp", "outcome: unchecked",
     [](Source from, FactValue& out) { add_text(out, outcome_name(from.attachment->outcome())); }, nullptr,
     words::outcomes},
    {"attachment.name", FactType::text, Arity::several, Stage::eom,
     "any of the names that some program would show", "một trong các tên mà chương trình thư có thể hiện",
     "name: {matches: \"hóa đơn.*\\\\.zip$\"}",
     [](Source from, FactValue& out) { out.texts = from.attachment->names; },
     [](Target to, In value) { to.attachment->names = value.texts; }},
    {"attachment.extension", FactType::text, Arity::several, Stage::eom,
     "the extension of any of its names, without the dot",
     "phần mở rộng của một trong các tên, không có dấu chấm", "extension: [iso, img]",
     [](Source from, FactValue& out) {
       for (const auto& name : from.attachment->names) add_text(out, extension(name));
     },
     nullptr},
    {"attachment.declared_type", FactType::text, Arity::one, Stage::eom,
     "the media type that the mail declares", "kiểu nội dung mà thư khai báo",
     "declared_type: application/octet-stream",
     [](Source from, FactValue& out) { add_text(out, from.attachment->declared_type); },
     [](Target to, In value) { to.attachment->declared_type = first(value); }},
    {"attachment.detected_type", FactType::text, Arity::one, Stage::eom, "the media type by content",
     "kiểu nội dung xác định theo dữ liệu", "detected_type: {contains: x-dosexec}",
     [](Source from, FactValue& out) { add_text(out, from.attachment->detected_type); },
     [](Target to, In value) { to.attachment->detected_type = first(value); }},
    {"attachment.description", FactType::text, Arity::one, Stage::eom, "the type in plain words of English",
     "mô tả kiểu tệp bằng tiếng Anh", "description: {contains: installer}",
     [](Source from, FactValue& out) { add_text(out, from.attachment->description); },
     [](Target to, In value) { to.attachment->description = first(value); }},
    {"attachment.size", FactType::size, Arity::one, Stage::eom, "its size", "kích thước tệp",
     "size: {over: 10MiB}", [](Source from, FactValue& out) { out.number = from.attachment->size; },
     [](Target to, In value) { to.attachment->size = value.number; }},
    {"attachment.sha256", FactType::text, Arity::one, Stage::eom,
     "SHA-256 of its bytes, in hex: for exceptions", "mã băm SHA-256 của tệp, dùng cho ngoại lệ",
     "sha256: {in: phan-mem-noi-bo}",
     [](Source from, FactValue& out) { add_text(out, from.attachment->sha256); },
     [](Target to, In value) { to.attachment->sha256 = lower_ascii(first(value)); }},
    {"attachment.depth", FactType::number, Arity::one, Stage::eom, "in how many containers it stands",
     "nằm trong bao nhiêu lớp chứa", "depth: {over: 5}",
     [](Source from, FactValue& out) { out.number = from.attachment->depth; },
     [](Target to, In value) { to.attachment->depth = value.number; }},
    {"attachment.by_name", FactType::flag, Arity::one, Stage::eom, "its kind comes from a name",
     "loại tệp xác định theo tên", "by_name: true",
     [](Source from, FactValue& out) { out.flag = from.attachment->by_name; },
     [](Target to, In value) { to.attachment->by_name = value.flag; }},
    {"attachment.by_content", FactType::flag, Arity::one, Stage::eom, "its kind comes from the bytes",
     "loại tệp xác định theo nội dung", "by_content: true",
     [](Source from, FactValue& out) { out.flag = from.attachment->by_content; },
     [](Target to, In value) { to.attachment->by_content = value.flag; }},
    {"attachment.deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation from the standards; `any` for all", "điểm sai chuẩn của tệp; `any` là mọi điểm",
     "deviation: [name_bidi, name_control]",
     [](Source from, FactValue& out) { add_deviations(from.attachment->deviations, out); },
     [](Target to, In value) { set_deviations(to.attachment->deviations, value); }, words::deviations},
    {"attachment.deviation_grade", FactType::word, Arity::several, Stage::eom,
     "weak: odd, but read alike everywhere; strong: programs differ",
     "weak: lạ nhưng đọc như nhau; strong: các chương trình đọc khác nhau", "deviation_grade: strong",
     [](Source from, FactValue& out) { add_grades(from.attachment->deviations, out); }, nullptr,
     words::grades},
    {"attachment.strong_deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation that programs read differently", "điểm sai chuẩn của tệp mà các chương trình đọc khác nhau",
     "strong_deviation: any",
     [](Source from, FactValue& out) { add_deviations(from.attachment->deviations, Grade::strong, out); },
     nullptr, words::deviations},
    {"attachment.weak_deviation", FactType::word, Arity::several, Stage::eom,
     "a deviation that every program reads alike",
     "điểm sai chuẩn của tệp mà chương trình nào cũng đọc như nhau", "weak_deviation: any",
     [](Source from, FactValue& out) { add_deviations(from.attachment->deviations, Grade::weak, out); },
     nullptr, words::deviations},
    {"attachment.role", FactType::word, Arity::one, Stage::eom,
     "where it stands: message, part, entry of an archive, embedded in a document, layer of a compression",
     "vị trí: message (thư), part (phần của thư), entry (trong tệp nén), embedded (trong tài liệu), layer "
     "(lớp nén)",
     "role: entry",
     [](Source from, FactValue& out) {
       add_text(out, words::roles()[static_cast<std::size_t>(from.attachment->role)]);
     },
     [](Target to, In value) {
       const auto index = index_of(words::roles(), first(value));
       if (index < words::roles().size()) to.attachment->role = static_cast<Role>(index);
     },
     words::roles},
    {"attachment.path", FactType::text, Arity::one, Stage::eom, "its path, as people are shown it",
     "đường dẫn như hiện cho người đọc", "path: {contains: \".zip > \"}",
     [](Source from, FactValue& out) { add_text(out, from.attachment->path); },
     [](Target to, In value) { to.attachment->path = first(value); }},
    {"attachment.inline_text", FactType::flag, Arity::one, Stage::eom,
     "a text that mail programs show as the mail's own", "phần văn bản hiện như nội dung thư",
     "inline_text: false", [](Source from, FactValue& out) { out.flag = from.attachment->inline_text; },
     [](Target to, In value) { to.attachment->inline_text = value.flag; }},
};

}  // namespace

std::string_view fact_type_name(FactType type) {
  switch (type) {
    case FactType::text:
      return "text";
    case FactType::word:
      return "word";
    case FactType::number:
      return "number";
    case FactType::size:
      return "size";
    case FactType::flag:
      return "flag";
    case FactType::address:
      return "address";
    case FactType::domain:
      return "domain";
    case FactType::network:
      break;
  }
  return "network";
}

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::connect:
      return "connect";
    case Stage::mail:
      return "mail";
    case Stage::rcpt:
      return "rcpt";
    case Stage::data:
      return "data";
    case Stage::eom:
      break;
  }
  return "eom";
}

Stage rate_stage(const RateQuestion& question) {
  const bool of_recipient = question.per == RatePer::recipient;
  if (question.count == RateCount::refused) return of_recipient ? Stage::rcpt : Stage::mail;
  return question.count == RateCount::messages && !of_recipient ? Stage::data : Stage::rcpt;
}

std::span<const FactRow> catalogue() {
  static const std::vector<FactRow> all = [] {
    std::vector<FactRow> out(std::begin(rows), std::end(rows));
    const auto more = mailbox_rows();
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }();
  return all;
}

const FactRow* fact_row(std::string_view name) {
  const auto all = catalogue();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.name == name; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace congvu
