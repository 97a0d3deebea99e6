#pragma once

#include <vector>

#include "core/torch/read/pt2_call.h"

namespace bitprism {

// Records an operator of an exported graph. Operators that this LibTorch lacks, or that only exist in decomposed
// graphs, are written as others by a table; of those with several results that networks do not use (statistics, states
// of random numbers), only the first is given. Throws InputError naming operator and node.
std::vector<Recorded> recordPt2Call(Recorder& recorder, Pt2Call call);

// Whether an operator only checks something and gives no result.
bool isPt2Assertion(const std::string& op);

}  // namespace bitprism
