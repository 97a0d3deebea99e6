#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Products of a tensor with constant weights that are not written as a linear operator: an einsum, a batched matmul,
// weights on the left. Records one as a linear operator, or as a grouped convolution if every index of a shared axis
// has its own weights, with permutations of the axes before and after it. Its weights then have the form of a layer's,
// [out, in] or [out, in / groups, 1]. Empty: it is not such a product, or has no such form (a diagonal, a sum over an
// axis of one side only).
std::optional<Recorded> constantProduct(Recorder& recorder, const std::string& op,
                                        const std::vector<Recorded>& arguments, const std::string& node);

}  // namespace bitprism
