#include "core/quant/choice/automatic_scheme.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/choice/predicted_sensitivity.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

// A contender's predicted sensitivity must not exceed this share of the chosen scheme's.
constexpr double contenderShare = 0.8;

void addEach(std::vector<QuantScheme>& to, QuantScheme scheme, std::initializer_list<Correction> corrections) {
  for (const Correction correction : corrections) {
    scheme.correction = correction;
    if (allowsBits(scheme, scheme.bits)) to.push_back(scheme);
  }
}

// Calls choose(i) for i below count, on up to one thread per core. Throws the first failure, and Cancelled.
void forEachChoice(std::size_t count, const std::function<void(std::size_t)>& choose, std::stop_token stop,
                   const Progress& progress) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // guards the variables below
  std::map<std::size_t, std::exception_ptr> failures;
  std::size_t done = 0;
  const auto work = [&] {
    for (;;) {
      const std::size_t at = next++;
      if (at >= count || stop.stop_requested()) return;
      try {
        choose(at);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        failures.emplace(at, std::current_exception());
        next = count;
        return;
      }
      const std::scoped_lock lock(mutex);
      report(progress, "choosing methods", static_cast<std::int64_t>(++done), static_cast<std::int64_t>(count));
    }
  };
  {
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < std::min(cores, count); ++t) helpers.emplace_back(work);
    work();
  }
  if (!failures.empty()) std::rethrow_exception(failures.begin()->second);
  if (stop.stop_requested() && done < count) throw Cancelled();
}

// The predicted sensitivity of a layer at this number of bytes, from points in ascending bytes: its logarithm is
// interpolated linearly between two points and constant beyond them.
double sensitivityAt(const std::vector<std::pair<double, double>>& points, double bytes) {
  if (bytes <= points.front().first) return points.front().second;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto& [low, lowSensitivity] = points[i - 1];
    const auto& [high, highSensitivity] = points[i];
    if (bytes > high) continue;
    if (!(lowSensitivity > 0) || !(highSensitivity > 0) || !(high > low))
      return std::min(lowSensitivity, highSensitivity);
    const double part = (bytes - low) / (high - low);
    return std::exp((1 - part) * std::log(lowSensitivity) + part * std::log(highSensitivity));
  }
  return points.back().second;
}

std::vector<QuantScheme> contendersOf(const Layer& layer, const InputMoments* inputs,
                                      const std::vector<QuantScheme>& chosen, const std::vector<QuantScheme>& schemes) {
  const SensitivityPrediction prediction(layer, inputs);
  const auto pointOf = [&](const QuantScheme& scheme) {
    return std::pair(static_cast<double>(layerBytes(layer, scheme)),
                     prediction.sensitivity(*quantizedWeights(layer, scheme, inputs)));
  };
  std::vector<std::pair<double, double>> known;
  for (const QuantScheme& scheme : chosen) known.push_back(pointOf(scheme));
  std::sort(known.begin(), known.end());
  std::vector<QuantScheme> contenders;
  if (known.empty()) return contenders;
  for (const QuantScheme& scheme : schemes) {
    if (readsInputs(scheme) && !prediction.byOutputs()) continue;
    const auto [bytes, sensitivity] = pointOf(scheme);
    if (sensitivity < contenderShare * sensitivityAt(known, bytes)) contenders.push_back(scheme);
  }
  return contenders;
}

}  // namespace

std::vector<QuantScheme> automaticCandidates(int bits, SchemeUse use) {
  const QuantScheme plainest{.bits = bits};
  std::vector<QuantScheme> all{plainest};
  if (!plainest.hasCodes()) return all;
  using enum Correction;
  QuantScheme squares = plainest, affine = plainest, clipped = plainest, whole = plainest;
  squares.range = affine.range = RangeRule::LeastSquares;
  affine.symmetric = false;
  clipped.method = whole.method = Method::Aciq;
  whole.options.set(&AciqOptions::clip, false);
  if (use == SchemeUse::Trained) {
    addEach(all, squares, {Gain});
    addEach(all, affine, {Gain});
    addEach(all, whole, {Mean});
    return all;
  }
  addEach(all, squares, {Gain, InputGain});
  if (use == SchemeUse::Integers) return all;
  addEach(all, affine, {MeanStd, Gain, InputGain});
  for (const bool allocate : {false, true}) {
    clipped.options.set(&AciqOptions::allocate, allocate);
    whole.options.set(&AciqOptions::allocate, allocate);
    addEach(all, clipped, {Gain, InputGain});
    addEach(all, whole, {Mean, MeanStd, Gain, InputGain});
  }
  QuantScheme groups = plainest, book = plainest, blocks = plainest;
  groups.method = Method::Gdrq;
  book.method = Method::Kmeans;
  blocks.method = Method::Dsconv;
  blocks.options = DsconvOptions{.block = 256, .halfScales = true};
  addEach(all, groups, {Gain, InputGain});
  addEach(all, book, {Gain, InputGain});
  addEach(all, blocks, {Gain});
  return all;
}

bool automaticFits(const Layer& layer, const QuantScheme& scheme) {
  const std::int64_t plain = layerBytes(layer, {.bits = scheme.bits}), more = layerBytes(layer, scheme) - plain;
  return more <= automaticBytes || static_cast<double>(more) <= automaticSlack * static_cast<double>(plain);
}

bool choiceMatters(const Layer& layer, int bits) {
  const QuantScheme plainest{.bits = bits};
  if (!plainest.hasCodes()) return false;
  return SensitivityPrediction(layer).sensitivity(*quantizedWeights(layer, plainest)) > negligibleSensitivity;
}

QuantScheme automaticScheme(const Layer& layer, const InputMoments* inputs, int bits, SchemeUse use) {
  const std::vector<QuantScheme> candidates = automaticCandidates(bits, use);
  if (candidates.size() == 1) return candidates.front();
  const SensitivityPrediction prediction(layer, inputs);
  const auto sensitivityOf = [&](const QuantScheme& scheme) {
    return prediction.sensitivity(*quantizedWeights(layer, scheme, inputs));
  };
  QuantScheme best = candidates.front();
  double least = sensitivityOf(best);
  if (least <= negligibleSensitivity) return best;
  for (const QuantScheme& scheme : candidates) {
    if (!automaticFits(layer, scheme) || (readsInputs(scheme) && !prediction.byOutputs())) continue;
    if (const double sensitivity = sensitivityOf(scheme); sensitivity < least) {
      least = sensitivity;
      best = scheme;
    }
  }
  return best;
}

std::vector<std::vector<QuantScheme>> automaticSchemes(const Network& network, const Calibration& calibration,
                                                       const std::vector<std::vector<int>>& widths, SchemeUse use,
                                                       std::stop_token stop, const Progress& progress) {
  std::vector<std::vector<QuantScheme>> schemes(widths.size());
  std::vector<std::pair<std::size_t, std::size_t>> work;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    schemes[l].resize(widths[l].size());
    for (std::size_t i = 0; i < widths[l].size(); ++i) work.emplace_back(l, i);
  }
  forEachChoice(
      work.size(),
      [&](std::size_t at) {
        const auto [l, i] = work[at];
        schemes[l][i] = automaticScheme(network.layers[l], calibration.of(l), widths[l][i], use);
      },
      stop, progress);
  return schemes;
}

std::vector<std::vector<QuantScheme>> contendingSchemes(const Network& network, const Calibration& calibration,
                                                        const std::vector<std::vector<QuantScheme>>& chosen,
                                                        const std::vector<Quantization>& quantizations,
                                                        std::stop_token stop, const Progress& progress) {
  std::vector<std::vector<QuantScheme>> contenders(chosen.size());
  forEachChoice(
      chosen.size(),
      [&](std::size_t l) {
        std::vector<QuantScheme> possible;
        for (const QuantScheme& one : chosen[l])
          for (const Quantization& quantization : quantizations)
            if (one.hasCodes() && allowsBits(quantization, one.bits)) possible.push_back(quantization.at(one.bits));
        std::vector<QuantScheme> coded = chosen[l];
        std::erase_if(coded, [](const QuantScheme& scheme) { return !scheme.hasCodes(); });
        contenders[l] = contendersOf(network.layers[l], calibration.of(l), coded, possible);
      },
      stop, progress);
  return contenders;
}

QuantPlan automaticPlan(const Network& network, const Calibration& calibration, const BitAllocation& bits,
                        SchemeUse use, std::stop_token stop, const Progress& progress) {
  std::vector<std::vector<int>> widths;
  for (const int one : bits) widths.push_back({one});
  QuantPlan plan;
  for (const std::vector<QuantScheme>& layer : automaticSchemes(network, calibration, widths, use, stop, progress))
    plan.layers.push_back(layer.front());
  return plan;
}

}  // namespace bitprism
