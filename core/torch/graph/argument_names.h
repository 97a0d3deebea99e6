#pragma once

#include <string>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// The names of an instruction's operands, as LibTorch declares its operator; empty if it does not know it.
std::vector<std::string> argumentNames(const Instruction& instruction);

}  // namespace bitprism
