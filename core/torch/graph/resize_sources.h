#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The source positions of a resize along one axis. Scales are 32-bit floats, and runtimes compute with 32-bit floats:
// 10 x 0.7 is 7, although the stored 0.7 is slightly less. Wider types would give other extents and pixels for the same
// file.

// One axis of ONNX's Resize.
struct ResizeAxis {
  std::int64_t from = 1, to = 1;
  float scale = 1;  // results per source
};

// The extent after scaling by a factor.
std::int64_t resizedExtent(std::int64_t from, float scale);

// coordinate_transformation_mode; nullopt: unknown. A mode that is defined only for a single result gives 0.
std::optional<float> resizeCoordinate(std::string_view coordinates, const ResizeAxis& axis, std::int64_t result);

// nearest_mode of a coordinate, or "simple": the behaviour before opset 11. nullopt: unknown.
std::optional<std::int64_t> roundedCoordinate(std::string_view rounding, const ResizeAxis& axis, float coordinate);

// The source of every result; nullopt if a mode is unknown.
std::optional<std::vector<std::int64_t>> nearestSources(std::string_view coordinates, std::string_view rounding,
                                                        const ResizeAxis& axis);

// The same for LibTorch's upsample_nearest and, if exact, _upsample_nearest_exact, on tensors of 3, 4 or 5 axes. scale:
// absent if the extents define it.
std::vector<std::int64_t> libtorchNearestSources(std::size_t rank, bool exact, std::int64_t from, std::int64_t to,
                                                 std::optional<double> scale);

}  // namespace bitprism
