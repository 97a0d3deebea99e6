#pragma once

#include <utility>

#include "core/quant/measures/input_moments.h"
#include "tests/support/varied_network.h"

namespace bitprism::test {

// Inputs like those of a layer after a ReLU: similar neighbours, never negative, `dead` of them always 0.
// [samples][size] for every group.
inline std::vector<std::vector<float>> rectifiedInputs(std::size_t groups, std::size_t size, std::size_t samples,
                                                       std::uint64_t seed, std::size_t dead = 0) {
  Random random(seed);
  std::vector<std::vector<float>> result(groups);
  for (auto& inputs : result)
    for (std::size_t s = 0; s < samples; ++s) {
      double level = random.normal();
      for (std::size_t i = 0; i < size; ++i) {
        level = 0.8 * level + 0.6 * random.normal();
        inputs.push_back(i + dead >= size ? 0.0f : static_cast<float>(std::max(level + 0.3, 0.0)));
      }
    }
  return result;
}

inline std::shared_ptr<const InputMoments> momentsFrom(const std::vector<std::vector<float>>& inputs,
                                                       std::size_t size) {
  auto moments = std::make_shared<InputMoments>();
  moments->groups = static_cast<std::int64_t>(inputs.size());
  moments->size = static_cast<std::int64_t>(size);
  for (const auto& group : inputs) {
    const std::size_t samples = group.size() / size;
    moments->samples = static_cast<std::int64_t>(samples);
    for (std::size_t i = 0; i < size; ++i) {
      double first = 0;
      for (std::size_t s = 0; s < samples; ++s) first += static_cast<double>(group[s * size + i]);
      moments->first.push_back(static_cast<float>(first / static_cast<double>(samples)));
      for (std::size_t j = 0; j < size; ++j) {
        double second = 0;
        for (std::size_t s = 0; s < samples; ++s)
          second += static_cast<double>(group[s * size + i]) * static_cast<double>(group[s * size + j]);
        moments->second.push_back(static_cast<float>(second / static_cast<double>(samples)));
      }
    }
  }
  return moments;
}

// A layer, and what it reads.
struct InformedLayer : Layer {
  std::shared_ptr<const InputMoments> inputs;
};

// One with this number of output channels per group.
inline InformedLayer layerWithInputs(std::size_t groups, std::size_t outputs, std::size_t size, std::uint64_t seed,
                                     std::size_t dead = 0, std::size_t samples = 400) {
  InformedLayer layer{layerOf({static_cast<std::int64_t>(groups * outputs), static_cast<std::int64_t>(size)},
                              normals(groups * outputs * size, seed, 0.1)),
                      nullptr};
  layer.groups = static_cast<std::int64_t>(groups);
  layer.inputs = momentsFrom(rectifiedInputs(groups, size, samples, seed + 1000, dead), size);
  return layer;
}

}  // namespace bitprism::test
