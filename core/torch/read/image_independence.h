#pragma once

#include "core/torch/read/recorder.h"

namespace bitprism {

// The shapes of a program's slots and tensors for some number of images; other values have none.
struct ShapesOfBatch {
  std::vector<Shape> slots, tensors;
};

// Whether the program itself shows that every image of a batch is computed from that image alone: at every operator,
// the axis along which the images lie, where its shapes for one image and for two differ, is not one along which it
// computes. False: not shown, as with operators that are not known here.
bool imagesAreIndependent(const Program& program, const ShapesOfBatch& one, const ShapesOfBatch& two);

// The same for the recordings of a graph for one image and for two, which merge (batch_opening.h).
bool imagesAreIndependent(const Recording& one, const Recording& two);

}  // namespace bitprism
