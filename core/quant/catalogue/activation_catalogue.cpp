#include <array>

#include "core/base/enum_names.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/activations/block_activation.h"
#include "core/quant/activations/piecewise_activation.h"
#include "core/quant/activations/uniform_activation.h"

namespace bitprism {
namespace {

// All activation methods, in the order of their numbers.
constexpr std::array<const ActivationMethodInfo*, 3> activationCatalogue = {
    &uniformActivationInfo, &piecewiseActivationInfo, &blockActivationInfo};
static_assert(activationCatalogue.size() == enumeratorCount<ActivationMethod>,
              "every activation method has a row in the catalogue");

}  // namespace

const ActivationMethodInfo& activationMethod(ActivationMethod method) {
  return *activationCatalogue.at(static_cast<std::size_t>(method));
}

std::span<const ActivationMethodInfo* const> activationMethods() {
  return activationCatalogue;
}

}  // namespace bitprism
