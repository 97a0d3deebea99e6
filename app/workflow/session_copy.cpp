#include "app/workflow/session_copy.h"

#include "app/workflow/kept_path.h"

namespace bitprism {

void copySession(const std::string& from, const std::string& to) {
  const Session session = Session::openForReading(from);
  const SessionSettings& settings = session.settings();
  std::map<std::string, std::string> paths = {
      {"network", placeNow(session, "network", settings.networkPath)},
      {"data", placeNow(session, "data", settings.dataPath)},
  };
  for (const char* name : {"calibration", "train"})
    if (const auto found = settings.search.find(name); found != settings.search.end() && found->is_string())
      paths[name] = placeNow(session, name, found->get<std::string>());
  session.saveCopy(to, placesFrom(paths, to));
}

}  // namespace bitprism
