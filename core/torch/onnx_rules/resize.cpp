#include <cmath>

#include "core/torch/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// Resize to the extents that the example has, images and channels as they are.
void resize(OnnxLowering& at, const Attributes& attributes) {
  const Shape& out = at.resultShape();
  const std::string shape = at.node("Shape", {at.value(0)});
  const std::string leading =
      at.node("Slice", {shape, at.constant({0}), at.constant({2}), at.constant({0}), at.constant({1})});
  const std::string sizes =
      at.node("Concat", {leading, at.constant(Integers64(out.begin() + 2, out.end()))}, {{"axis", std::int64_t{0}}});
  at.give(at.node("Resize", {at.value(0), "", "", sizes}, attributes));
}

// A scale other than that of the extents changes where results come from.
void refuseOwnScale(OnnxLowering& at, std::size_t first) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  for (std::size_t i = first; i < at.instruction().inputs.size(); ++i) {
    if (!at.has(i)) continue;
    const std::size_t axis = 2 + i - first;
    std::vector<double> scales;
    if (const auto* list = std::get_if<std::vector<double>>(&at.instruction().inputs[i]))
      scales = *list;
    else
      scales = {at.number(i)};
    for (std::size_t k = 0; k < scales.size(); ++k) {
      const double ratio = static_cast<double>(out.at(axis + k)) / static_cast<double>(in.at(axis + k));
      if (std::abs(scales[k] - ratio) > 1e-6 * ratio)
        at.refuse("has a scale that its extents do not have, which is not supported");
    }
  }
}

// (input, size, scales...): ATen takes floor(i / scale).
void nearest(OnnxLowering& at) {
  refuseOwnScale(at, 2);
  resize(at, {{"mode", std::string("nearest")},
              {"coordinate_transformation_mode", std::string("asymmetric")},
              {"nearest_mode", std::string("floor")}});
}

void nearestExact(OnnxLowering& at) {
  refuseOwnScale(at, 2);
  resize(at, {{"mode", std::string("nearest")},
              {"coordinate_transformation_mode", std::string("half_pixel")},
              {"nearest_mode", std::string("round_prefer_ceil")}});
}

// (input, size, align_corners, scales...)
Rule interpolation(const std::string& mode) {
  return [=](OnnxLowering& at) {
    const bool corners = at.truth(2);
    if (!corners) refuseOwnScale(at, 3);
    Attributes attributes = {{"mode", mode},
                             {"coordinate_transformation_mode", std::string(corners ? "align_corners" : "half_pixel")}};
    if (mode == "cubic") attributes.push_back({"cubic_coeff_a", -0.75});
    resize(at, attributes);
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
