#include "app/workflow/kept_path.h"

#include <filesystem>

#include "app/workflow/image_source.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

bool isThere(const fs::path& path) {
  std::error_code problem;
  return fs::exists(path, problem);
}

fs::path folderOf(const std::string& sessionPath) {
  // Absolute first: the path of a future file may not exist and cannot be resolved.
  std::error_code problem;
  const fs::path here = fs::absolute(sessionPath, problem);
  const fs::path whole = problem ? here : fs::weakly_canonical(here, problem);
  return problem ? fs::path(sessionPath).parent_path() : whole.parent_path();
}

// Relative to the session's folder; old sessions may contain such relative paths.
fs::path besideSession(const Session& session, const char* name, const std::string& stored) {
  const Json& places = session.settings().places;
  std::string relative = fs::path(stored).is_relative() ? stored : std::string();
  if (places.is_object() && places.contains(name)) relative = stringMember(places, name, session.path());
  return relative.empty() ? fs::path() : (folderOf(session.path()) / relative).lexically_normal();
}

}  // namespace

std::string absolutePath(const std::string& path) {
  if (path.empty() || namesNoFile(path) || !isThere(path)) return path;
  std::error_code problem;
  const fs::path whole = fs::weakly_canonical(path, problem);
  return problem ? path : whole.string();
}

Json placesFrom(const std::map<std::string, std::string>& paths, const std::string& sessionPath) {
  Json places = Json::object();
  for (const auto& [name, path] : paths) {
    const fs::path whole = absolutePath(path);
    if (!whole.is_absolute()) continue;
    if (const fs::path relative = whole.lexically_relative(folderOf(sessionPath)); !relative.empty())
      places[name] = relative.string();
  }
  return places;
}

std::string placeNow(const Session& session, const char* name, const std::string& stored) {
  if (stored.empty() || namesNoFile(stored) || isThere(stored)) return stored;
  const fs::path beside = besideSession(session, name, stored);
  return !beside.empty() && isThere(beside) ? beside.string() : stored;
}

void checkPlace(const Session& session, const char* name, const std::string& stored) {
  const std::string now = placeNow(session, name, stored);
  if (now.empty() || namesNoFile(now) || isThere(now)) return;
  const fs::path beside = besideSession(session, name, stored);
  throw InputError(text("cannot find the ", name, " of session '", session.path(), "': there is neither '", stored, "'",
                        beside.empty() || beside == stored ? "" : text(" nor '", beside.string(), "'"),
                        beside.empty() || beside == stored ? " nor a path relative to the session's folder" : ""));
}

Json searchHere(const Session& session) {
  Json search = session.settings().search;
  for (const char* name : {"calibration", "train"})
    if (search.contains(name) && search[name].is_string())
      search[name] = absolutePath(placeNow(session, name, search[name].get<std::string>()));
  return search;
}

}  // namespace bitprism
