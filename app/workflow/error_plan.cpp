#include "app/workflow/error_plan.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/quant/choice/error_table.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/search/knapsack.h"

namespace bitprism {
namespace {

double power(const Layer& layer) {
  double sum = 0;
  for (const float weight : *layer.weights) sum += static_cast<double>(weight) * weight;
  return sum / static_cast<double>(std::max<std::int64_t>(layer.weightCount(), 1));
}

}  // namespace

QuantPlan planByError(Study& study, const Quantization& quantization, std::int64_t bytes, std::stop_token stop,
                      const Progress& progress) {
  const std::shared_ptr<const Network> network = study.network();
  const SearchSpace space = searchSpace(*network, quantization, widthsBetween(2, 8));
  std::vector<QuantScheme> schemes;
  for (const int bits : widthsBetween(2, 8)) schemes.push_back(quantization.at(bits));
  study.calibrateInputsFor(schemes, stop, progress);
  std::vector<double> powers;
  for (const Layer& layer : network->layers) powers.push_back(power(layer));
  Sensitivity errors;
  for (const SearchSpace::LayerOptions& layer : space.layers) errors.kl.emplace_back(layer.widths.size(), 0);
  forEachError(
      *network, study.calibration(), schemes,
      [&](const ErrorRow& row) {
        const int at = space.layers[row.layer].indexOf({row.scheme.bits});
        if (at >= 0 && powers[row.layer] > 0)
          errors.kl[row.layer][static_cast<std::size_t>(at)] = row.error.mse / powers[row.layer];
      },
      stop, progress);
  const PlanChoice choice = knapsack(space, errors, bytes);
  QuantPlan plan;
  for (const LayerChoice& each : choice) plan.layers.push_back(quantization.at(each.bits));
  return plan;
}

}  // namespace bitprism
