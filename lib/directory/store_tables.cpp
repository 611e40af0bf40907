#include "directory/store_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <unordered_map>

#include "directory/date_text.h"

namespace congvu::directory {
namespace {

// Names of values in the database; never changed, only added to.
constexpr std::array<MailboxKind, 4> kinds{MailboxKind::organisation, MailboxKind::person,
                                           MailboxKind::administrator, MailboxKind::technical};
constexpr std::array<Standing, 3> standings{Standing::in_use, Standing::suspended, Standing::closed};

template <class Values, class Name>
auto value_of(const Values& values, Name name, std::string_view text) {
  const auto at = std::find_if(values.begin(), values.end(), [&](auto one) { return name(one) == text; });
  if (at == values.end()) throw std::runtime_error(fmt::format("unknown value `{}` in the directory", text));
  return *at;
}

std::string text_of(const std::optional<Day>& day) { return day ? day_text(*day) : std::string(); }
std::optional<Day> optional_day(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = day_of(text);
  if (!day) throw std::runtime_error(fmt::format("no day `{}` in the directory", text));
  return day;
}

std::string text_of(const std::optional<Level>& level) {
  return level ? std::string(level_name(*level)) : std::string();
}
std::optional<Level> optional_level(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto level = level_of(text);
  if (!level) throw std::runtime_error(fmt::format("unknown level `{}` in the directory", text));
  return level;
}

std::string seconds_of(Time time) { return std::to_string(time.time_since_epoch().count()); }

}  // namespace

const std::array<state::Migration, 1> directory_migrations{{{
    R"(create table directory_revision (revision integer not null);
insert into directory_revision (revision) values (1);
create table organisation (code text primary key, name text not null, level text not null, parent text not null);
create table mailbox (address text primary key, login text not null, name text not null, title text not null,
  kind text not null, organisation text not null, level text not null, issued text not null, status text not null,
  status_since text not null, status_until text not null, status_reason text not null,
  password_changed text not null);
create table mailbox_alias (alias text primary key, address text not null);
create index mailbox_alias_address on mailbox_alias (address);
create table mailbox_send_as (address text not null, other text not null, primary key (address, other));
create table directory_history (id integer primary key, at integer not null, who text not null,
  address text not null, change text not null, reason text not null);
create index directory_history_address on directory_history (address);
create table last_login (login text not null, service text not null, seen_at integer not null,
  primary key (login, service));
create index last_login_seen on last_login (seen_at);)",
    R"(create table directory_revision (revision bigint not null);
insert into directory_revision (revision) values (1);
create table organisation (code text primary key, name text not null, level text not null, parent text not null);
create table mailbox (address text primary key, login text not null, name text not null, title text not null,
  kind text not null, organisation text not null, level text not null, issued text not null, status text not null,
  status_since text not null, status_until text not null, status_reason text not null,
  password_changed text not null);
create table mailbox_alias (alias text primary key, address text not null);
create index mailbox_alias_address on mailbox_alias (address);
create table mailbox_send_as (address text not null, other text not null, primary key (address, other));
create table directory_history (id bigserial primary key, at bigint not null, who text not null,
  address text not null, change text not null, reason text not null);
create index directory_history_address on directory_history (address);
create table last_login (login text not null, service text not null, seen_at bigint not null,
  primary key (login, service));
create index last_login_seen on last_login (seen_at);)",
}}};

const state::BulkTable& mailbox_table() {
  static const state::BulkTable table{
      "mailbox",
      {"address", "login", "name", "title", "kind", "organisation", "level", "issued", "status",
       "status_since", "status_until", "status_reason", "password_changed"},
      {"address"},
      {}};
  return table;
}
const state::BulkTable& alias_table() {
  static const state::BulkTable table{"mailbox_alias", {"alias", "address"}, {"alias"}, {}};
  return table;
}
const state::BulkTable& send_as_table() {
  static const state::BulkTable table{"mailbox_send_as", {"address", "other"}, {"address", "other"}, {}};
  return table;
}
const state::BulkTable& organisation_table() {
  static const state::BulkTable table{"organisation", {"code", "name", "level", "parent"}, {"code"}, {}};
  return table;
}
const state::BulkTable& history_table() {
  static const state::BulkTable table{
      "directory_history", {"at", "who", "address", "change", "reason"}, {}, {"at"}};
  return table;
}
const state::BulkTable& login_table() {
  static const state::BulkTable table{
      "last_login", {"login", "service", "seen_at"}, {"login", "service"}, {"seen_at"}};
  return table;
}

state::Row row_of(const MailboxRecord& box) {
  return {box.address,
          box.login,
          box.name,
          box.title,
          std::string(mailbox_kind_name(box.kind)),
          box.organisation,
          text_of(box.level),
          text_of(box.issued),
          std::string(standing_name(box.status)),
          text_of(box.status_since),
          text_of(box.status_until),
          box.status_reason,
          text_of(box.password_changed)};
}

state::Row row_of(const OrganisationRecord& org) {
  return {org.code, org.name, text_of(org.level), org.parent};
}

state::Row row_of(const HistoryRow& one) {
  return {seconds_of(one.at), one.who, one.address, one.change, one.reason};
}

state::Row row_of(const LastLogin& one) { return {one.login, one.service, seconds_of(one.seen)}; }

std::vector<MailboxRecord> select_mailboxes(soci::session& sql) {
  std::array<std::string, 13> in;
  soci::statement statement =
      (sql.prepare << fmt::format("select {} from mailbox order by address",
                                  fmt::join(mailbox_table().columns, ", ")),
       soci::into(in[0]), soci::into(in[1]), soci::into(in[2]), soci::into(in[3]), soci::into(in[4]),
       soci::into(in[5]), soci::into(in[6]), soci::into(in[7]), soci::into(in[8]), soci::into(in[9]),
       soci::into(in[10]), soci::into(in[11]), soci::into(in[12]));
  std::vector<MailboxRecord> out;
  statement.execute();
  while (statement.fetch()) {
    MailboxRecord box;
    box.address = in[0];
    box.login = in[1];
    box.name = in[2];
    box.title = in[3];
    box.kind = value_of(kinds, mailbox_kind_name, in[4]);
    box.organisation = in[5];
    box.level = optional_level(in[6]);
    box.issued = optional_day(in[7]);
    box.status = value_of(standings, standing_name, in[8]);
    box.status_since = optional_day(in[9]);
    box.status_until = optional_day(in[10]);
    box.status_reason = in[11];
    box.password_changed = optional_day(in[12]);
    out.push_back(std::move(box));
  }
  std::unordered_map<std::string_view, MailboxRecord*> by_address;
  for (auto& box : out) by_address.emplace(box.address, &box);
  std::string address;
  std::string other;
  const auto lists = [&](const std::string& text, auto member) {
    soci::statement all = (sql.prepare << text, soci::into(address), soci::into(other));
    all.execute();
    while (all.fetch())
      if (const auto box = by_address.find(address); box != by_address.end())
        (box->second->*member).push_back(other);
  };
  lists("select address, alias from mailbox_alias order by alias", &MailboxRecord::aliases);
  lists("select address, other from mailbox_send_as order by other", &MailboxRecord::send_as);
  return out;
}

std::vector<OrganisationRecord> select_organisations(soci::session& sql) {
  OrganisationRecord org;
  std::string level;
  soci::statement statement =
      (sql.prepare << "select code, name, level, parent from organisation order by code",
       soci::into(org.code), soci::into(org.name), soci::into(level), soci::into(org.parent));
  std::vector<OrganisationRecord> out;
  statement.execute();
  while (statement.fetch()) {
    org.level = optional_level(level);
    out.push_back(org);
  }
  return out;
}

std::vector<LastLogin> select_logins(soci::session& sql, std::int64_t since) {
  LastLogin one;
  long long seen = 0;
  const long long first = since;
  soci::statement statement =
      (sql.prepare << "select login, service, seen_at from last_login where seen_at >= :since",
       soci::into(one.login), soci::into(one.service), soci::into(seen), soci::use(first));
  std::vector<LastLogin> out;
  statement.execute();
  while (statement.fetch()) {
    one.seen = Time(std::chrono::seconds(seen));
    out.push_back(one);
  }
  return out;
}

std::vector<HistoryRow> select_history(soci::session& sql, const std::string& address) {
  HistoryRow one;
  long long at = 0;
  soci::statement statement =
      (sql.prepare
           << "select at, who, address, change, reason from directory_history where address = :a order by id",
       soci::into(at), soci::into(one.who), soci::into(one.address), soci::into(one.change),
       soci::into(one.reason), soci::use(address));
  std::vector<HistoryRow> out;
  statement.execute();
  while (statement.fetch()) {
    one.at = Time(std::chrono::seconds(at));
    out.push_back(one);
  }
  return out;
}

}  // namespace congvu::directory
