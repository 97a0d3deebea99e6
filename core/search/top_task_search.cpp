#include "core/search/top_task_search.h"

#include <utility>

#include "core/search/mtgp_search.h"

namespace bitprism {

TopTaskSearch::TopTaskSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity)
    : topTask_(static_cast<int>(settings.tasks.size()) - 1) {
  SearchSettings alone = settings;
  alone.tasks = {settings.tasks.back()};
  search_ = makeSearch(alone, space, sensitivity);
}

std::optional<Proposal> TopTaskSearch::ask(std::stop_token stop) {
  std::optional<Proposal> proposal = search_->ask(std::move(stop));
  if (proposal) proposal->task = topTask_;
  return proposal;
}

void TopTaskSearch::tell(const Evaluation& evaluation) {
  if (evaluation.taskIndex != topTask_) return;
  Evaluation inner = evaluation;
  inner.taskIndex = 0;
  search_->tell(inner);
}

constinit const SearchMethodInfo topTaskMethod = {
    .name = "gp",
    .title = "GP of the top task",
    .sensitivity = SensitivityNeed::Always,
    .make = [](const SearchSettings& settings, const SearchSpace& space,
               const Sensitivity& sensitivity) -> std::unique_ptr<Search> {
      SearchSettings led = settings;
      led.method = mtgpMethod.name;
      return std::make_unique<TopTaskSearch>(led, space, sensitivity);
    }};

}  // namespace bitprism
