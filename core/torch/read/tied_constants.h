#pragma once

#include "core/torch/read/recorder.h"

namespace bitprism {

// The recording with constants that are one tensor of the file kept once: those of the same numbers in the same order
// become one, those that read the numbers in another order (a matrix that is also used transposed) become views of the
// first of them, made where they are needed. Told by the memory they share, so tensors that only happen to be equal
// stay apart.
void tieConstants(Recording& recording);

}  // namespace bitprism
