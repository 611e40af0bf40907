#include "state/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <thread>

#include "facts/text.h"

namespace congvu::state {
namespace {

// SOCI reads its own connection string, in which a quoted value may not hold a quote.
std::string sqlite_connection(const std::string& path) {
  return fmt::format("db=\"{}\" timeout={}", path, patience.count());
}

// libpq takes the last of two equal keys, so that the operator's own win.
std::string postgresql_connection(const std::string& text) {
  const std::string options = fmt::format(
      "connect_timeout={} keepalives_idle=10 keepalives_interval=5 keepalives_count=2 "
      "tcp_user_timeout={} options='-c statement_timeout={} -c lock_timeout={}' "
      "application_name=congvu ",
      connection_patience.count(), patience.count() * 1000, patience.count() * 1000, patience.count() * 1000);
  // A URI cannot be mixed with keys; as the value of `dbname` libpq expands it in place.
  if (text.rfind("//", 0) == 0) return options + "dbname='postgresql:" + text + "'";
  return options + text;
}

// What root makes belongs to the owner of the directory: an operator's first import must not lock the daemons
// out. SQLite's own files beside it take after it.
void hand_over(int fd, const std::string& path) {
  struct stat directory {};
  const std::string parent = path.substr(0, path.rfind('/') + 1);
  if (::geteuid() != 0 || ::stat(parent.c_str(), &directory) != 0) return;
  if (::fchown(fd, directory.st_uid, directory.st_gid) != 0) return;  // then root's own, as the mode says
}

// The file before SQLite makes it, since SQLite would give it the mode that the umask leaves.
Result<void> make_file(const std::string& path, bool create) {
  const bool missing = ::access(path.c_str(), F_OK) != 0;
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0640);
  if (fd < 0) {
    const int why = errno;
    return fail(why == ENOENT && !create ? ErrorKind::invalid : ErrorKind::unavailable, path,
                std::generic_category().message(why));
  }
  if (missing) hand_over(fd, path);
  ::close(fd);
  return {};
}

ErrorKind kind_of(const soci::soci_error& error) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
    switch (sqlite->result() & 0xff) {
      case SQLITE_ERROR:
      case SQLITE_CONSTRAINT:
      case SQLITE_MISMATCH:
      case SQLITE_RANGE:
      case SQLITE_TOOBIG:
        return ErrorKind::invalid;
      default:
        return ErrorKind::unavailable;
    }
  }
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    const std::string state = postgresql->sqlstate();
    // Classes 22 (data), 23 (constraints), 42 (statements): PostgreSQL's manual, appendix A.
    for (const std::string_view refused : {"22", "23", "42"})
      if (state.compare(0, 2, refused) == 0) return ErrorKind::invalid;
  }
  return ErrorKind::unavailable;
}

// SQLite does not wait for its lock when a file changes to WAL: two programs that start together meet here.
void use_wal(soci::session& sql) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      sql << "pragma journal_mode=wal";
      sql << "pragma synchronous=normal";
      sql << "pragma foreign_keys=on";
      return;
    } catch (const soci::sqlite3_soci_error& error) {
      if ((error.result() & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return printable(valid_utf8(trim_ascii(text)), 500);
}

// Whether there is nothing to do: then nobody who is writing has to be waited for.
bool up_to_date(Database& database, const std::string& component, int wanted) {
  const auto version = database.attempt([&](soci::session& sql) {
    int found = -1;
    sql << "select version from schema_version where component = :c", soci::into(found), soci::use(component);
    return sql.got_data() ? found : -1;
  });
  return version && *version == wanted;
}

}  // namespace

Database::Database(DatabaseAddress address, std::unique_ptr<soci::session> session)
    : address_(std::move(address)), session_(std::move(session)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const DatabaseAddress& address, bool create) {
  if (address.engine == Engine::sqlite)
    if (auto made = make_file(address.text, create); !made) return tl::unexpected(made.error());
  std::unique_ptr<Database> out(new Database(address, std::make_unique<soci::session>()));
  const auto opened = out->attempt([&](soci::session& sql) {
    if (address.engine == Engine::sqlite) {
      sql.open(soci::sqlite3, sqlite_connection(address.text));
      use_wal(sql);
    } else {
      sql.open(soci::postgresql, postgresql_connection(address.text));
      sql << "set client_min_messages=error";
    }
  });
  if (!opened) return tl::unexpected(opened.error());
  return out;
}

void Database::begin(Access access) {
  if (engine() == Engine::sqlite)
    *session_ << (access == Access::write ? "begin immediate" : "begin");
  else
    *session_ << (access == Access::write ? "begin" : "begin isolation level repeatable read read only");
}

void Database::commit() { *session_ << "commit"; }

void Database::roll_back() noexcept {
  try {
    *session_ << "rollback";
  } catch (...) {
    return;  // there is no transaction, or no connection any more
  }
}

Error Database::current_error() const {
  const std::string where = shown_address(address_);
  try {
    throw;
  } catch (const soci::soci_error& error) {
    return {kind_of(error), where, one_line(error.get_error_message())};
  } catch (const std::exception& error) {
    return {ErrorKind::system, where, one_line(error.what())};
  } catch (...) {
    return {ErrorKind::system, where, "unknown failure"};
  }
}

Result<void> migrate(Database& database, std::string_view component, std::span<const Migration> migrations) {
  const std::string name(component);
  const int wanted = static_cast<int>(migrations.size());
  if (up_to_date(database, name, wanted)) return {};
  const auto found = database.transaction([&](soci::session& sql) {
    if (database.engine() == Engine::postgresql) {
      int ignored = 0;
      // Two programs that start together: the second waits for the first one's commit.
      sql << "select 1 from pg_advisory_xact_lock(762018)", soci::into(ignored);
    }
    sql << "create table if not exists schema_version (component varchar(40) primary key, version integer "
           "not null)";
    int version = 0;
    sql << "select version from schema_version where component = :c", soci::into(version), soci::use(name);
    if (!sql.got_data()) {
      version = 0;
      sql << "insert into schema_version (component, version) values (:c, 0)", soci::use(name);
    }
    for (int step = version; step < wanted; ++step) {
      const Migration& migration = migrations[static_cast<std::size_t>(step)];
      std::string_view text = database.engine() == Engine::postgresql && !migration.postgresql.empty()
                                  ? migration.postgresql
                                  : migration.sqlite;
      for (auto end = text.find(';'); end != std::string_view::npos; end = text.find(';')) {
        sql << std::string(text.substr(0, end));
        text.remove_prefix(end + 1);
      }
    }
    if (version < wanted)
      sql << "update schema_version set version = :v where component = :c", soci::use(wanted),
          soci::use(name);
    return version;
  });
  if (!found) return tl::unexpected(found.error());
  if (*found > wanted)
    return fail(
        ErrorKind::unsupported, name,
        fmt::format("the database has version {} of its tables, this program knows {}", *found, wanted));
  return {};
}

}  // namespace congvu::state
