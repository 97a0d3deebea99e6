#pragma once

namespace bitprism {

// Whether LibTorch uses our routines (blas.h); one with a built-in BLAS does not. Multiplies two small matrices to find
// out.
bool multipliesByOurRoutines();

// Whether two concurrent threads get correct products from LibTorch, in a few milliseconds. A random test: it may miss
// the fault.
bool multipliesRightSideBySide();

}  // namespace bitprism
