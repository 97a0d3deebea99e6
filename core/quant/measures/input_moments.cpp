#include "core/quant/measures/input_moments.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

std::shared_ptr<const QuantizedTensor> InputMoments::known(const QuantScheme& scheme) const {
  const std::scoped_lock lock(mutex_);
  const auto found = solutions_.find(scheme);
  return found == solutions_.end() ? nullptr : found->second;
}

std::shared_ptr<const QuantizedTensor> InputMoments::remember(const QuantScheme& scheme,
                                                              QuantizedTensor solution) const {
  const std::scoped_lock lock(mutex_);
  auto& place = solutions_[scheme];
  if (!place) place = std::make_shared<const QuantizedTensor>(std::move(solution));
  return place;
}

const InputMoments& requiredInputs(const Layer& layer, const InputMoments* inputs, const char* who) {
  if (layer.kind == LayerKind::TransposedConvolution || layer.channelAxis != 0)
    throw Error(text("layer '", layer.name, "': ", who,
                     " needs moments of the layer's input, which are not collected for transposed convolutions"));
  if (!readsActivations(layer.kind))
    throw Error(text("layer '", layer.name, "': ", who,
                     " needs moments of the layer's input, which are not collected for ", kindName(layer.kind),
                     " weights"));
  if (!inputs)
    throw Error(text("layer '", layer.name, "': ", who, " needs calibration images, for moments of the layer's input"));
  const bool fits = inputs->size > 0 && inputs->groups == layer.groups && layer.channels() % layer.groups == 0 &&
                    layer.channels() * inputs->size == layer.weightCount() &&
                    static_cast<std::int64_t>(inputs->second.size()) == inputs->groups * inputs->size * inputs->size;
  if (!fits)
    throw Error(text("layer '", layer.name, "': the input moments for ", who, " hold ", inputs->groups, " groups of ",
                     inputs->size, " numbers, expected ", layer.groups, " of ",
                     layer.channels() > 0 ? layer.weightCount() / layer.channels() : 0));
  return *inputs;
}

}  // namespace bitprism
