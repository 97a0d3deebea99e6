#include "app/desktop/stored_search.h"

#include <algorithm>
#include <fstream>

#include "app/desktop/front_picture.h"

namespace bitprism {

bool isSession(const std::string& path) {
  // "File format for databases", sqlite.org/fileformat.html 1.3.1
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::string head(magic.size(), ' ');
  std::ifstream file(path, std::ios::binary);
  return file.read(head.data(), static_cast<std::streamsize>(head.size())) && head == magic;
}

std::vector<Method> methodsOf(const SearchRequest& request) {
  if (request.others.empty()) return {};
  std::vector<Method> methods = {request.scheme.method};
  for (const QuantScheme& other : request.others)
    if (std::find(methods.begin(), methods.end(), other.method) == methods.end()) methods.push_back(other.method);
  return methods;
}

StoredSearch readStoredSearch(const std::string& path) {
  const Session session = Session::openForReading(path);
  const SessionSettings& settings = session.settings();
  StoredSearch stored;
  stored.study.networkPath = settings.networkPath;
  stored.study.dataPath = settings.dataPath;
  stored.study.preprocessing = preprocessingFromJson(settings.preprocessing, path);
  stored.snapshot = snapshotOf(session);

  stored.request = requestOf(session);
  stored.request.search.trials = stored.snapshot->trials;
  if (const auto trials = session.value("trials"); trials && trials->is_number_integer())
    stored.request.search.trials = trials->get<int>();
  stored.study.seed = static_cast<std::uint64_t>(integerMember(settings.search, "split_seed", path));
  return stored;
}

}  // namespace bitprism
