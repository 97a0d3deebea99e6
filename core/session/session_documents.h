#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string>

#include "core/session/session.h"

namespace bitprism {

// Table `documents` of a session: JSON texts by name, each with a hash of its content.

// The text of a JSON value as stored.
std::string storedText(const Json& json);

// A row's hash, from a text of its whole content.
std::int64_t rowHash(const std::string& content);

void putDocument(SQLite::Database& database, const std::string& name, const std::string& content);
void removeDocument(SQLite::Database& database, const std::string& name);

// Empty if there is none. path names the session in errors. Throws InputError if the document is damaged.
std::optional<std::string> findDocument(SQLite::Database& database, const std::string& name, const std::string& path);

// The document `settings`; the plan is a separate document. Throws InputError if something is missing.
Json settingsToJson(const SessionSettings& settings);
SessionSettings settingsFromJson(const Json& json, const std::string& path);

}  // namespace bitprism
