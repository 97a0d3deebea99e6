#include "app/workflow/integer_plan.h"

#include <utility>

#include "core/base/text.h"
#include "core/quant/plan/integer_calibration.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

constexpr int fewestWeightBits = 4, kernelBits = 8;

}  // namespace

bool suitsIntegers(int weightBits, const ActivationRequest& request) {
  return request.wanted() && request.options.method == ActivationMethod::Uniform &&
         request.options.granularity == Granularity::Tensor && weightBits >= fewestWeightBits &&
         weightBits <= maximumBits;
}

bool quantizeInputsForLatency(SearchRequest& request) {
  if (!request.needs(Cost::Latency) || !targetProfile(request.target).integers || request.wantsActivations())
    return false;
  request.inputs.clear();
  request.activation.bits = kernelBits;
  return true;
}

QuantPlan withIntegerForm(Study& study, QuantPlan plan, const ActivationOptions& options, std::stop_token stop,
                          const Progress& progress) {
  const std::shared_ptr<const Network> network = study.network();
  plan.integer = {};
  IntegerCalibration calibration{integerGrids(*network, plan), {}, {}};
  if (calibration.grids.empty()) return plan;
  const std::vector<InputStatistics>& inputs = study.activationCalibration(stop, progress).layers();
  std::vector<int> slots;
  for (const IntegerGrid& grid : calibration.grids) slots.push_back(grid.widest);
  calibration.values = study.calibrationEvaluator().slotStatistics(slots, stop, progress);
  calibration.inputSums = meanInputSums(*network, slotShapes(network->program), inputs);
  return withIntegerForm(std::move(plan), *network, calibration, options);
}

std::optional<std::string> foldingNotice(AccuracyEvaluator& evaluator, const PlannedNetwork& planned,
                                         const Score& score, std::stop_token stop, const Progress& progress) {
  const std::optional<PlannedNetwork> unfolded = simulatedUnfolded(planned);
  if (!unfolded) return {};
  const Score apart = evaluator.evaluate(*unfolded, Task{}, std::move(stop), progress);
  return text("Means that corrections restore are folded into biases; the part that depends on the input is lost: ",
              metricTitle(score.metric), ' ', qualityText(score), " instead of ", qualityText(apart), " on ",
              score.images, " images.");
}

}  // namespace bitprism
