#pragma once

#include <vector>

#include "core/network/program.h"

namespace bitprism {

// Whether the instruction sets negative values to zero: relu, relu6 and clamps from 0.
bool isRectifier(const Instruction& instruction);

// For each instruction, whether it is a rectifier whose values are used within the network (not only as its outputs).
std::vector<bool> innerRectifiers(const Program& program);

}  // namespace bitprism
