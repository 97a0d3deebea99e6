#include <cmath>
#include <optional>

#include "core/torch/graph/resize_sources.h"
#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// Results a source as the instruction says them, an axis each from the third on; nullopt where the extents do.
std::vector<std::optional<double>> givenScales(OnnxLowering& at, std::size_t first) {
  std::vector<std::optional<double>> given(at.shape(0).size() - 2);
  const auto say = [&](std::size_t axis, double scale) {
    if (axis < given.size() && scale > 0) given[axis] = scale;
  };
  for (std::size_t i = first; i < at.instruction().inputs.size(); ++i) {
    if (const auto* list = std::get_if<std::vector<double>>(&at.instruction().inputs[i])) {
      for (std::size_t axis = 0; axis < list->size(); ++axis) say(axis, (*list)[axis]);
    } else if (at.has(i)) {
      say(i - first, at.number(i));
    }
  }
  return given;
}

// The scales as ONNX wants them, empty where they are the ratios of the extents. A scale of its own changes where
// results come from.
std::vector<float> ownScales(OnnxLowering& at, const std::vector<std::optional<double>>& given) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  std::vector<float> scales;
  bool own = false, scaled = false;
  for (std::size_t axis = 2; axis < in.size(); ++axis) {
    const float ratio = static_cast<float>(out.at(axis)) / static_cast<float>(in[axis]);
    const std::optional<double>& said = given[axis - 2];
    scales.push_back(said ? static_cast<float>(*said) : ratio);
    own |= said && std::abs(scales.back() - ratio) > 1e-6F * ratio;
    scaled |= out[axis] != in[axis];
  }
  if (!own) return {};
  // In ONNX a scale gives the extent, and scales that change no extent change nothing.
  if (!scaled) at.refuse("has a scale that changes no extent, which ONNX Runtime treats as a copy");
  for (std::size_t axis = 2; axis < in.size(); ++axis)
    if (resizedExtent(in[axis], scales[axis - 2]) != out[axis])
      at.refuse("has a scale that gives a different extent in ONNX, which is not supported");
  return scales;
}

// Resize to the extents that the example has, images and channels as they are, or by scales.
void resize(OnnxLowering& at, const Attributes& attributes, const std::vector<float>& scales) {
  if (!scales.empty()) {
    std::vector<float> all{1, 1};
    all.insert(all.end(), scales.begin(), scales.end());
    const auto count = static_cast<std::int64_t>(all.size());
    at.give(at.node("Resize", {at.value(0), "", at.graph().floats(at.instruction().name + "_scales", {count}, all)},
                    attributes));
    return;
  }
  const Shape& out = at.resultShape();
  const std::string shape = at.node("Shape", {at.value(0)});
  const std::string leading =
      at.node("Slice", {shape, at.constant({0}), at.constant({2}), at.constant({0}), at.constant({1})});
  const std::string sizes =
      at.node("Concat", {leading, at.constant(Integers64(out.begin() + 2, out.end()))}, {{"axis", std::int64_t{0}}});
  at.give(at.node("Resize", {at.value(0), "", "", sizes}, attributes));
}

// (input, size, scales...). LibTorch and ONNX Runtime agree on which source a result is near, but for the few where
// one's product falls short of a whole number and the other's quotient does not: there the sources are written out.
Rule nearest(bool exact, const std::string& coordinates, const std::string& rounding) {
  return [=](OnnxLowering& at) {
    const Shape& in = at.shape(0);
    const Shape& out = at.resultShape();
    const std::vector<std::optional<double>> given = givenScales(at, 2);
    std::vector<Integers64> sources;
    bool alike = true;
    for (std::size_t axis = 2; axis < in.size(); ++axis) {
      sources.push_back(libtorchNearestSources(in.size(), exact, in[axis], out.at(axis), given[axis - 2]));
      const ResizeAxis resized{in[axis], out[axis], static_cast<float>(out[axis]) / static_cast<float>(in[axis])};
      alike = alike && nearestSources(coordinates, rounding, resized) == sources.back();
    }
    if (alike) {
      resize(at,
             {{"mode", std::string("nearest")},
              {"coordinate_transformation_mode", coordinates},
              {"nearest_mode", rounding}},
             {});
      return;
    }
    std::string value = at.value(0);
    for (std::size_t axis = 2; axis < in.size(); ++axis)
      value = at.node("Gather", {value, at.constant(sources[axis - 2])}, {{"axis", static_cast<std::int64_t>(axis)}});
    at.give(value);
  };
}

// (input, size, align_corners, scales...)
Rule interpolation(const std::string& mode) {
  return [=](OnnxLowering& at) {
    const bool corners = at.truth(2);
    Attributes attributes = {{"mode", mode},
                             {"coordinate_transformation_mode", std::string(corners ? "align_corners" : "half_pixel")}};
    if (mode == "cubic") attributes.push_back({"cubic_coeff_a", -0.75});
    resize(at, attributes, corners ? std::vector<float>{} : ownScales(at, givenScales(at, 3)));
  };
}

}  // namespace

Rules resizeRules() {
  const Rule nearby = nearest(false, "asymmetric", "floor"), exactly = nearest(true, "half_pixel", "round_prefer_ceil");
  return {
      {"aten::upsample_nearest1d", nearby},
      {"aten::upsample_nearest2d", nearby},
      {"aten::upsample_nearest3d", nearby},
      {"aten::_upsample_nearest_exact1d", exactly},
      {"aten::_upsample_nearest_exact2d", exactly},
      {"aten::_upsample_nearest_exact3d", exactly},
      {"aten::upsample_linear1d", interpolation("linear")},
      {"aten::upsample_bilinear2d", interpolation("linear")},
      {"aten::upsample_trilinear3d", interpolation("linear")},
      {"aten::upsample_bicubic2d", interpolation("cubic")},
  };
}

}  // namespace bitprism::lowering
