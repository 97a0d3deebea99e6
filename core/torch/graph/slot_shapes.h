#pragma once

#include <vector>

#include "core/network/program.h"

namespace bitprism {

// The type and shape of a slot's value.
struct SlotForm {
  Shape shape;  // empty if it is not a tensor
  InputKind kind = InputKind::Float;
};

// The form of every slot, found by running the program once on zeros (one image if the batch is open).
std::vector<SlotForm> slotForms(const Program& program);

// Their shapes alone.
std::vector<Shape> slotShapes(const Program& program);

}  // namespace bitprism
