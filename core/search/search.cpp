#include "core/search/search.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/mtgp_search.h"
#include "core/search/nuq_search.h"
#include "core/search/random_search.h"
#include "core/search/sensitivity_search.h"
#include "core/search/tied_search.h"

namespace bitprism {

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
  static const std::vector<std::string> names{"mtgp",          "nuq",         "nuq-quadratic", "nuq-cubic",
                                              "nuq-chebyshev", "sensitivity", "random"};
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
    const bool rises = before.images > 0 && (after.images == 0 || after.images > before.images);
    if (!rises && !(before.images == after.images && after.epochs > before.epochs))
      throw UsageError(text("task '", taskName(after), "' cannot follow '", taskName(before),
                            "': expected rising costs, such as 128, 512, all"));
  }
}

std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity) {
  checkSearch(settings, space);
  if (!space.ties.empty()) return std::make_unique<TiedSearch>(settings, space, sensitivity);
  if (settings.method == "mtgp") return std::make_unique<MtgpSearch>(settings, space, sensitivity);
  if (settings.method == "random") return std::make_unique<RandomSearch>(settings, space);
  if (settings.method.starts_with("nuq")) {
    NuqSettings nuq;
    if (settings.method != "nuq") nuq.curve = bitCurveFromName(settings.method.substr(4));
    return std::make_unique<NuqSearch>(settings, space, sensitivity, nuq);
  }
  return std::make_unique<SensitivitySearch>(settings, space, sensitivity);
}

}  // namespace bitprism
