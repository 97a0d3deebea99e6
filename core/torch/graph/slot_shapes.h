#pragma once

#include <optional>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// The type and shape of a slot's value.
struct SlotForm {
  Shape shape;  // empty if it is not a tensor
  InputKind kind = InputKind::Float;
};

// The form of every slot for that many images if the batch is open, from forms alone (form_run.h); empty where these do
// not suffice.
std::optional<std::vector<SlotForm>> slotFormsOfBatch(const Program& program, std::int64_t batch);

// The form of every slot for one image, if need be found by running the program on zeros.
std::vector<SlotForm> slotForms(const Program& program);

// Their shapes alone.
std::vector<Shape> slotShapes(const Program& program);

}  // namespace bitprism
