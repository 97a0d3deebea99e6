#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/text.h"
#include "core/torch/graph/resize_sources.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostResizedElements = std::int64_t{1} << 28;  // of a result: 1 GiB

// One axis of the resized tensor.
struct Axis : ResizeAxis {
  bool given = false;  // the file gives the scale, not the extent
  bool scaled() const { return to != from || scale != 1; }
};

struct Resize {
  std::vector<Axis> axes;
  std::string mode, coordinates, rounding;
};

[[noreturn]] void refuseCoordinates(const OnnxStep& at, const Resize& resize) {
  at.refuse(text("has coordinates '", resize.coordinates, "', which are not supported"));
}

// Every result has one source: ATen's operator if it uses the same ones, else selection axis by axis.
Results nearest(const OnnxStep& at, const Resize& resize) {
  const std::size_t rank = resize.axes.size();
  std::vector<Integers64> sources(rank);
  bool likeAten = rank >= 3 && rank <= 5;
  for (std::size_t a = 0; a < rank; ++a) {
    const Axis& axis = resize.axes[a];
    if (!axis.scaled()) continue;
    if (!resizeCoordinate(resize.coordinates, axis, 0)) refuseCoordinates(at, resize);
    const auto picked = nearestSources(resize.coordinates, resize.rounding, axis);
    if (!picked) at.refuse(text("has nearest_mode '", resize.rounding, "', which is not supported"));
    sources[a] = *picked;
    likeAten = likeAten && a >= 2 && sources[a] == libtorchNearestSources(rank, false, axis.from, axis.to, {});
  }
  if (likeAten) {
    Integers64 sizes;
    for (std::size_t a = 2; a < rank; ++a) sizes.push_back(resize.axes[a].to);
    std::vector<Recorded> arguments{at.input(0), integerList(sizes)};
    for (std::size_t a = 2; a < rank; ++a) arguments.push_back(none());
    return at.call(text("aten::upsample_nearest", rank - 2, "d"), arguments);
  }
  Recorded result = at.input(0);
  for (std::size_t a = 0; a < rank; ++a)
    if (!sources[a].empty())
      result = at.one("aten::index_select", {result, integer(static_cast<std::int64_t>(a)),
                                             Recorder::constant(at::tensor(sources[a], at::kLong))});
  return {result};
}

// Coordinates unknown to ATen: interpolation between two neighbours, axis by axis.
Results linear(const OnnxStep& at, const Resize& resize) {
  Recorded result = at.input(0);
  for (std::size_t a = 2; a < resize.axes.size(); ++a) {
    const Axis& axis = resize.axes[a];
    if (!axis.scaled()) continue;
    Integers64 below, above;
    std::vector<float> shares;  // of the neighbour above
    for (std::int64_t i = 0; i < axis.to; ++i) {
      const std::optional<float> coordinate = resizeCoordinate(resize.coordinates, axis, i);
      if (!coordinate) refuseCoordinates(at, resize);
      const float source = std::clamp(*coordinate, 0.0F, static_cast<float>(axis.from - 1));
      below.push_back(static_cast<std::int64_t>(source));
      above.push_back(std::min(below.back() + 1, axis.from - 1));
      shares.push_back(source - std::floor(source));
    }
    const auto picked = [&](const Integers64& sources) {
      return at.one("aten::index_select", {result, integer(static_cast<std::int64_t>(a)),
                                           Recorder::constant(at::tensor(sources, at::kLong))});
    };
    Integers64 form(resize.axes.size(), 1);
    form[a] = axis.to;
    const Recorded low = picked(below);
    const Recorded step = at.one("aten::sub.Tensor", {picked(above), low, integer(1)});
    const Recorded part =
        at.one("aten::mul.Tensor", {step, Recorder::constant(at::tensor(shares, at::kFloat).reshape(form))});
    result = at.one("aten::add.Tensor", {low, part, integer(1)});
  }
  return {result};
}

Results interpolated(const OnnxStep& at, const Resize& resize) {
  const std::size_t rank = resize.axes.size();
  const bool cubic = resize.mode == "cubic";
  if (rank < 3 || rank > 5 || (cubic && rank != 4))
    at.refuse(text("interpolates a tensor of ", rank, " axes, which is not supported"));
  const bool corners = resize.coordinates == "align_corners";
  bool plain = true;    // coordinates do not matter without scaling
  bool single = false;  // one result, taken from the first source
  std::vector<Recorded> scales;
  Integers64 sizes;
  for (std::size_t a = 0; a < rank; ++a) {
    const Axis& axis = resize.axes[a];
    const bool scaled = axis.scaled();
    if (a < 2 && scaled) at.refuse("interpolates between images or channels, which is not supported");
    if (a < 2) continue;
    plain &= !scaled;
    single |= scaled && resize.coordinates == "pytorch_half_pixel" && axis.to == 1 && axis.from > 1;
    sizes.push_back(axis.to);
    const bool exact = axis.scale == static_cast<float>(axis.to) / static_cast<float>(axis.from);
    scales.push_back(axis.given && !exact && !corners ? number(axis.scale) : none());
  }
  if (plain) return {at.input(0)};
  const bool likeAten =
      !single && (corners || resize.coordinates == "half_pixel" || resize.coordinates == "pytorch_half_pixel");
  if (!likeAten && !cubic) return linear(at, resize);
  if (!likeAten)
    at.refuse(text("has coordinates '", resize.coordinates, "' in mode ", resize.mode,
                   ", expected half_pixel, pytorch_half_pixel or align_corners"));
  const std::string op = cubic       ? "aten::upsample_bicubic2d"
                         : rank == 3 ? "aten::upsample_linear1d"
                         : rank == 4 ? "aten::upsample_bilinear2d"
                                     : "aten::upsample_trilinear3d";
  std::vector<Recorded> arguments{at.input(0), integerList(sizes), truth(corners)};
  arguments.insert(arguments.end(), scales.begin(), scales.end());
  return at.call(op, arguments);
}

Results resized(const OnnxStep& at, Resize resize, const std::vector<float>& scales, const Integers64& sizes,
                Integers64 axes) {
  const Integers64 from = sizesOf(at.input(0));
  const auto rank = static_cast<std::int64_t>(from.size());
  for (const std::int64_t extent : from) resize.axes.push_back({{extent, extent, 1}, false});
  if (axes.empty())
    for (std::int64_t i = 0; i < rank; ++i) axes.push_back(i);
  const std::size_t given = scales.empty() ? sizes.size() : scales.size();
  if (given != axes.size()) at.refuse(text("has ", given, " scales or sizes for ", axes.size(), " axes"));
  for (std::size_t i = 0; i < given; ++i) {
    Axis& axis = resize.axes[static_cast<std::size_t>(at.axis(axes[i], rank))];
    if (axis.from < 1) at.refuse("resizes an empty tensor");
    if (scales.empty()) {
      axis.to = sizes[i];
      axis.scale = static_cast<float>(sizes[i]) / static_cast<float>(axis.from);
    } else {
      axis.scale = scales[i];
      axis.given = true;
      if (!(axis.scale > 0 && axis.scale < 1e6)) at.refuse(text("has a scale of ", axis.scale));
      axis.to = resizedExtent(axis.from, axis.scale);
    }
    if (axis.to < 1 || axis.to > (std::int64_t{1} << 24)) at.refuse(text("resizes to an extent of ", axis.to));
  }
  std::int64_t elements = 1;
  for (const Axis& axis : resize.axes) {
    if (axis.to > 0 && elements > mostResizedElements / axis.to) at.refuse("asks for a tensor of impossible size");
    elements *= axis.to;
  }
  // A scale that changes no extent has no effect, as in ONNX Runtime, with which the file was tested.
  if (std::all_of(resize.axes.begin(), resize.axes.end(), [](const Axis& axis) { return axis.to == axis.from; }))
    return {at.input(0)};
  if (resize.mode == "nearest") return nearest(at, resize);
  if (resize.mode == "linear" || resize.mode == "cubic") return interpolated(at, resize);
  at.refuse(text("has mode '", resize.mode, "', expected nearest, linear or cubic"));
}

std::vector<float> scalesOf(const OnnxStep& at, std::size_t i) {
  if (!at.has(i)) return {};
  if (at.input(i).dynamic()) at.refuseData("takes its scales from the data of a tensor");
  const at::Tensor tensor = exampleOf(at.input(i)).to(at::kFloat).contiguous();
  return {tensor.data_ptr<float>(), tensor.data_ptr<float>() + tensor.numel()};
}

Results resize(const OnnxStep& at) {
  if (at.node.integer("antialias", 0) != 0) at.refuse("with antialiasing is not supported");
  if (at.node.integer("exclude_outside", 0) != 0) at.refuse("with exclude_outside is not supported");
  if (at.node.string("keep_aspect_ratio_policy", "stretch") != "stretch")
    at.refuse("that keeps the aspect ratio is not supported");
  Resize resize{{}, at.node.string("mode", "nearest"), "asymmetric", "simple"};
  if (at.node.opset < 11) return resized(at, resize, scalesOf(at, 1), {}, {});
  resize.coordinates = at.node.string("coordinate_transformation_mode", "half_pixel");
  resize.rounding = at.node.string("nearest_mode", "round_prefer_floor");
  if (resize.mode == "cubic" && std::abs(at.node.number("cubic_coeff_a", -0.75) + 0.75) > 1e-6)
    at.refuse("has a cubic_coeff_a other than -0.75");
  const std::vector<float> scales = scalesOf(at, 2);
  const Integers64 sizes = at.has(3) ? at.constantIntegers(3) : Integers64{};
  if (scales.empty() == sizes.empty()) at.refuse("needs either scales or sizes");
  return resized(at, resize, scales, sizes, at.node.integers("axes").value_or(Integers64{}));
}

Results upsample(const OnnxStep& at) {
  const Resize resize{{}, at.node.string("mode", "nearest"), "asymmetric", "simple"};
  const std::vector<double> attribute = at.node.numbers("scales").value_or(std::vector<double>{});
  return resized(at, resize, at.has(1) ? scalesOf(at, 1) : std::vector<float>(attribute.begin(), attribute.end()), {},
                 {});
}

}  // namespace

OnnxRules resizeRules() {
  return {{"Resize", resize}, {"Upsample", upsample}};
}

}  // namespace bitprism::onnx
