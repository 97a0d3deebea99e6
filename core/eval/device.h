#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// Where networks run.
enum class Device {
  Automatic,  // the graphics card where LibTorch was built for one and finds it, else the processor
  Cpu,
  Cuda
};

const char* deviceName(Device device);  // "auto", "cpu", "cuda"
std::vector<std::string> deviceNames();
Device deviceFromName(std::string_view name);  // throws UsageError listing the names

}  // namespace bitprism
