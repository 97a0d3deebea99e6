#pragma once

namespace bitprism {

// Whether LibTorch uses our routines (blas.h); one with a built-in BLAS does not. Multiplies two small matrices to find
// out.
bool multipliesByOurRoutines();

// Whether two threads at once get correct products from LibTorch, in some milliseconds. A random test: it may miss the
// fault.
bool multipliesRightSideBySide();

}  // namespace bitprism
