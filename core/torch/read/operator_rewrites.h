#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// A call of an operator while a graph is recorded, in the words of the file.
struct OperatorCall {
  std::string op, overload;
  std::vector<Recorded> arguments;
  std::string node;  // for errors
};

// What an operator gives that is written down as several simpler ones; nothing for one that is not.
std::optional<std::vector<Recorded>> rewritten(Recorder& recorder, const OperatorCall& call);

// The call in the form that programs are written in: every convolution as aten::convolution, products with constant
// weights as aten::linear, in-place operators as their functional twins.
OperatorCall canonical(Recorder& recorder, OperatorCall call);

}  // namespace bitprism
