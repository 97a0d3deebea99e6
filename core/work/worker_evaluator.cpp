#include "core/work/worker_evaluator.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

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

// In portions, since what a worker has measured is lost with it, and others may measure the next ones.
std::vector<Score> WorkerEvaluator::evaluateEach(const std::vector<QuantPlan>& plans, const Task& task,
                                                 std::stop_token stop, const Progress& progress, const OnScore& known) {
  constexpr std::size_t mostPlans = 64;
  const auto parallel = static_cast<std::size_t>(std::max(1, parallel_));
  const std::size_t portion = std::clamp<std::size_t>((plans.size() + parallel - 1) / parallel, 1, mostPlans);
  std::vector<std::optional<Score>> scores(plans.size());
  std::mutex mutex;
  std::int64_t done = 0;
  std::exception_ptr problem;
  std::stop_source ending;
  const std::stop_callback passOn(stop, [&] { ending.request_stop(); });
  const auto tell = [&](std::size_t plan, const Score& score) {
    const std::lock_guard lock(mutex);
    if (plan >= scores.size() || scores[plan]) return;  // told by another worker, which was lost
    scores[plan] = score;
    if (known) known(plan, score);
    report(progress, "evaluating", ++done, static_cast<std::int64_t>(plans.size()));
  };
  std::size_t next = 0;
  const auto work = [&] {
    try {
      for (;;) {
        std::size_t first = 0;
        {
          const std::lock_guard lock(mutex);
          if (next >= plans.size() || problem) return;
          first = std::exchange(next, next + portion);
        }
        const auto begin = plans.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = plans.begin() + static_cast<std::ptrdiff_t>(std::min(first + portion, plans.size()));
        EvaluationRequest request = requestFor({begin, end}, task);
        request.each = true;
        const std::vector<Score> some =
            measure_(request, ending.get_token(), {}, [&](std::size_t i, const Score& score) {
              if (i < request.plans.size()) tell(first + i, score);
            });
        for (std::size_t i = 0; i < some.size(); ++i) tell(first + i, some[i]);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!problem) problem = std::current_exception();
      ending.request_stop();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(parallel, (plans.size() + portion - 1) / portion); ++i)
      threads.emplace_back(work);
    work();
  }
  if (problem) std::rethrow_exception(problem);
  std::vector<Score> all;
  for (const std::optional<Score>& score : scores) all.push_back(score.value());
  return all;
}

}  // namespace bitprism
