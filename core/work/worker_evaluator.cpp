#include "core/work/worker_evaluator.h"

namespace bitprism {

EvaluationRequest WorkerEvaluator::requestFor(const std::vector<QuantPlan>& plans, const Task& task) const {
  EvaluationRequest request{.part = part_, .plans = {}, .task = task};
  for (const QuantPlan& plan : plans) request.plans.push_back(planToJson(plan, *network_));
  return request;
}

Score WorkerEvaluator::evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                const Progress& progress) {
  return measure_(requestFor({plan}, task), std::move(stop), progress, {}).front();
}

Score WorkerEvaluator::evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                      const Progress& progress) {
  EvaluationRequest request = requestFor({plan}, task);
  request.afresh = true;
  return measure_(request, std::move(stop), progress, {}).front();
}

// In portions, since what a worker knows is lost with it.
std::vector<Score> WorkerEvaluator::evaluateEach(const std::vector<QuantPlan>& plans, const Task& task,
                                                 std::stop_token stop, const Progress& progress,
                                                 const OnScore& known) {
  constexpr std::size_t portion = 64;
  std::vector<Score> scores;
  while (scores.size() < plans.size()) {
    const std::size_t first = scores.size(), count = std::min(portion, plans.size() - first);
    const auto begin = plans.begin() + static_cast<std::ptrdiff_t>(first);
    EvaluationRequest request = requestFor({begin, begin + static_cast<std::ptrdiff_t>(count)}, task);
    request.each = true;
    std::vector<bool> told(count);
    const auto tell = [&](std::size_t plan, const Score& score) {
      if (plan >= count || told[plan]) return;  // by a worker before it was lost
      told[plan] = true;
      if (known) known(first + plan, score);
    };
    const std::vector<Score> some = measure_(request, stop, {}, tell);
    for (std::size_t i = 0; i < some.size(); ++i) tell(i, some[i]);
    scores.insert(scores.end(), some.begin(), some.end());
    report(progress, "evaluating", static_cast<std::int64_t>(scores.size()), static_cast<std::int64_t>(plans.size()));
  }
  return scores;
}

}  // namespace bitprism
