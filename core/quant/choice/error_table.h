#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/network/network.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/quantizer.h"

namespace bitprism {

struct ErrorRow {
  std::size_t layer = 0;
  QuantScheme scheme;
  QuantError error;
  std::int64_t bytes = 0;              // of the layer
  std::optional<double> outputSqnrDb;  // of the layer's own output, without bias; absent without input moments
};

// Calls visit with a row per layer and scheme, layers in order, as soon as it and those before it are finished; called
// from up to one thread per core, one call at a time. Throws Cancelled when stopped.
void forEachError(const Network& network, const Calibration& calibration, const std::vector<QuantScheme>& schemes,
                  const std::function<void(const ErrorRow&)>& visit, std::stop_token stop = {},
                  const Progress& progress = {});

// All rows.
std::vector<ErrorRow> errorTable(const Network& network, const Calibration& calibration,
                                 const std::vector<QuantScheme>& schemes, std::stop_token stop = {},
                                 const Progress& progress = {});

}  // namespace bitprism
