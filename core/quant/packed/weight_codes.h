#pragma once

#include <string>

#include "core/base/file.h"
#include "core/network/network.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/plan/quant_plan.h"
#include "core/weights/named_tensors.h"

namespace bitprism {

// The tensors of a network as a .safetensors file (docs/formats.md): weights whose codes are equally spaced as codes
// with scales and zero points, those of other methods as the floats that their codes represent, everything else as it
// is. calibration: of the network, for plans that need it (needsInputs).
Bytes weightCodesFile(const Network& network, const QuantPlan& plan, const Calibration& calibration = {});

// The tensors of a file, its codes as floats under the names of the weights if it holds any. Throws InputError naming
// the source when they do not fit together.
NamedTensors withFloatsOfCodes(NamedTensors tensors, const std::string& source);

}  // namespace bitprism
