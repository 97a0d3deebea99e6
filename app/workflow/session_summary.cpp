#include "app/workflow/session_summary.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "app/workflow/front_report.h"
#include "app/workflow/image_source.h"
#include "app/workflow/kept_path.h"
#include "core/base/error.h"
#include "core/session/session_lock.h"

namespace bitprism {
namespace {

bool isLocked(const std::string& path) {
  try {
    const SessionLock lock(path);
    return false;
  } catch (const InputError&) {
    return false;
  } catch (const Error&) {  // also where the file may only be read: nobody searches in it then
    std::error_code problem;
    const auto permissions = std::filesystem::status(path, problem).permissions();
    return (permissions & std::filesystem::perms::owner_write) != std::filesystem::perms::none;
  }
}

bool isStillThere(const std::string& path) {
  std::error_code problem;
  return path.empty() || namesNoFile(path) || std::filesystem::exists(path, problem);
}

}  // namespace

SessionSummary summaryOf(const std::string& path, std::stop_token stop) {
  // Before the file is read: closing a lock's descriptor drops what SQLite has locked.
  const bool locked = isLocked(path);
  const Session session = Session::openForReading(path, stop);
  SessionSummary summary;
  summary.path = path;
  summary.networkName = session.settings().networkName;
  summary.networkPath = placeNow(session, "network", session.settings().networkPath);
  summary.dataPath = placeNow(session, "data", session.settings().dataPath);
  summary.found = isStillThere(summary.networkPath) && isStillThere(summary.dataPath);
  const FrontReport report = frontReport(session);
  summary.metric = report.metric;
  summary.floatAccuracy = report.floatAccuracy;
  summary.floatBytes = report.floatBytes;
  for (const Evaluation& evaluation : report.evaluations)
    if (evaluation.taskIndex == report.topTask)
      summary.points.push_back({evaluation.score.accuracy, evaluation.bytes, summary.points.size()});
  summary.front = paretoFront(summary.points);
  for (const Evaluation& evaluation : session.evaluations()) summary.done += evaluation.taskIndex == report.topTask;
  summary.trials = summary.done;
  if (const auto trials = session.value("trials"); trials && trials->is_number_integer())
    summary.trials = std::max(summary.done, trials->get<int>());
  if (session.leftInUse())
    summary.state = locked ? SessionSummary::State::InUse : SessionSummary::State::Killed;
  else if (summary.done < summary.trials)
    summary.state = SessionSummary::State::Stopped;
  return summary;
}

bool isSessionFile(const std::string& path) {
  // "File format for databases", sqlite.org/fileformat.html 1.3.1
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::string head(magic.size(), ' ');
  std::ifstream file(path, std::ios::binary);
  return file.read(head.data(), static_cast<std::streamsize>(head.size())) && head == magic;
}

}  // namespace bitprism
