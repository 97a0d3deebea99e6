#include "core/search/search.h"

#include <algorithm>
#include <set>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/list_search.h"
#include "core/search/mtgp_search.h"
#include "core/search/nsga2_search.h"
#include "core/search/nuq_search.h"
#include "core/search/random_search.h"
#include "core/search/search_method.h"
#include "core/search/swap_search.h"
#include "core/search/tied_search.h"
#include "core/search/top_task_search.h"

namespace bitprism {
namespace {

constexpr const SearchMethodInfo* searchMethodRows[] = {&mtgpMethod,   &topTaskMethod, &nuqLines,    &nuqParabolas,
                                                        &nuqCubics,    &nuqChebyshev,  &sweepMethod, &knapsackMethod,
                                                        &greedyMethod, &swapMethod,    &nsga2Method, &randomMethod};

struct CheapObservationInfo {
  CheapObservation value;
  const char* name;
  const char* title;
};

constexpr std::array<CheapObservationInfo, 3> cheapObservations = {
    {{CheapObservation::Kl, "kl", "KL"},
     {CheapObservation::Accuracy, "accuracy", "accuracy"},
     {CheapObservation::Both, "both", "both"}}};
static_assert(namesEveryValue<cheapObservations>());

}  // namespace

std::vector<Prediction> Predictor::predictEach(const std::vector<PlanChoice>& plans) const {
  std::vector<Prediction> predictions;
  for (const PlanChoice& bits : plans) predictions.push_back(predict(bits));
  return predictions;
}

std::optional<Prediction> Search::predict(const PlanChoice& bits) const {
  const std::shared_ptr<const Predictor> model = predictor();
  if (!model) return {};
  return model->predict(bits);
}

const char* cheapObservationName(CheapObservation observation) {
  return rowOf(cheapObservations, observation).name;
}

const char* cheapObservationTitle(CheapObservation observation) {
  return rowOf(cheapObservations, observation).title;
}

std::array<const char*, 3> cheapObservationNames() {
  return namesIn(cheapObservations);
}

CheapObservation cheapObservationFromName(const std::string& name) {
  if (const auto known = valueNamed(cheapObservations, name)) return *known;
  throw UsageError(
      text("cheap tasks cannot observe '", name, "', expected ", alternatives(namesIn(cheapObservations))));
}

std::span<const SearchMethodInfo* const> searchMethods() {
  return searchMethodRows;
}

std::vector<std::string> searchMethodNames() {
  std::vector<std::string> names;
  for (const SearchMethodInfo* method : searchMethodRows) names.emplace_back(method->name);
  return names;
}

const SearchMethodInfo& searchMethodNamed(const std::string& name) {
  for (const SearchMethodInfo* method : searchMethodRows)
    if (name == method->name) return *method;
  throw UsageError(text("unknown search method '", name, "', expected ", alternatives(searchMethodNames())));
}

void checkSearch(const SearchSettings& settings, const SearchSpace& space) {
  searchMethodNamed(settings.method);
  if (space.size() == 0) throw UsageError("cannot search: the network has no layers that can be quantized");
  if (settings.tasks.empty()) throw UsageError("cannot search without a task, expected at least one");
  for (std::size_t i = 1; i < settings.tasks.size(); ++i) {
    const Task &before = settings.tasks[i - 1], &after = settings.tasks[i];
    if (!risesTo(before, after))
      throw UsageError(text("task '", taskName(after), "' cannot follow '", taskName(before),
                            "', expected rising costs, such as 128, 512, all, or more epochs"));
  }
}

bool needsSensitivity(const std::string& method, const SearchSpace& space) {
  const SensitivityNeed need = searchMethodNamed(method).sensitivity;
  if (need != SensitivityNeed::BetweenSchemes) return need == SensitivityNeed::Always;
  return std::any_of(space.layers.begin(), space.layers.end(), [](const SearchSpace::LayerOptions& layer) {
    std::set<int> widths;
    for (const LayerChoice& choice : layer.widths) widths.insert(choice.bits);
    return widths.size() < layer.widths.size();
  });
}

std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity) {
  checkSearch(settings, space);
  if (!space.ties.empty()) return std::make_unique<TiedSearch>(settings, space, sensitivity);
  return searchMethodNamed(settings.method).make(settings, space, sensitivity);
}

}  // namespace bitprism
