#include "app/desktop/stored_search.h"

#include <algorithm>

#include "app/desktop/front_picture.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/remeasuring.h"
#include "app/workflow/session_summary.h"
#include "core/base/error.h"

namespace bitprism {

bool isSession(const std::string& path) {
  return isSessionFile(path);
}

std::vector<Method> methodsOf(const SearchRequest& request) {
  if (request.others.empty() || request.automatic) return {};
  std::vector<Method> methods = {request.scheme.method};
  for (const Quantization& other : request.others)
    if (std::find(methods.begin(), methods.end(), other.method) == methods.end()) methods.push_back(other.method);
  return methods;
}

StoredSearch readStoredSearch(const std::string& path, std::stop_token stop) {
  const Session session = Session::openForReading(path, stop);
  checkPlace(session, "network", session.settings().networkPath);
  checkPlace(session, "data", session.settings().dataPath);
  StoredSearch stored;
  stored.notices = session.notices();
  stored.older = olderNotice(session).has_value();
  stored.study = studySettingsOf(session);
  stored.request = requestOf(session);
  stored.model = searchModel(session, stop);
  auto snapshot = std::make_shared<SearchSnapshot>(*snapshotOf(session));
  if (stored.model) snapshot->insight = stored.model->insight;
  stored.snapshot = std::move(snapshot);
  return stored;
}

bool measuredByOlder(const std::string& path) {
  if (!isSession(path)) return false;
  try {
    return olderNotice(Session::openForReading(path)).has_value();
  } catch (const Error&) {
    return false;  // the reason is reported when it is opened
  }
}

}  // namespace bitprism
