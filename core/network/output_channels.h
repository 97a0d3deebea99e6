#pragma once

#include "core/network/program.h"

namespace bitprism {

// The program with the weights of grouped transposed convolutions stored output channels first, [out, in / groups,
// kernel...], and converted to [in, out / groups, kernel...] by views. Files have the latter, where an output channel
// is not an index of any axis: channel o = g out/groups + j is index j of axis 1 in the rows of group g alone. Stored
// this way a channel is contiguous in memory as in every other layer, and code with per-channel values (scales,
// offsets, axes of other formats) need not know about groups. Weights that other operators use as well, and weights
// already stored this way, are left unchanged.
Program withOutputChannelsFirst(const Program& program);

}  // namespace bitprism
