#include <cmath>

#include "core/torch/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// Results a source, an axis each from the third on; empty where they are the ratios of the extents. A scale of its own
// changes where results come from.
std::vector<double> ownScales(OnnxLowering& at, std::size_t first) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  std::vector<double> given;
  bool own = false;
  for (std::size_t i = first; i < at.instruction().inputs.size(); ++i) {
    if (const auto* list = std::get_if<std::vector<double>>(&at.instruction().inputs[i])) {
      given = *list;
    } else if (at.has(i)) {
      given.resize(i - first, 0);
      given.push_back(at.number(i));
    }
  }
  std::vector<double> scales;
  for (std::size_t axis = 2; axis < in.size(); ++axis) {
    const double ratio = static_cast<double>(out.at(axis)) / static_cast<double>(in[axis]);
    const bool said = axis - 2 < given.size() && given[axis - 2] > 0;
    scales.push_back(said ? given[axis - 2] : ratio);
    own |= said && std::abs(scales.back() - ratio) > 1e-6 * ratio;
  }
  if (!own) return {};
  // In ONNX a scale gives the extent.
  for (std::size_t axis = 2; axis < in.size(); ++axis) {
    const auto extent = std::floor(static_cast<float>(in[axis]) * static_cast<float>(scales[axis - 2]));
    if (static_cast<std::int64_t>(extent) != out[axis])
      at.refuse("has a scale that gives another extent in ONNX, which is not supported");
  }
  return scales;
}

// Resize to the extents that the example has, images and channels as they are, or by scales.
void resize(OnnxLowering& at, const Attributes& attributes, const std::vector<double>& scales) {
  if (!scales.empty()) {
    std::vector<float> all{1, 1};
    for (const double scale : scales) all.push_back(static_cast<float>(scale));
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

// (input, size, scales...): ATen takes floor(i / scale).
void nearest(OnnxLowering& at) {
  resize(at,
         {{"mode", std::string("nearest")},
          {"coordinate_transformation_mode", std::string("asymmetric")},
          {"nearest_mode", std::string("floor")}},
         ownScales(at, 2));
}

void nearestExact(OnnxLowering& at) {
  resize(at,
         {{"mode", std::string("nearest")},
          {"coordinate_transformation_mode", std::string("half_pixel")},
          {"nearest_mode", std::string("round_prefer_ceil")}},
         ownScales(at, 2));
}

// (input, size, align_corners, scales...)
Rule interpolation(const std::string& mode) {
  return [=](OnnxLowering& at) {
    const bool corners = at.truth(2);
    Attributes attributes = {{"mode", mode},
                             {"coordinate_transformation_mode", std::string(corners ? "align_corners" : "half_pixel")}};
    if (mode == "cubic") attributes.push_back({"cubic_coeff_a", -0.75});
    resize(at, attributes, corners ? std::vector<double>{} : ownScales(at, 3));
  };
}

}  // namespace

Rules resizeRules() {
  return {
      {"aten::upsample_nearest1d", nearest},
      {"aten::upsample_nearest2d", nearest},
      {"aten::upsample_nearest3d", nearest},
      {"aten::_upsample_nearest_exact1d", nearestExact},
      {"aten::_upsample_nearest_exact2d", nearestExact},
      {"aten::_upsample_nearest_exact3d", nearestExact},
      {"aten::upsample_linear1d", interpolation("linear")},
      {"aten::upsample_bilinear2d", interpolation("linear")},
      {"aten::upsample_trilinear3d", interpolation("linear")},
      {"aten::upsample_bicubic2d", interpolation("cubic")},
  };
}

}  // namespace bitprism::lowering
