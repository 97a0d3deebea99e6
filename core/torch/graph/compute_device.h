#pragma once

#include "core/eval/device.h"

namespace c10 {
struct Device;
}

namespace bitprism {

// The device as LibTorch names it, set to compute as exactly as the processor does (no TF32). Throws as foundDevice.
c10::Device computeDevice(Device wanted);

}  // namespace bitprism
