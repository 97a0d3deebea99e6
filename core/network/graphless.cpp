#include "core/network/graphless.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

bool hasGraph(const Network& network) {
  return !network.program.instructions.empty();
}

void requireGraph(const Network& network, const std::string& action) {
  if (!hasGraph(network))
    throw UsageError(text("cannot ", action, " '", network.name,
                          "': it holds weights without a graph, expected a network such as ONNX or TorchScript"));
}

void checkFinite(const Layer& layer) {
  std::int64_t bad = 0;
  for (const float value : *layer.weights) bad += !std::isfinite(value);
  if (bad > 0)
    throw InputError(text("layer '", layer.name, "' has ", bad, " of ", layer.weightCount(),
                          " weights that are not finite (NaN or infinity)"));
}

}  // namespace bitprism
