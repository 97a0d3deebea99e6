#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

namespace bitprism {

// The tables of a session's file, described in session.cpp. Format 2 had no table of sensitivities.
inline constexpr int sessionApplication = 0x42695072;  // "BiPr"
inline constexpr int sessionFormat = 3;
inline constexpr int oldestSessionFormat = 2;

void createSessionTables(SQLite::Database& database);   // of a new file
void upgradeSessionTables(SQLite::Database& database);  // to this format, within the caller's transaction
bool hasSensitivities(SQLite::Database& database);

// Throws InputError unless the file claims to be a session of a supported format and has exactly our tables: no view,
// trigger, index or column that would compute something while it is read.
void checkSessionTables(SQLite::Database& database, const std::string& path);

}  // namespace bitprism
