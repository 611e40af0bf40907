// congvu conditions: every word that a rule may ask about, out of the one catalogue.
//
// --json prints one array of {name, type, values, stage, doc, doc_vi, example, words}. Members are only ever
// added.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "facts/catalogue.h"

namespace congvu::cli {
namespace {

std::string_view values(const FactRow& row) {
  return row.arity == Arity::one || row.arity == Arity::asked ? "one" : "several";
}

nlohmann::json as_json(const FactRow& row) {
  nlohmann::json out{{"name", row.name},      {"type", fact_type_name(row.type)},
                     {"values", values(row)}, {"stage", stage_name(row.stage)},
                     {"doc", row.doc},        {"doc_vi", row.doc_vi},
                     {"example", row.example}};
  if (row.words != nullptr) {
    const auto words = row.words();
    out["words"] = std::vector<std::string_view>(words.begin(), words.end());
  }
  return out;
}

std::string as_text(const FactRow& row, bool english) {
  std::string out =
      fmt::format("{}\n    {}\n    {}, {}, {}\n    {}\n", row.name, english ? row.doc : row.doc_vi,
                  fact_type_name(row.type), values(row), stage_name(row.stage), row.example);
  if (row.words != nullptr) out += fmt::format("    words: {}\n", fmt::join(row.words(), ", "));
  return out;
}

// How facts are compared and put together, in the operators' language.
constexpr std::string_view grammar = R"(Cách viết điều kiện
    kind: executable                      bằng giá trị
    kind: [executable, macro]             một trong các giá trị
    sender: {in: ten-danh-sach}           thuộc danh sách ghi ở `lists:`
    recipient.domain: {not_in: noi-bo}    có giá trị không thuộc danh sách nào ghi ở đây
    name: {contains: hóa đơn}             chứa chuỗi; {fold_marks: true} bỏ dấu, {exact: true} phân biệt hoa thường
    name: {matches: "^bao.cao.*zip$"}     biểu thức RE2; \b và \w chỉ hiểu chữ không dấu
    size: {over: 10MiB, under: 1GiB}      lớn hơn, nhỏ hơn
    unchecked: any | none                 có ít nhất một | không có giá trị nào
    not: {...}   any: [{...}, {...}]   all: [{...}, {...}]
Mọi khóa trong một khối phải cùng đúng; một danh sách khối: chỉ cần một khối đúng. `attachment:` là một tệp nào đó
mà mọi khóa bên trong cùng đúng với chính tệp đó; tên điều kiện attachment.X viết là X bên trong `attachment:`.
`recipient:` với các khóa standing, kind, organisation, idle, domain, domain_class, address là một người nhận nào đó mà
mọi khóa cùng đúng: recipient: {standing: suspended, not: {kind: organisation}}.
`rate:` là số lượng trong một khoảng thời gian trượt, tính cả thư hoặc người nhận đang xét, cộng từ mọi máy chủ:
    rate: {per: login, count: recipients, within: 1h, over: 200}
per: login | sender | recipient | client; count: messages | recipients | outside_domains | refused; within: từ 1m.
Trong examples ghi `is: 250` thay cho `over:`. Mã trả lời riêng: then: {reject: "...", code: "550 5.1.1"}.
Quy tắc chỉ hỏi về phiên và phong bì do congvu-policyd quyết định ngay khi đủ dữ kiện (connect, mail, rcpt, data);
quy tắc khác, và quy tắc gắn nhãn (tag), do congvu-milter. Xem từng quy tắc: congvu check --stages
Mã lý do (deviation, unchecked, limit) và quy tắc đang xử lý từng mã: congvu reasons
)";

}  // namespace

void add_conditions(CLI::App& app, int& exit_code) {
  struct Options {
    bool json = false;
    bool english = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("conditions", "every condition that a rule may use");
  command->add_flag("--json", options->json, "as a JSON array");
  command->add_flag("--english", options->english, "descriptions in English");
  command->callback([options, &exit_code] {
    auto all = nlohmann::json::array();
    std::string text(grammar);
    for (const auto& row : catalogue()) {
      if (options->json)
        all.push_back(as_json(row));
      else
        text += "\n" + as_text(row, options->english);
    }
    if (options->json) text = all.dump(2) + "\n";
    exit_code = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? exit_clean : exit_usage;
  });
}

}  // namespace congvu::cli
