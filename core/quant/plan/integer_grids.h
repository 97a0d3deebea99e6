#pragma once

#include <vector>

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// Whether kernels for whole numbers can compute the layer: it is no transposed convolution, for which ONNX Runtime 1.30
// has none (measured), its weights are codes of up to 8 bits times one scale an
// output channel (no zero points, no offset that belongs to the codes, no second term), and its input is rounded to a
// single uniform grid.
bool computesInIntegers(const Layer& layer, const QuantScheme& scheme, const ActivationScheme& activation);

// The layers of the plan that do.
std::vector<bool> integerLayersOf(const Network& network, const QuantPlan& plan);

// Slots of a program that hold values of one grid, because operators between them only move values (views, the maximum
// of a window) or join them.
struct IntegerGrid {
  struct Reader {
    int layer = 0, slot = 0;
    auto operator<=>(const Reader&) const = default;
  };

  std::vector<int> slots;  // rising
  int widest = 0;          // the one of them whose values include all others that anything but these operators reads
  std::vector<Reader> layers;  // integer layers that read one of them
  bool readByOthers = false;   // by operators that are no layer, such as the sum of a residual branch
};

// The grids that the integer form rounds tensors to: what integer layers and products of two values read, and what they
// give, after an activation function that follows; and what sums, products, joins and means of such values give, as far
// as an integer layer comes after them. The network's own output stays as it is where a linear layer or a mean gives
// it. Empty where no layer computes in integers.
std::vector<IntegerGrid> integerGrids(const Network& network, const QuantPlan& plan);

}  // namespace bitprism
