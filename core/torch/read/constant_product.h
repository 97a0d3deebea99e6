#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Products of a tensor with constant weights that files write in other clothes than a linear operator: an einsum, a
// batched matmul, weights on the left. Records one as a linear operator, or as a convolution of groups where every
// index of a shared axis has weights of its own, with what turns the axes of input and result before and behind it.
// Then its weights are a layer's, [out, in] or [out, in / groups, 1], whatever the product was called. None: it is no
// such product, or one that has no such form (a diagonal, a sum over an axis of one side alone).
std::optional<Recorded> constantProduct(Recorder& recorder, const std::string& op,
                                        const std::vector<Recorded>& arguments, const std::string& node);

}  // namespace bitprism
