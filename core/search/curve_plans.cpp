#include "core/search/curve_plans.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <tuple>

#include "core/gp/quasi_random.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr Index knownCurves = 1024;

// The layer's choice for a required width, see the class.
LayerChoice choiceFor(const SearchSpace& space, std::size_t l, const std::vector<double>* sensitivity, int width) {
  const SearchSpace::LayerOptions& layer = space.layers[l];
  std::size_t best = 0;
  const auto key = [&](std::size_t i) {
    const int bits = layer.widths[i].bits;
    const double damage = sensitivity ? (*sensitivity)[i] : 0;
    return std::tuple(std::abs(bits - width), bits, damage, space.costs(l)[i]);
  };
  for (std::size_t i = 1; i < layer.widths.size(); ++i)
    if (key(i) < key(best)) best = i;
  return layer.widths[best];
}

}  // namespace

CurvePlans::CurvePlans(const SearchSpace& space, const Sensitivity& sensitivity, BitCurve curve) : curve_(curve) {
  if (!sensitivity.kl.empty()) checkSensitivity(space, sensitivity);
  std::set<int> widths, locked;
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    free_.push_back(layer.widths.size() > 1);
    for (const LayerChoice& choice : layer.widths) (free_.back() ? widths : locked).insert(choice.bits);
  }
  if (widths.empty()) widths = locked;
  widths_.assign(widths.begin(), widths.end());
  for (std::size_t l = 0; l < space.size(); ++l) {
    choices_.emplace_back();
    for (const int width : widths_)
      choices_.back().push_back(choiceFor(space, l, sensitivity.kl.empty() ? nullptr : &sensitivity.kl[l], width));
  }
  for (const std::vector<LayerChoice>& choices : choices_) {
    effective_.emplace_back();
    for (const LayerChoice& choice : choices) effective_.back().push_back(levelOf(choice));
  }
  known_ = quasiRandomPoints(knownCurves, parameters(), 1);
  for (Index i = 0; i < knownCurves; ++i) knownLevels_.push_back(levelsAt(known_.row(i)));
}

// The level whose width is nearest to the choice's.
int CurvePlans::levelOf(const LayerChoice& choice) const {
  const auto away = [&](int width) { return std::abs(width - choice.bits); };
  const auto nearest =
      std::min_element(widths_.begin(), widths_.end(), [&](int a, int b) { return away(a) < away(b); });
  return static_cast<int>(nearest - widths_.begin());
}

std::vector<std::size_t> CurvePlans::curveAt(const VectorXd& parameters) const {
  std::vector<float> single;
  for (const double parameter : parameters) single.push_back(static_cast<float>(parameter));
  std::vector<std::size_t> levels;
  for (const float value : curveValues(curve_, single, choices_.size()))
    levels.push_back(evenLevel(value, widths_.size()));
  return levels;
}

std::vector<int> CurvePlans::levelsAt(const VectorXd& parameters) const {
  std::vector<int> levels;
  for (const std::size_t level : curveAt(parameters)) levels.push_back(effective_[levels.size()][level]);
  return levels;
}

PlanChoice CurvePlans::at(const VectorXd& parameters) const {
  PlanChoice bits;
  for (const std::size_t level : curveAt(parameters)) bits.push_back(choices_[bits.size()][level]);
  return bits;
}

double CurvePlans::distance(const std::vector<int>& a, const std::vector<int>& b) const {
  int sum = 0, count = 0;
  for (std::size_t l = 0; l < a.size(); ++l) {
    sum += free_[l] ? std::abs(a[l] - b[l]) : 0;
    count += free_[l];
  }
  return count > 0 ? static_cast<double>(sum) / count : 0;
}

CurvePlans::Fit CurvePlans::nearest(const PlanChoice& bits) const {
  std::vector<int> wanted;
  for (const LayerChoice& choice : bits) wanted.push_back(levelOf(choice));
  std::vector<std::pair<double, Index>> ranked;
  for (std::size_t i = 0; i < knownLevels_.size(); ++i)
    ranked.emplace_back(distance(knownLevels_[i], wanted), static_cast<Index>(i));
  constexpr std::size_t starts = 4;
  std::partial_sort(ranked.begin(), ranked.begin() + starts, ranked.end());
  Fit best{{}, std::numeric_limits<double>::infinity()};
  for (std::size_t start = 0; start < starts && best.distance > 0; ++start) {
    Fit fit{known_.row(ranked[start].second), ranked[start].first};
    for (double step = 0.08; step > 0.004 && fit.distance > 0; step /= 2)
      for (bool better = true; better;) {
        better = false;
        for (Index d = 0; d < parameters(); ++d)
          for (const double change : {step, -step}) {
            VectorXd moved = fit.parameters;
            moved[d] = std::clamp(moved[d] + change, 0.0, 1.0);
            const double here = distance(levelsAt(moved), wanted);
            if (here >= fit.distance) continue;
            fit = {std::move(moved), here};
            better = true;
          }
      }
    if (fit.distance < best.distance) best = std::move(fit);
  }
  return best;
}

}  // namespace bitprism
