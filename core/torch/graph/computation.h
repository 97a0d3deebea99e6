#pragma once

#include <string>

namespace bitprism {

// Whether an operator only computes with its arguments. Operators that write or open files, start or wait for other
// work, use the network or change global state are refused in any file.
bool isComputation(const std::string& op);

}  // namespace bitprism
