#pragma once

#include <c10/core/Device.h>

#include "core/eval/device.h"

namespace bitprism {

// The device as LibTorch names it, set to compute as exactly as the processor does (no TF32). Throws as foundDevice.
at::Device computeDevice(Device wanted);

}  // namespace bitprism
