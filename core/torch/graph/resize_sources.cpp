#include "core/torch/graph/resize_sources.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// These modes differ at halves, and few coordinates that mean a half are exactly one; ONNX Runtime treats values this
// close as one.
constexpr float nearAHalf = 1e-6F;

}  // namespace

std::int64_t resizedExtent(std::int64_t from, float scale) {
  return static_cast<std::int64_t>(std::floor(static_cast<float>(from) * scale));
}

std::optional<float> resizeCoordinate(std::string_view coordinates, const ResizeAxis& axis, std::int64_t result) {
  const auto x = static_cast<float>(result);
  if (coordinates == "half_pixel") return (x + 0.5F) / axis.scale - 0.5F;
  if (coordinates == "pytorch_half_pixel") return axis.to > 1 ? (x + 0.5F) / axis.scale - 0.5F : 0;
  if (coordinates == "asymmetric") return x / axis.scale;
  if (coordinates == "align_corners")
    return axis.to > 1 ? x * static_cast<float>(axis.from - 1) / static_cast<float>(axis.to - 1) : 0;
  if (coordinates == "tf_half_pixel_for_nn") return (x + 0.5F) / axis.scale;
  return {};
}

std::optional<std::int64_t> roundedCoordinate(std::string_view rounding, const ResizeAxis& axis, float coordinate) {
  const float below = std::floor(coordinate);
  const bool half = std::abs(coordinate - (below + 0.5F)) <= nearAHalf;
  const auto nearest = [&](float ofHalf) { return half ? ofHalf : std::floor(coordinate + 0.5F); };
  float source = 0;
  if (rounding == "round_prefer_floor")
    source = nearest(below);
  else if (rounding == "round_prefer_ceil")
    source = nearest(below + 1);
  else if (rounding == "floor")
    source = below;
  else if (rounding == "ceil")
    source = std::ceil(coordinate);
  else if (rounding == "simple")
    source = axis.scale < 1 ? std::ceil(coordinate) : below;
  else
    return {};
  return static_cast<std::int64_t>(source);
}

std::optional<std::vector<std::int64_t>> nearestSources(std::string_view coordinates, std::string_view rounding,
                                                        const ResizeAxis& axis) {
  std::vector<std::int64_t> sources;
  sources.reserve(static_cast<std::size_t>(axis.to));
  for (std::int64_t i = 0; i < axis.to; ++i) {
    const std::optional<float> coordinate = resizeCoordinate(coordinates, axis, i);
    if (!coordinate) return {};
    const std::optional<std::int64_t> source = roundedCoordinate(rounding, axis, *coordinate);
    if (!source) return {};
    sources.push_back(std::clamp<std::int64_t>(*source, 0, axis.from - 1));
  }
  return sources;
}

std::vector<std::int64_t> libtorchNearestSources(std::size_t rank, bool exact, std::int64_t from, std::int64_t to,
                                                 std::optional<double> scale) {
  const c10::InferenceMode inference;
  std::vector<std::int64_t> form(rank, 1), sizes(rank - 2, 1);
  form.back() = from;
  sizes.back() = to;
  const c10::optional<double> given = scale ? c10::optional<double>(*scale) : c10::nullopt;
  // A float can represent every position of an axis that can be resized here.
  const at::Tensor places = at::arange(from, at::kFloat).reshape(form);
  at::Tensor picked;
  switch (rank) {
    case 3:
      picked =
          exact ? at::_upsample_nearest_exact1d(places, sizes, given) : at::upsample_nearest1d(places, sizes, given);
      break;
    case 4:
      picked = exact ? at::_upsample_nearest_exact2d(places, sizes, c10::nullopt, given)
                     : at::upsample_nearest2d(places, sizes, c10::nullopt, given);
      break;
    case 5:
      picked = exact ? at::_upsample_nearest_exact3d(places, sizes, c10::nullopt, c10::nullopt, given)
                     : at::upsample_nearest3d(places, sizes, c10::nullopt, c10::nullopt, given);
      break;
    default:
      throw Error(text("LibTorch resizes tensors of 3 to 5 axes, not of ", rank));
  }
  const at::Tensor whole = picked.to(at::kLong).contiguous();
  return {whole.data_ptr<std::int64_t>(), whole.data_ptr<std::int64_t>() + whole.numel()};
}

}  // namespace bitprism
