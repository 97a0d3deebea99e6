#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// A call of an operator while a graph is recorded, in the file's own form.
struct OperatorCall {
  std::string op, overload;
  std::vector<Recorded> arguments;
  std::string node;  // for errors
};

// The results of an operator that is written as several simpler ones; empty for any other.
std::optional<std::vector<Recorded>> rewritten(Recorder& recorder, const OperatorCall& call);

// The call in the canonical form of programs: every convolution as aten::convolution, products with constant weights as
// aten::linear, in-place operators as their functional twins.
OperatorCall canonical(Recorder& recorder, OperatorCall call);

}  // namespace bitprism
