#include "core/search/search.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/greedy_sweep.h"
#include "core/search/knapsack.h"
#include "core/search/list_search.h"
#include "core/search/mtgp_search.h"
#include "core/search/nsga2_search.h"
#include "core/search/nuq_search.h"
#include "core/search/random_search.h"
#include "core/search/swap_search.h"
#include "core/search/tied_search.h"
#include "core/search/top_task_search.h"

namespace bitprism {

std::vector<Prediction> Predictor::predictEach(const std::vector<BitAllocation>& plans) const {
  std::vector<Prediction> predictions;
  for (const BitAllocation& bits : plans) predictions.push_back(predict(bits));
  return predictions;
}

std::optional<Prediction> Search::predict(const BitAllocation& bits) const {
  const std::shared_ptr<const Predictor> model = predictor();
  if (!model) return {};
  return model->predict(bits);
}

const char* cheapObservationName(CheapObservation observation) {
  return observation == CheapObservation::Kl ? "kl" : observation == CheapObservation::Accuracy ? "accuracy" : "both";
}

CheapObservation cheapObservationFromName(const std::string& name) {
  for (const CheapObservation one : {CheapObservation::Kl, CheapObservation::Accuracy, CheapObservation::Both})
    if (name == cheapObservationName(one)) return one;
  throw UsageError(text("cheap tasks cannot observe '", name, "': expected kl, accuracy or both"));
}

const std::vector<std::string>& searchMethods() {
  static const std::vector<std::string> names{"mtgp",          "gp",          "nuq",      "nuq-quadratic", "nuq-cubic",
                                              "nuq-chebyshev", "sensitivity", "knapsack", "greedy",        "swap",
                                              "nsga2",         "random"};
  return names;
}

void checkSearch(const SearchSettings& settings, const SearchSpace& space) {
  const std::vector<std::string>& methods = searchMethods();
  if (std::find(methods.begin(), methods.end(), settings.method) == methods.end()) {
    std::string names;
    for (const std::string& name : methods)
      names += (names.empty() ? "" : name == methods.back() ? " or " : ", ") + name;
    throw UsageError(text("there is no search method '", settings.method, "': expected ", names));
  }
  if (space.size() == 0) throw UsageError("cannot search: the network has no layers that could be quantized");
  if (settings.tasks.empty()) throw UsageError("cannot search without a task: expected at least one");
  for (std::size_t i = 1; i < settings.tasks.size(); ++i) {
    const Task &before = settings.tasks[i - 1], &after = settings.tasks[i];
    if (!risesTo(before, after))
      throw UsageError(text("task '", taskName(after), "' cannot follow '", taskName(before),
                            "': expected rising costs, such as 128, 512, all, or more epochs"));
  }
}

bool needsSensitivity(const std::string& method, const SearchSpace& space) {
  if (method == "random" || method == "nsga2") return false;
  if (!method.starts_with("nuq")) return true;
  // Its curves choose a width; of several schemes that have it the sensitivities choose.
  return std::any_of(space.layers.begin(), space.layers.end(), [](const SearchSpace::LayerChoice& layer) {
    std::set<int> widths;
    for (const int choice : layer.widths) widths.insert(bitsOfChoice(choice));
    return widths.size() < layer.widths.size();
  });
}

std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity) {
  checkSearch(settings, space);
  if (!space.ties.empty()) return std::make_unique<TiedSearch>(settings, space, sensitivity);
  const std::string& method = settings.method;
  const auto trials = static_cast<std::size_t>(std::max(settings.trials, 0));
  if (method == "mtgp") return std::make_unique<MtgpSearch>(settings, space, sensitivity);
  if (method == "gp") {
    SearchSettings led = settings;
    led.method = "mtgp";
    return std::make_unique<TopTaskSearch>(led, space, sensitivity);
  }
  if (method == "random") return std::make_unique<RandomSearch>(settings, space);
  if (method == "swap") return std::make_unique<SwapSearch>(settings, space, sensitivity);
  if (method == "nsga2") return std::make_unique<Nsga2Search>(settings, space);
  if (method == "knapsack")
    return std::make_unique<ListSearch>(settings, space, knapsackPlans(space, sensitivity, trials),
                                        "the least foretold harm in its bytes");
  if (method == "greedy")
    return std::make_unique<ListSearch>(settings, space, greedySweep(space, sensitivity), "on the greedy way down");
  if (method == "sensitivity")
    return std::make_unique<ListSearch>(settings, space, sweep(space, sensitivity), "on the Lagrangian sweep");
  NuqSettings nuq;
  if (method != "nuq") nuq.curve = bitCurveFromName(method.substr(std::string("nuq-").size()));
  return std::make_unique<NuqSearch>(settings, space, sensitivity, nuq);
}

}  // namespace bitprism
