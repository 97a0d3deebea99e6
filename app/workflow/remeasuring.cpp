#include "app/workflow/remeasuring.h"

#include <algorithm>
#include <chrono>

#include "app/workflow/search_request.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/trial_score.h"

namespace bitprism {
namespace {

constexpr const char* noticeShownKey = "told_of_older";
constexpr const char* progressKey = "remeasuring";  // evaluations repeated; negative: old figures may remain

}  // namespace

std::optional<std::string> olderNotice(const Session& session) {
  if (!session.measuredByOlder() || session.value(noticeShownKey) || session.value(progressKey)) return {};
  return text("session '", session.path(),
              "' was measured by an older version, whose matrix products could be wrong with several threads; "
              "'search --session ",
              session.path(), " --remeasure' measures everything again");
}

void markOlderNoticeShown(const std::string& path) {
  try {
    Session::leaveNote(path, noticeShownKey, true);
  } catch (const Error&) {
    // In use or read-only: the notice is shown again next time.
  }
}

void markOlderNoticeShown(Session& session) {
  if (session.measuredByOlder() && !session.value(noticeShownKey)) session.setValue(noticeShownKey, true);
}

bool beginRemeasuring(Session& session, bool wanted) {
  std::optional<Json> done = session.value(progressKey);
  if (!done && !wanted) return false;
  if (!done) session.setValue(progressKey, -1);
  if (!done || !done->is_number_integer() || *done < 0) {
    session.forgetSensitivities();
    for (const char* key : {"float_scores", "activations", "integer_form"}) session.removeValue(key);
    session.setValue(progressKey, 0);
  }
  return true;
}

Remeasured remeasureEvaluations(Session& session, const std::function<QuantPlan(const PlanChoice&)>& planOf,
                                Evaluator& search, Evaluator& report, std::stop_token stop, const Progress& progress) {
  const std::vector<Evaluation> all = session.evaluations();
  const std::optional<Json> before = session.value(progressKey);
  const int done = before && before->is_number_integer() ? before->get<int>() : 0;
  Remeasured result;
  const auto total = static_cast<std::int64_t>(all.size());
  const int topTask = static_cast<int>(tasksOf(session).size()) - 1;
  for (std::size_t i = static_cast<std::size_t>(std::max(done, 0)); i < all.size(); ++i) {
    bitprism::report(progress, "measuring again, evaluation", static_cast<std::int64_t>(i), total);
    const auto start = std::chrono::steady_clock::now();
    Evaluation again = all[i];
    measureTrial(again, planOf(again.bits), search, again.taskIndex == topTask ? &report : nullptr, stop, {});
    again.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    session.addEvaluation(again);
    session.setValue(progressKey, i + 1);
    ++result.evaluations;
    result.changed += again.score != all[i].score || again.reportAccuracy != all[i].reportAccuracy;
  }
  session.measuredAgain();
  session.removeValue(progressKey);
  return result;
}

}  // namespace bitprism
