#include "core/session/session_schema.h"

#include <SQLiteCpp/Statement.h>

#include <array>
#include <string_view>

#include "core/base/text.h"
#include "core/session/session_problem.h"

namespace bitprism {
namespace {

struct Table {
  std::string_view name;
  const char* definition;
  bool keyed;          // SQLite creates an index for it
  int since;           // format
  bool always = true;  // false: old files may lack it
};

// SQLite stores definitions verbatim, so changing a space here would change the table.
constexpr std::array<Table, 4> tables = {
    {{"documents", "CREATE TABLE documents(name TEXT PRIMARY KEY, content TEXT NOT NULL, hash INTEGER NOT NULL)", true,
      2},
     {"evaluations",
      "CREATE TABLE evaluations(trial INTEGER PRIMARY KEY, bits TEXT NOT NULL, task_images INTEGER NOT NULL, "
      "task_epochs INTEGER NOT NULL, task_index INTEGER NOT NULL, bytes INTEGER NOT NULL, accuracy REAL, loss REAL, "
      "kl REAL, agreement REAL, images INTEGER NOT NULL, report_accuracy REAL, seconds REAL, why TEXT NOT NULL, "
      "failure TEXT NOT NULL, hash INTEGER NOT NULL, metric TEXT NOT NULL, top5 REAL, sqnr REAL)",
      false, 2},
     {"predictions",
      "CREATE TABLE predictions(trial INTEGER PRIMARY KEY, mean REAL, deviation REAL, hash INTEGER NOT NULL)", false, 2,
      false},
     {"sensitivities",
      "CREATE TABLE sensitivities(layer INTEGER NOT NULL, choice TEXT NOT NULL, images INTEGER NOT NULL, kl REAL, "
      "hash INTEGER NOT NULL, PRIMARY KEY(layer, choice))",
      true, 3}}};

// A name from an untrusted file, short enough for a message.
std::string shown(const std::string& name) {
  constexpr std::size_t most = 40;
  std::string result = name.size() > most ? name.substr(0, most) + "..." : name;
  for (char& c : result)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return result;
}

[[noreturn]] void altered(const std::string& path, const std::string& what) {
  notASession(path, "the file is damaged or was altered: " + what);
}

}  // namespace

void createSessionTables(SQLite::Database& database) {
  database.exec(text("PRAGMA application_id=", sessionApplication));
  for (const Table& table : tables) database.exec(table.definition);
  database.exec(text("PRAGMA user_version=", sessionFormat));
}

void upgradeSessionTables(SQLite::Database& database) {
  for (const Table& table : tables)
    if (!database.tableExists(std::string(table.name))) database.exec(table.definition);
  database.exec(text("PRAGMA user_version=", sessionFormat));
}

bool hasSensitivities(SQLite::Database& database) {
  return database.tableExists("sensitivities");
}

void checkSessionTables(SQLite::Database& database, const std::string& path) {
  if (database.execAndGet("PRAGMA application_id").getInt() != sessionApplication)
    notASession(path, "it is not a BitPrism session (a SQLite database of another program)");
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version > sessionFormat)
    notASession(path, text("it was written by a newer BitPrism (format ", version, ", this version reads up to ",
                           sessionFormat, ")"));
  if (version < oldestSessionFormat)
    notASession(path, text("it was written by an older BitPrism (format ", version, ", this version reads ",
                           oldestSessionFormat, " and ", sessionFormat, ")"));
  std::array<bool, tables.size()> found{};
  SQLite::Statement query(database, "SELECT type, name, sql FROM sqlite_master");
  while (query.executeStep()) {
    const std::string type = query.getColumn(0).getString(), name = query.getColumn(1).getString(),
                      definition = query.getColumn(2).getString();
    bool known = false;
    for (std::size_t i = 0; i < tables.size() && !known; ++i) {
      if (type == "index") {
        known = tables[i].keyed && definition.empty() && name == text("sqlite_autoindex_", tables[i].name, "_1");
      } else {
        known = type == "table" && name == tables[i].name && definition == tables[i].definition;
        found[i] = found[i] || known;
      }
    }
    if (!known) altered(path, text("its ", shown(type), " '", shown(name), "' does not belong to a session"));
  }
  for (std::size_t i = 0; i < tables.size(); ++i)
    if (!found[i] && tables[i].always && tables[i].since <= version)
      altered(path, text("it has no table '", tables[i].name, "'"));
}

}  // namespace bitprism
