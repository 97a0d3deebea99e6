#pragma once

#include <string>

namespace bitprism {

// Whether an operator only computes with its arguments. Those that write or open files, start or wait for other work,
// speak to other machines or change how the process computes have no business in a network, whoever names them.
bool isComputation(const std::string& op);

}  // namespace bitprism
