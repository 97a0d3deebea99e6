#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/quant/plan/planned_network.h"
#include "core/stats/histogram.h"

namespace bitprism {

// What a report says of one layer.
struct ReportLayer {
  std::string name, kind, shape;
  std::int64_t weights = 0, bytes = 0;
  QuantScheme scheme;
  ActivationScheme input;
  std::optional<double> sqnrDb;       // of the weights; empty: exact, or unknown
  bool known = true;                  // false: its method needs images that are not there
  std::optional<double> sensitivity;  // KL in nats when this layer alone is quantized
  Histogram histogram;                // without bins: not drawn
  std::vector<double> levels;         // of the row with the median scale
};

// More layers have no histogram, so that a report stays small; the largest are drawn.
inline constexpr std::size_t mostHistograms = 240;

// Quantizes every layer. Sensitivities are left empty. Throws Cancelled.
std::vector<ReportLayer> reportLayers(const PlannedNetwork& planned, std::stop_token stop = {},
                                      const Progress& progress = {});

}  // namespace bitprism
