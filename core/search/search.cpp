#include "core/search/search.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/mtgp_search.h"
#include "core/search/random_search.h"
#include "core/search/sensitivity_search.h"
#include "core/search/tied_search.h"

namespace bitprism {

std::optional<Prediction> Search::predict(const BitAllocation& bits) const {
  const std::shared_ptr<const Predictor> model = predictor();
  if (!model) return {};
  return model->predict(bits);
}

void checkSearch(const SearchSettings& settings, const SearchSpace& space) {
  if (settings.method != "mtgp" && settings.method != "random" && settings.method != "sensitivity")
    throw UsageError(text("there is no search method '", settings.method, "': expected mtgp, sensitivity or random"));
  if (space.size() == 0) throw UsageError("cannot search: the network has no layers that could be quantized");
  if (settings.tasks.empty()) throw UsageError("cannot search without a task: expected at least one");
}

std::unique_ptr<Search> makeSearch(const SearchSettings& settings, const SearchSpace& space,
                                   const Sensitivity& sensitivity) {
  checkSearch(settings, space);
  if (!space.ties.empty()) return std::make_unique<TiedSearch>(settings, space, sensitivity);
  if (settings.method == "mtgp") return std::make_unique<MtgpSearch>(settings, space, sensitivity);
  if (settings.method == "random") return std::make_unique<RandomSearch>(settings, space);
  return std::make_unique<SensitivitySearch>(settings, space, sensitivity);
}

}  // namespace bitprism
