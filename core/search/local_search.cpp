#include "core/search/local_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace bitprism {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class Ascent {
 public:
  Ascent(const SearchSpace& space, const PlanValues& values, const std::set<BitAllocation>& excluded,
         const LocalSearchSettings& settings, Random random)
      : space_(space), values_(values), excluded_(excluded), settings_(settings), random_(random) {}

  ValuedPlan run(const std::vector<BitAllocation>& starts) {
    valuate(starts);
    std::vector<ValuedPlan> ranked;
    for (const BitAllocation& bits : starts) ranked.push_back({bits, known_.at(bits)});
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
    ranked.erase(
        std::unique(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.bits == b.bits; }),
        ranked.end());
    const auto climbs = std::min(ranked.size(), static_cast<std::size_t>(std::max(settings_.starts, 0)));
    for (std::size_t i = 0; i < climbs; ++i) climb(ranked[i]);
    return best_;
  }

 private:
  void climb(ValuedPlan at) {
    const BitAllocation start = at.bits;
    for (int step = 0; step < settings_.steps; ++step) {
      const std::vector<BitAllocation> around = neighbours(at.bits, start);
      valuate(around);
      ValuedPlan next = at;
      for (const BitAllocation& bits : around)
        if (const double value = known_.at(bits); value > next.value) next = {bits, value};
      if (next.bits == at.bits) return;
      at = std::move(next);
    }
  }

  // Asks for the values of what is not known yet and remembers the best that may be a result.
  void valuate(const std::vector<BitAllocation>& plans) {
    std::vector<BitAllocation> fresh;
    for (const BitAllocation& bits : plans)
      if (known_.emplace(bits, -infinity).second) fresh.push_back(bits);
    if (fresh.empty()) return;
    const std::vector<double> found = values_(fresh);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      known_[fresh[i]] = found[i];
      if (!excluded_.contains(fresh[i]) && (best_.bits.empty() || found[i] > best_.value)) best_ = {fresh[i], found[i]};
    }
  }

  std::vector<BitAllocation> neighbours(const BitAllocation& from, const BitAllocation& start) {
    std::vector<BitAllocation> plans;
    const auto add = [&](const BitAllocation& bits) {
      if (bits != from && space_.contains(bits) && near(bits, start)) plans.push_back(bits);
    };
    const std::size_t layers = from.size();
    for (std::size_t l = 0; l < layers; ++l)
      for (const int change : {1, -1}) {
        BitAllocation bits = from;
        bits[l] = moved(l, bits[l], change);
        add(bits);
      }
    for (int i = 0; layers > 1 && i < settings_.exchanges; ++i) {
      const std::size_t up = random_.below(layers), down = random_.below(layers);
      if (up == down) continue;
      BitAllocation bits = from;
      bits[up] = moved(up, bits[up], 1);
      bits[down] = moved(down, bits[down], -1);
      add(bits);
    }
    for (std::size_t length = 2; length <= layers; length *= 2)
      for (std::size_t first = 0; first + length <= layers; first += std::max<std::size_t>(length / 2, 1))
        for (const int change : {1, -1}) {
          BitAllocation bits = from;
          for (std::size_t l = first; l < first + length; ++l)
            if (const int next = moved(l, bits[l], change); next != 0) bits[l] = next;
          add(bits);
        }
    std::sort(plans.begin(), plans.end());
    plans.erase(std::unique(plans.begin(), plans.end()), plans.end());
    return plans;
  }

  // The next width of the layer up or down; 0, which no layer may have, when there is none.
  int moved(std::size_t layer, int bits, int change) const {
    const std::vector<int>& widths = space_.layers[layer].widths;
    const int index = space_.layers[layer].indexOf(bits) + change;
    return index >= 0 && index < static_cast<int>(widths.size()) ? widths[static_cast<std::size_t>(index)] : 0;
  }

  bool near(const BitAllocation& bits, const BitAllocation& start) const {
    if (settings_.reach == 0) return true;
    std::size_t differing = 0;
    for (std::size_t l = 0; l < bits.size(); ++l) differing += bits[l] != start[l];
    return differing <= settings_.reach;
  }

  const SearchSpace& space_;
  const PlanValues& values_;
  const std::set<BitAllocation>& excluded_;
  LocalSearchSettings settings_;
  Random random_;
  std::map<BitAllocation, double> known_;
  ValuedPlan best_{{}, -infinity};
};

}  // namespace

ValuedPlan bestPlan(const SearchSpace& space, const PlanValues& values, const std::vector<BitAllocation>& starts,
                    const std::set<BitAllocation>& excluded, const LocalSearchSettings& settings, Random random) {
  return Ascent(space, values, excluded, settings, random).run(starts);
}

}  // namespace bitprism
