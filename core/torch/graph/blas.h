#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "core/network/program.h"

namespace bitprism {

// LibTorch multiplies matrices by whatever BLAS the system's alternatives name, and not every one may be entered by two
// threads: OpenBLAS built without locks (Debian's libopenblas0-serial) gives wrong products then, without a message. So
// the program has those routines of BLAS that need memory to work in (products of matrices, and of a matrix and a
// vector) itself, under their own names, and the loader gives LibTorch these. They are oneDNN's, which LibTorch brings
// along, or Eigen's; both may be entered by any number of threads, and figures do not depend on the BLAS installed.
// Routines without such memory (sums, scalar products of vectors) stay the system's.

// How many products this thread has got from our routines.
std::uint64_t ownProducts();

// LAPACK stays the system's too: inverses, decompositions and their like, which networks hardly ever have, take turns.
bool entersLapack(const std::string& op);  // "aten::linalg_inv"
bool entersLapack(const Program& program);

// Held while such an operator runs, or its gradient.
std::unique_lock<std::mutex> lapackTurn();

}  // namespace bitprism
