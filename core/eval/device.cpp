#include "core/eval/device.h"

#include <array>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::array<EnumName<Device>, 3> devices = {
    {{Device::Automatic, "auto"}, {Device::Cpu, "cpu"}, {Device::Cuda, "cuda"}}};
static_assert(namesEveryValue<devices>());

}  // namespace

const char* deviceName(Device device) {
  return rowOf(devices, device).name;
}

std::vector<std::string> deviceNames() {
  const auto names = namesIn(devices);
  return {names.begin(), names.end()};
}

Device deviceFromName(std::string_view name) {
  if (const auto known = valueNamed(devices, name)) return *known;
  throw UsageError(text("'", name, "' is not a device, expected ", alternatives(namesIn(devices))));
}

}  // namespace bitprism
