#include "core/search/sensitivity.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/implausible.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

// One step of the sweep: a layer moves along its lower convex hull of kl over bytes to fewer bytes.
struct HullStep {
  double lambda = 0;  // kl per byte at which the step pays off
  std::size_t layer = 0;
  LayerChoice from, to;
};

// The widths on the lower convex hull of (bytes, kl), from the fewest bytes up. Widths that cost more than a narrower
// one without a smaller kl are not on it.
std::vector<int> hull(const SearchSpace::LayerOptions& choice, const std::vector<double>& kl) {
  std::vector<int> kept;
  const auto bytes = [&](int i) { return static_cast<double>(choice.bytes[static_cast<std::size_t>(i)]); };
  const auto cost = [&](int i) { return kl[static_cast<std::size_t>(i)]; };
  const auto widths = static_cast<int>(choice.widths.size());
  for (int i = 0; i < widths; ++i) {
    if (!kept.empty() && cost(i) >= cost(kept.back())) {
      if (cost(i) == cost(kept.back()) && bytes(i) < bytes(kept.back())) kept.back() = i;
      continue;
    }
    while (kept.size() > 1) {
      const int a = kept[kept.size() - 2], b = kept.back();
      // b lies on or above the line from a to i.
      if ((cost(b) - cost(a)) * (bytes(i) - bytes(a)) < (cost(i) - cost(a)) * (bytes(b) - bytes(a))) break;
      kept.pop_back();
    }
    if (!kept.empty() && bytes(i) <= bytes(kept.back()))
      kept.back() = i;
    else
      kept.push_back(i);
  }
  return kept;
}

// More bits of one scheme have at most the same KL; nothing follows from other schemes.
std::vector<double> nonIncreasingByScheme(const std::vector<LayerChoice>& choices, std::vector<double> row) {
  int schemes = 0;
  for (const LayerChoice& choice : choices) schemes = std::max(schemes, choice.scheme + 1);
  for (int scheme = 0; scheme < schemes; ++scheme) {
    std::vector<std::pair<int, std::size_t>> own;  // bits, index
    for (std::size_t i = 0; i < choices.size(); ++i)
      if (choices[i].scheme == scheme) own.emplace_back(choices[i].bits, i);
    std::sort(own.begin(), own.end());
    std::vector<double> values;
    for (const auto& [bits, index] : own) values.push_back(row[index]);
    values = nonIncreasing(std::move(values));
    for (std::size_t i = 0; i < own.size(); ++i) row[own[i].second] = values[i];
  }
  return row;
}

// The value in one of the tables for a choice that means the same in its space.
std::optional<double> knownKl(const SearchSpace& space, std::size_t layer, const LayerChoice& choice,
                              const std::vector<KnownSensitivity>& known) {
  const QuantScheme scheme = space.schemeOf(choice);
  const ActivationScheme activation = space.activationOf(layer, choice);
  for (const auto& [other, table] : known) {
    if (other.size() != space.size() || table.kl.size() != space.size()) continue;
    const std::vector<LayerChoice>& widths = other.layers[layer].widths;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i].bits == choice.bits && other.schemeOf(widths[i]) == scheme &&
          other.activationOf(layer, widths[i]) == activation)
        return table.kl[layer][i];
  }
  return {};
}

}  // namespace

void checkSensitivity(const SearchSpace& space, const Sensitivity& sensitivity) {
  bool fits = sensitivity.kl.size() == space.size();
  for (std::size_t l = 0; fits && l < space.size(); ++l)
    fits = !space.layers[l].widths.empty() && sensitivity.kl[l].size() == space.layers[l].bytes.size() &&
           sensitivity.kl[l].size() == space.layers[l].widths.size();
  if (fits)
    for (const std::vector<double>& row : sensitivity.kl)
      for (const double kl : row) fits = fits && std::isfinite(kl);
  if (!fits)
    throw UsageError(text("the sensitivities do not fit the search space, expected a row for each of ", space.size(),
                          " layers and a finite value for each of its bit-widths"));
}

void restrictLayer(SearchSpace& space, Sensitivity* sensitivity, std::size_t layer, int lowBits, int highBits) {
  if (layer >= space.size())
    throw UsageError(text("unknown layer ", layer, ", expected a number below ", space.size()));
  SearchSpace::LayerOptions& choice = space.layers[layer];
  const auto has = [&](int bits) {
    return std::any_of(choice.widths.begin(), choice.widths.end(),
                       [&](const LayerChoice& one) { return one.bits == bits; });
  };
  if (!has(lowBits) || !has(highBits) || highBits < lowBits)
    throw UsageError(text("cannot restrict layer ", layer, " to ", lowBits, " to ", highBits,
                          " bits, expected a range within ", choice.narrowest().bits, " to ", choice.widest().bits));
  const std::vector<LayerChoice> choices = choice.widths;
  const auto cut = [&](auto& values) {
    auto kept = values.begin();
    for (std::size_t i = 0; i < choices.size(); ++i)
      if (choices[i].bits >= lowBits && choices[i].bits <= highBits) *kept++ = values[i];
    values.erase(kept, values.end());
  };
  if (sensitivity && !sensitivity->kl.empty()) {
    checkSensitivity(space, *sensitivity);
    cut(sensitivity->kl[layer]);
  }
  for (const Cost cost : {Cost::Memory, Cost::BitOperations, Cost::Latency})
    if (!choice.costs(cost).empty()) cut(choice.costs(cost));
  cut(choice.widths);
}

std::vector<double> nonIncreasing(std::vector<double> values) {
  struct Block {
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (const double value : values) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() < blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  std::size_t next = 0;
  for (const Block& block : blocks)
    for (std::size_t i = 0; i < block.count; ++i) values[next++] = block.mean();
  return values;
}

PlanChoice lagrangian(const SearchSpace& space, const Sensitivity& sensitivity, double lambda) {
  checkSensitivity(space, sensitivity);
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    return untied.tied(lagrangian(untied.space(), untied.untied(sensitivity), lambda));
  }
  PlanChoice bits;
  for (std::size_t l = 0; l < space.size(); ++l) {
    const auto& choice = space.layers[l];
    LayerChoice best = choice.narrowest();
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < choice.bytes.size(); ++i) {
      const double cost = sensitivity.kl[l][i] + lambda * static_cast<double>(choice.bytes[i]);
      if (cost < least) {
        least = cost;
        best = choice.widths[i];
      }
    }
    bits.push_back(best);
  }
  return bits;
}

std::vector<PlanChoice> sweep(const SearchSpace& space, const Sensitivity& sensitivity) {
  checkSensitivity(space, sensitivity);
  if (space.size() == 0) return {};
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    std::vector<PlanChoice> plans = sweep(untied.space(), untied.untied(sensitivity));
    for (PlanChoice& bits : plans) bits = untied.tied(bits);
    return plans;
  }
  PlanChoice bits(space.size());
  std::vector<HullStep> steps;
  for (std::size_t l = 0; l < space.size(); ++l) {
    const auto& choice = space.layers[l];
    const std::vector<int> widths = hull(choice, sensitivity.kl[l]);
    const auto width = [&](int index) { return choice.widths[static_cast<std::size_t>(index)]; };
    bits[l] = width(widths.back());
    double least = 0;  // rounding must not swap a layer's steps
    for (std::size_t i = widths.size() - 1; i > 0; --i) {
      const auto a = static_cast<std::size_t>(widths[i - 1]), b = static_cast<std::size_t>(widths[i]);
      const double lambda =
          (sensitivity.kl[l][a] - sensitivity.kl[l][b]) / static_cast<double>(choice.bytes[b] - choice.bytes[a]);
      least = std::max(least, lambda);
      steps.push_back({least, l, width(widths[i]), width(widths[i - 1])});
    }
  }
  // Slopes rise along each layer's hull towards fewer bytes, so a stable sort keeps a layer's steps in order.
  std::stable_sort(steps.begin(), steps.end(),
                   [](const HullStep& a, const HullStep& b) { return a.lambda < b.lambda; });
  std::vector<PlanChoice> plans{bits};
  for (const HullStep& step : steps) {
    assert(bits[step.layer] == step.from);
    bits[step.layer] = step.to;
    plans.push_back(bits);
  }
  return plans;
}

std::string sensitivityChoice(const SearchSpace& space, std::size_t layer, const LayerChoice& choice) {
  return toJson(space.schemeOf(choice)).dump() + toJson(space.activationOf(layer, choice)).dump();
}

const RawSensitivity* SensitivityMemory::find(std::size_t layer, const std::string& choice) const {
  const auto found = values.find({layer, choice});
  return found == values.end() ? nullptr : &found->second;
}

std::size_t unknownSensitivities(const SearchSpace& space, const std::vector<KnownSensitivity>& known,
                                 const SensitivityMemory& memory) {
  std::size_t count = 0;
  for (std::size_t l = 0; l < space.size(); ++l)
    for (const LayerChoice& choice : space.layers[l].widths)
      count += !memory.find(l, sensitivityChoice(space, l, choice)) && !knownKl(space, l, choice, known);
  return count;
}

Sensitivity measureSensitivity(const SearchSpace& space, Evaluator& calibration, const Task& task, std::stop_token stop,
                               const Progress& progress, const SensitivityRecords& records) {
  const auto start = std::chrono::steady_clock::now();
  SensitivityMemory own;
  SensitivityMemory* const memory = records.memory ? records.memory : &own;
  Sensitivity sensitivity;
  for (const auto& [other, table] : records.tables) sensitivity.images = table.images;
  std::vector<std::pair<std::size_t, std::size_t>> unknown;
  std::vector<QuantPlan> plans;
  std::size_t all = 0;
  bool asMeasured = false;  // some values, before any regression
  for (std::size_t l = 0; l < space.size(); ++l) {
    const std::vector<LayerChoice>& widths = space.layers[l].widths;
    sensitivity.kl.emplace_back(widths.size(), 0);
    all += widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (const RawSensitivity* kept = memory->find(l, sensitivityChoice(space, l, widths[i]))) {
        sensitivity.kl[l][i] = kept->kl;
        sensitivity.images = kept->images;
        asMeasured = true;
      } else if (const std::optional<double> kl = knownKl(space, l, widths[i], records.tables)) {
        sensitivity.kl[l][i] = *kl;
      } else {
        unknown.emplace_back(l, i);
        asMeasured = true;
        plans.push_back(space.planOfOne(l, widths[i]));
      }
    }
  }
  // In sensitivities, including those known already.
  const auto open = static_cast<std::int64_t>(plans.size()), count = static_cast<std::int64_t>(all);
  const auto tell = [&](const ProgressStep& part) {
    const std::int64_t measured = part.done * open / std::max<std::int64_t>(part.total, 1);
    report(progress, "measuring sensitivities", count - open + measured, count);
  };
  const auto keep = [&](std::size_t layer, std::size_t width, const Score& score) {
    // A network whose outputs are not numbers is as far from float as possible.
    const double kl = std::isfinite(score.kl) ? std::max(score.kl, 0.0) : 1e3;
    RawSensitivity raw{layer, sensitivityChoice(space, layer, space.layers[layer].widths[width]), kl, score.images};
    sensitivity.kl[layer][width] = kl;
    sensitivity.images = score.images;
    if (memory->measured) memory->measured(raw);
    memory->values.insert_or_assign({layer, raw.choice}, std::move(raw));
  };
  if (!plans.empty())
    calibration.evaluateEach(plans, task, stop, tell, [&](std::size_t plan, const Score& score) {
      keep(unknown[plan].first, unknown[plan].second, score);
    });
  if (asMeasured) {
    const std::vector<std::string> found = confirmSensitivities(space, sensitivity.kl, calibration, task, stop, keep);
    if (records.notices) records.notices->insert(records.notices->end(), found.begin(), found.end());
  }
  for (std::size_t l = 0; l < space.size(); ++l)
    sensitivity.kl[l] = nonIncreasingByScheme(space.layers[l].widths, std::move(sensitivity.kl[l]));
  sensitivity.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return sensitivity;
}

}  // namespace bitprism
