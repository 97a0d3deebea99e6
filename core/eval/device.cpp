#include "core/eval/device.h"

#include <array>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::array<const char*, 3> deviceNames = {"auto", "cpu", "cuda"};

}  // namespace

const char* deviceName(Device device) {
  return deviceNames[static_cast<std::size_t>(device)];
}

Device deviceFromName(std::string_view name) {
  for (std::size_t i = 0; i < deviceNames.size(); ++i)
    if (name == deviceNames[i]) return static_cast<Device>(i);
  throw UsageError(text("'", name, "' is not a device, expected auto, cpu or cuda"));
}

}  // namespace bitprism
