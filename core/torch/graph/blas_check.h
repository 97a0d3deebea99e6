#pragma once

namespace bitprism {

// Whether LibTorch's products come to our routines (blas.h); one that has its BLAS within takes its own. Multiplies two
// small matrices to see.
bool multipliesByOurRoutines();

// Whether two threads at once get right products from LibTorch, in some milliseconds. Chance decides what it finds.
bool multipliesRightSideBySide();

}  // namespace bitprism
