#include "core/quant/methods/solved.h"

#include <memory>

#include "core/quant/measures/input_moments.h"

namespace bitprism {

QuantizedTensor solved(const Layer& layer, const QuantScheme& scheme, const InputMoments* known, const char* who,
                       const std::function<void(const SolvedGroup&)>& solve, const std::stop_token& stop) {
  const InputMoments& inputs = requiredInputs(layer, known, who);
  QuantScheme uncorrected = scheme;
  uncorrected.correction = Correction::None;
  std::shared_ptr<const QuantizedTensor> solution = inputs.known(uncorrected);
  if (!solution) {
    const std::vector<UniformGrid> grids =
        gridsOfRows(layer, uncorrected, [&](std::span<const float> row) { return uniformGrid(row, uncorrected); });
    const QuantizedTensor nearest = roundToGrids(layer, uncorrected, grids);
    QuantizedTensor tensor = nearest;
    const auto size = static_cast<std::size_t>(inputs.size), groups = static_cast<std::size_t>(inputs.groups);
    const std::size_t count = static_cast<std::size_t>(layer.channels()) / groups;
    for (std::size_t g = 0; g < groups; ++g) {
      SolvedGroup group{layer.weights->data() + g * count * size,
                        {},
                        inputs.second.data() + g * size * size,
                        size,
                        tensor.codes.data() + g * count * size,
                        g,
                        groups};
      for (std::size_t o = 0; o < count; ++o)
        group.rows.emplace_back(grids[grids.size() > 1 ? g * count + o : 0], uncorrected);
      solve(group);
    }
    keepBetterRows(layer, known, nearest, tensor, stop);
    solution = inputs.remember(uncorrected, std::move(tensor));
  }
  QuantizedTensor result = *solution;
  result.scheme = scheme;
  return result;
}

}  // namespace bitprism
