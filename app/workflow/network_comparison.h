#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/eval/answer_comparison.h"
#include "core/network/layer_matching.h"
#include "core/network/network.h"
#include "core/network/weight_grid.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// How a layer's weights differ in two networks; only of layers with the same shape.
struct WeightDifference {
  double sqnrDb = 0;   // of the second's weights as an approximation of the first's; infinite if they are the same
  double largest = 0;  // the largest difference of a weight
  bool operator==(const WeightDifference&) const = default;
};

// What a file holds of one layer, found from its weights.
struct StoredLayer {
  std::optional<WeightGrid> grid;
  std::int64_t bytes = 0;  // of the codes alone on a grid, else of floats
};
StoredLayer storedLayer(const Layer& layer);
double meanBits(const Network& network, const std::vector<StoredLayer>& layers);  // of a weight

// Two layers, or one without a counterpart.
struct LayerPair {
  LayerMatch match;
  std::optional<StoredLayer> first, second;
  std::optional<WeightDifference> difference;
};

// Two networks as their files have them. A plain value.
struct NetworkComparison {
  std::shared_ptr<const Network> first, second;
  std::vector<LayerPair> layers;
  std::int64_t firstBytes = 0, secondBytes = 0;  // of the files

  std::int64_t matched() const;
  std::int64_t differing() const;  // of those matched: other weights
};

// The layers of two networks, each under its plan: quantized weights are compared. A difference is absent where shapes
// differ or a scheme needs layer inputs that are not known. Throws Cancelled.
std::vector<LayerPair> compareLayers(const PlannedNetwork& first, const PlannedNetwork& second,
                                     std::stop_token stop = {}, const Progress& progress = {});

// Paths may be "example". Throws Cancelled.
NetworkComparison compareNetworks(std::shared_ptr<const Network> first, const std::string& firstPath,
                                  std::shared_ptr<const Network> second, const std::string& secondPath,
                                  std::stop_token stop = {}, const Progress& progress = {});

// Without its external data; 0 for what is no file, such as "example".
std::int64_t networkFileBytes(const std::string& path);

Json toJson(const NetworkComparison& comparison);
Json toJson(const AnswerComparison& answers, const std::vector<std::string>& classNames);

}  // namespace bitprism
