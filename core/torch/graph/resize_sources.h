#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// Where a resizing takes its results from along one axis. A scale is a 32-bit float, and whoever runs such a network
// counts in 32-bit floats: 10 x 0.7 is 7, though 0.7 as it is stored is a little less. In wider numbers the same file
// has other extents and other pixels.

// One axis of ONNX's Resize.
struct ResizeAxis {
  std::int64_t from = 1, to = 1;
  float scale = 1;  // results a source
};

// The extent that a scale makes of one.
std::int64_t resizedExtent(std::int64_t from, float scale);

// coordinate_transformation_mode; nullopt: not one that is known here. A mode that knows no result but one gives 0.
std::optional<float> resizeCoordinate(std::string_view coordinates, const ResizeAxis& axis, std::int64_t result);

// nearest_mode of a coordinate, or "simple": what opsets before 11 do without one. nullopt: unknown.
std::optional<std::int64_t> roundedCoordinate(std::string_view rounding, const ResizeAxis& axis, float coordinate);

// The source of every result; nullopt when a mode is unknown.
std::optional<std::vector<std::int64_t>> nearestSources(std::string_view coordinates, std::string_view rounding,
                                                        const ResizeAxis& axis);

// The same of LibTorch's upsample_nearest and, when exact, _upsample_nearest_exact, on tensors of 3, 4 or 5 axes.
// scale: absent where the extents say it.
std::vector<std::int64_t> libtorchNearestSources(std::size_t rank, bool exact, std::int64_t from, std::int64_t to,
                                                 std::optional<double> scale);

}  // namespace bitprism
