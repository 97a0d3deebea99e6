#pragma once

#include "core/network/program.h"

namespace bitprism {

// The program whose grouped transposed convolutions keep their weights with the output channels first, [out, in /
// groups, kernel...], and make [in, out / groups, kernel...] of them by views. Files have the latter, where an output
// channel is no index of any axis: channel o = g out/groups + j is index j of axis 1 in the rows of group g alone.
// Stored this way a channel is a piece of memory as it is for every other layer, and whatever has something a channel
// (scales, offsets, axes of other formats) needs to know nothing of groups. Weights that others read too stay as they
// are. Leaves alone what is so already.
Program withOutputChannelsFirst(const Program& program);

}  // namespace bitprism
