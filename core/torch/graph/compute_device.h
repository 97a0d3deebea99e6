#pragma once

#include "core/eval/device.h"

namespace c10 {
struct Device;
}

namespace bitprism {

// The device as LibTorch names it, configured to compute as exactly as the CPU (no TF32). Throws as foundDevice.
c10::Device computeDevice(Device wanted);

}  // namespace bitprism
