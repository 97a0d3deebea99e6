#include "core/torch/graph/compute_device.h"

#include <ATen/ATen.h>

#include "core/torch/graph/torch_runtime.h"

namespace bitprism {

c10::Device computeDevice(Device wanted) {
  if (foundDevice(wanted) == Device::Cpu) return at::kCPU;
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  return at::Device(at::kCUDA);
}

}  // namespace bitprism
