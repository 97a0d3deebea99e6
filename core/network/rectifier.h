#pragma once

#include <vector>

#include "core/network/program.h"

namespace bitprism {

// Whether the instruction sets all negative values to zero and gives nothing below: relu, relu6 and clamps from 0.
bool isRectifier(const Instruction& instruction);

// Of each instruction, whether it is a rectifier whose values go on within the network (its own outputs excepted).
std::vector<bool> innerRectifiers(const Program& program);

}  // namespace bitprism
