#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "core/network/program.h"

namespace bitprism {

// LibTorch multiplies matrices with the BLAS that the system's alternatives select, and some of them are not
// thread-safe: OpenBLAS built without locks (Debian's libopenblas0-serial) silently gives wrong products. So the
// program itself defines those BLAS routines that need work memory (products of matrices, and of a matrix and a vector)
// under their own names, and the loader resolves LibTorch's calls to them. They use oneDNN, which comes with LibTorch,
// or Eigen; both are thread-safe, and results do not depend on the installed BLAS. Routines without work memory (sums,
// scalar products of vectors) remain the system's.

// The number of products that our routines have computed for this thread.
std::uint64_t ownProducts();

// LAPACK remains the system's, too: inverses and decompositions, which are rare in networks, run one at a time.
bool entersLapack(const std::string& op);  // "aten::linalg_inv"
bool entersLapack(const Program& program);

// Held while such an operator runs, or its gradient.
std::unique_lock<std::mutex> lapackTurn();

}  // namespace bitprism
