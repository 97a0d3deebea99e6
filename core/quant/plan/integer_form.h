#pragma once

#include <compare>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/network/network.h"
#include "core/quant/activations/activation_scheme.h"

namespace bitprism {

// The value of one slot of a network's program, rounded once for everything that reads it.
struct TensorQuantization {
  int slot = 0;
  ActivationScheme scheme;  // a single uniform grid

  auto operator<=>(const TensorQuantization&) const = default;
};

// What a plan says beyond the inputs of its layers so that runtimes compute it with whole numbers from end to end: the
// tensors that are rounded between operators, and what turns a restored mean into a part of the bias. A plain value.
struct IntegerForm {
  std::vector<TensorQuantization> tensors;  // by rising slot; empty: the plan has no integer form

  // Of every layer and group of its channels the mean over positions and calibration images of the sum of what one
  // output value reads: an offset of all weights of an output channel adds the offset times this sum on average. Empty
  // for layers without inputs.
  std::vector<std::vector<float>> inputSums;

  bool empty() const { return tensors.empty(); }
  const ActivationScheme* schemeOf(int slot) const;  // null: the slot is not rounded
  auto operator<=>(const IntegerForm&) const = default;
};

// {"tensors":[{"slot","after","bits","scale","zero_point","range"}],"input_sums":{layer: [a number a group]}}; "after"
// names the instruction that computes the slot, or the network's input.
Json toJson(const IntegerForm& form, const Network& network);

// Throws InputError when a tensor or layer is not the network's, or its grid is none of whole bytes or less.
IntegerForm integerFormFromJson(const Json& json, const Network& network);

// The same without names, for files that belong to one network: {"tensors":[{"slot",...}],"input_sums":[[...]]}, the
// sums in layer order. Reading throws InputError naming the source.
Json toJson(const IntegerForm& form);
IntegerForm integerFormFromJson(const Json& json, const std::string& source);

// The name of the instruction that computes each slot of a program, or of the input.
std::vector<std::string> slotNames(const Program& program);

}  // namespace bitprism
