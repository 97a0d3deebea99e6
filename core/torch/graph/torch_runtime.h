#pragma once

#include "core/eval/device.h"

namespace bitprism {

// Makes LibTorch behave for this program, once a process: one thread an operator (batches are spread over threads
// instead, which is faster for small networks and gives the same bits for any number of threads), freed tensors kept by
// the allocator. Call before any other work; later calls do nothing.
void prepareTorch();

// What Automatic comes to here: Cpu or Cuda. Throws UsageError when a graphics card is asked for and there is none, or
// this LibTorch was built without CUDA.
Device foundDevice(Device wanted);

}  // namespace bitprism
