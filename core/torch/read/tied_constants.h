#pragma once

#include "core/torch/read/recorder.h"

namespace bitprism {

// The recording with shared constants merged: constants that are the same tensor of the file become one, and other
// layouts of it (a matrix that is also used transposed) become views of the first. Recognized by shared memory, so
// tensors that only happen to be equal stay separate.
void tieConstants(Recording& recording);

}  // namespace bitprism
