#pragma once

#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/network/network.h"
#include "core/quant/quantizer.h"

namespace bitprism {

// What rounding did to one tensor.
struct QuantError {
  double mse = 0;       // mean squared error
  double sqnrDb = 0;    // 10 log10(mean square of w / mse); infinity when exact
  double cosine = 1;    // between w and w'
  double maxError = 0;  // largest |w - w'|
};

QuantError quantError(std::span<const float> original, std::span<const float> quantized);

struct ErrorRow {
  std::size_t layer = 0;
  QuantScheme scheme;
  QuantError error;
  std::int64_t bytes = 0;  // of the layer
};

// A row per layer and scheme, layers in order, on as many threads as there are cores. Throws Cancelled when stopped.
std::vector<ErrorRow> errorTable(const Network& network, const std::vector<QuantScheme>& schemes,
                                 std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
