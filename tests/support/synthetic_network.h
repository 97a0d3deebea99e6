#pragma once

#include <atomic>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/eval/evaluator.h"
#include "core/search/sensitivity.h"

namespace bitprism::test {

// A made-up network whose accuracy is a formula: accuracy = chance + (float - chance) exp(-damage), damage the sum of
// weight_l growth_l^-(b_l - 1), of interactions between neighbouring layers and of a correction that
// one-layer-at-a-time calibration cannot see; a little noise keyed by the allocation and the task. It replaces a real
// network for tests of searches, in microseconds per evaluation.
class SyntheticNetwork {
 public:
  explicit SyntheticNetwork(std::size_t layers, std::uint64_t seed, double calibrationError = 0.5, double noise = 0.005)
      : noise_(noise), seed_(seed) {
    Random random(seed, 17);
    space.fixedBytes = 1000;
    double largest = 0;
    for (std::size_t l = 0; l < layers; ++l) {
      SearchSpace::LayerOptions choice;
      const double depth = static_cast<double>(l) / static_cast<double>(std::max<std::size_t>(layers - 1, 1));
      choice.weights = static_cast<std::int64_t>(400 * std::pow(16.0, depth) * random.uniform(0.6, 1.6));
      for (const LayerChoice& width : choice.widths) choice.bytes.push_back((choice.weights * width.bits + 7) / 8 + 64);
      space.layers.push_back(choice);
      sensitivity_.push_back(std::exp(1.2 * random.normal() - 1.5 * depth));
      decay_.push_back(random.uniform(3.0, 4.5));
      hidden_.push_back(std::exp(calibrationError * random.normal()));
      interaction_.push_back(random.uniform(0, 1.0));
      largest += sensitivity_.back() / decay_.back();
    }
    for (double& sensitivity : sensitivity_) sensitivity *= 12.0 / largest;
    sensitivity.images = 256;
    for (std::size_t l = 0; l < layers; ++l) {
      std::vector<double> row;
      for (int bits = 2; bits <= 8; ++bits) row.push_back(single(l, bits));
      sensitivity.kl.push_back(nonIncreasing(row));
    }
  }

  double damage(const PlanChoice& bits) const {
    double sum = 0;
    for (std::size_t l = 0; l < bits.size(); ++l) {
      const double here = hidden_[l] * single(l, bits[l].bits);
      sum += here;
      if (l > 0) sum += interaction_[l] * std::sqrt(here * hidden_[l - 1] * single(l - 1, bits[l - 1].bits));
    }
    return sum;
  }

  double accuracy(const PlanChoice& bits) const { return chance + (floatAccuracy - chance) * std::exp(-damage(bits)); }

  // The noise of an evaluation: fewer images, more noise, partly shared between tasks.
  Score score(const PlanChoice& bits, const Task& task) const {
    std::uint64_t key = seed_;
    for (const LayerChoice& b : bits) key = key * 31 + static_cast<std::uint64_t>(numberOfChoice(b));
    const std::int64_t images = task.images > 0 ? task.images : allImages;
    Random shared(key, 1), own(key, 2 + static_cast<std::uint64_t>(images));
    const double share = std::sqrt(static_cast<double>(allImages) / static_cast<double>(images));
    const double disturbance = noise_ * (0.5 * shared.normal() + 0.87 * share * own.normal());
    Score result;
    result.accuracy = std::clamp(accuracy(bits) + disturbance, 0.0, 1.0);
    // The few images of a cheap task are harder or easier than all of them, and vary.
    const double few = images < allImages ? 1 / std::sqrt(static_cast<double>(images)) : 0;
    result.kl = damage(bits) * std::exp(0.05 * shared.normal() + 0.8 * few * own.normal() +
                                        2 * few * Random(seed_, static_cast<std::uint64_t>(images)).normal());
    result.loss = result.kl;
    result.agreement = result.accuracy;
    result.images = images;
    return result;
  }

  SearchSpace space;
  Sensitivity sensitivity;
  double chance = 0.1;
  double floatAccuracy = 0.92;
  std::int64_t allImages = 2000;

 private:
  double single(std::size_t l, int bits) const { return sensitivity_[l] * std::pow(decay_[l], -(bits - 1)); }

  double noise_;
  std::uint64_t seed_;
  std::vector<double> sensitivity_, decay_, hidden_, interaction_;
};

}  // namespace bitprism::test
