#include "core/search/greedy_sweep.h"

#include <limits>

#include "core/search/tied_search.h"

namespace bitprism {
namespace {

// The choice with the next fewer bytes (of several the least sensitive); the index itself if there is none.
std::size_t nextDown(const SearchSpace::LayerOptions& layer, const std::vector<double>& sensitivity, std::size_t at) {
  std::size_t next = at;
  for (std::size_t i = 0; i < layer.bytes.size(); ++i) {
    if (layer.bytes[i] >= layer.bytes[at]) continue;
    const bool nearer = next == at || layer.bytes[i] > layer.bytes[next] ||
                        (layer.bytes[i] == layer.bytes[next] && sensitivity[i] < sensitivity[next]);
    if (nearer) next = i;
  }
  return next;
}

}  // namespace

std::vector<PlanChoice> greedySweep(const SearchSpace& space, const Sensitivity& sensitivity) {
  checkSensitivity(space, sensitivity);
  if (space.size() == 0) return {};
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    std::vector<PlanChoice> plans = greedySweep(untied.space(), untied.untied(sensitivity));
    for (PlanChoice& bits : plans) bits = untied.tied(bits);
    return plans;
  }
  std::vector<std::size_t> at;
  PlanChoice bits;
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    at.push_back(layer.widths.size() - 1);
    bits.push_back(layer.widest());
  }
  std::vector<PlanChoice> plans{bits};
  for (;;) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t lowered = space.size(), to = 0;
    for (std::size_t l = 0; l < space.size(); ++l) {
      const SearchSpace::LayerOptions& layer = space.layers[l];
      const std::size_t next = nextDown(layer, sensitivity.kl[l], at[l]);
      if (next == at[l]) continue;
      const double price = (sensitivity.kl[l][next] - sensitivity.kl[l][at[l]]) /
                           static_cast<double>(layer.bytes[at[l]] - layer.bytes[next]);
      if (price >= least) continue;
      least = price;
      lowered = l;
      to = next;
    }
    if (lowered == space.size()) return plans;
    at[lowered] = to;
    bits[lowered] = space.layers[lowered].widths[to];
    plans.push_back(bits);
  }
}

}  // namespace bitprism
