#include "app/desktop/stored_search.h"

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

StoredSearch readStoredSearch(const std::string& path) {
  const Session session = Session::openForReading(path);
  const SessionSettings& settings = session.settings();
  StoredSearch stored;
  stored.study.networkPath = settings.networkPath;
  stored.study.dataPath = settings.dataPath;
  stored.study.preprocessing = preprocessingFromJson(settings.preprocessing, path);
  stored.snapshot = snapshotOf(session);

  const Json& search = settings.search;
  SearchRequest& request = stored.request;
  request.sessionPath = path;
  request.search.method = stored.snapshot->method;
  request.search.tasks = stored.snapshot->tasks;
  request.search.seed = static_cast<std::uint64_t>(integerMember(search, "seed", path));
  request.search.trials = stored.snapshot->trials;
  if (const auto trials = session.value("trials"); trials && trials->is_number_integer())
    request.search.trials = trials->get<int>();
  request.scheme = schemeFromJson(member(search, "scheme", path));
  const Json& bits = member(search, "bits", path);
  if (bits.is_array() && bits.size() == 2 && bits[0].is_number_integer() && bits[1].is_number_integer()) {
    request.minimumBits = bits[0].get<int>();
    request.maximumBits = bits[1].get<int>();
  }
  stored.study.seed = static_cast<std::uint64_t>(integerMember(search, "split_seed", path));
  return stored;
}

}  // namespace bitprism
