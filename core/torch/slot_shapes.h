#pragma once

#include <vector>

#include "core/network/program.h"

namespace bitprism {

// The shape of every slot that holds a tensor, found by running the program once on zeros (one image where the batch is
// open); empty for the others.
std::vector<Shape> slotShapes(const Program& program);

}  // namespace bitprism
