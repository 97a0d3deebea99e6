#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Arithmetic of an exported graph on extents, which are known while it is recorded: "_operator.mul",
// "torch.sym_max". Nothing: the target is another operator. Throws InputError if it cannot be computed, or its numbers
// depend on the data.
std::optional<Recorded> computedNumber(const std::string& target, const std::vector<Recorded>& arguments,
                                       const std::string& node);

}  // namespace bitprism
