#pragma once

#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/network/network.h"
#include "core/quant/quant_error.h"
#include "core/quant/quantizer.h"

namespace bitprism {

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
