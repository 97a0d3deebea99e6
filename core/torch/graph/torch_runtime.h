#pragma once

#include "core/eval/device.h"

namespace bitprism {

// Configures LibTorch for this program, once per process: one thread per operator (batches are spread over threads
// instead, which is faster for small networks and gives the same bits for any number of threads), and an allocator that
// keeps freed memory. Call before any other work; later calls do nothing.
void prepareTorch();

// The same in a thread of its own while a program starts, so that the first network does not wait for it. What fails
// here fails again, and is said, where LibTorch is first used.
void prepareTorchEarly() noexcept;

// Resolves Automatic to Cpu or Cuda. Throws UsageError if a graphics card is requested and there is none, or this
// LibTorch was built without CUDA.
Device foundDevice(Device wanted);

}  // namespace bitprism
