#include "core/session/session_documents.h"

#include <SQLiteCpp/Statement.h>

#include <cstdlib>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/session/session_problem.h"

namespace bitprism {

// Text that is not UTF-8 (paths may be) is stored as well as JSON allows.
std::string storedText(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t rowHash(const std::string& content) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(content.data());
  return static_cast<std::int64_t>(contentHash(std::span(bytes, content.size())));
}

void putDocument(SQLite::Database& database, const std::string& name, const std::string& content) {
  SQLite::Statement statement(database, "INSERT OR REPLACE INTO documents(name, content, hash) VALUES(?, ?, ?)");
  statement.bind(1, name);
  statement.bind(2, content);
  statement.bind(3, rowHash(name + '|' + content));
  statement.exec();
}

void removeDocument(SQLite::Database& database, const std::string& name) {
  SQLite::Statement statement(database, "DELETE FROM documents WHERE name = ?");
  statement.bind(1, name);
  statement.exec();
}

std::optional<std::string> findDocument(SQLite::Database& database, const std::string& name, const std::string& path) {
  SQLite::Statement query(database, "SELECT content, hash FROM documents WHERE name = ?");
  query.bind(1, name);
  if (!query.executeStep()) return {};
  const std::string content = query.getColumn(0).getString();
  if (query.getColumn(1).getInt64() != rowHash(name + '|' + content))
    notASession(path, text("its document '", name, "' is damaged"));
  return content;
}

Json settingsToJson(const SessionSettings& settings) {
  return {{"network_path", settings.networkPath},
          {"network_name", settings.networkName},
          {"network_hash", text(settings.networkHash)},  // not every JSON reader keeps 64 bits
          {"data_path", settings.dataPath},
          {"data_name", settings.dataName},
          {"preprocessing", settings.preprocessing},
          {"search", settings.search},
          {"places", settings.places}};
}

SessionSettings settingsFromJson(const Json& json, const std::string& path) {
  SessionSettings settings;
  settings.networkPath = stringMember(json, "network_path", path);
  settings.networkName = stringMember(json, "network_name", path);
  const std::string hash = stringMember(json, "network_hash", path);
  char* end = nullptr;
  settings.networkHash = std::strtoull(hash.c_str(), &end, 10);
  if (hash.empty() || *end != 0) notASession(path, "'network_hash' is not a number");
  settings.dataPath = stringMember(json, "data_path", path);
  settings.dataName = stringMember(json, "data_name", path);
  settings.preprocessing = member(json, "preprocessing", path);
  settings.search = member(json, "search", path);
  if (json.contains("places")) settings.places = json["places"];
  return settings;
}

}  // namespace bitprism
