#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

// Operators on images, which work with channels first.
namespace bitprism::tflite {
namespace {

constexpr int convolutionOptions = 1, depthwiseOptions = 2, poolOptions = 5, bilinearOptions = 15,
              spaceToDepthOptions = 19, transposedOptions = 49, nearestOptions = 74, depthToSpaceOptions = 94;
constexpr std::int64_t mostExtent = std::int64_t{1} << 24;  // of results: beyond any network

std::string paddingName(const Step& at, const FlatTable& options) {
  const int padding = options.number<std::int8_t>(0, 0);
  if (padding != 0 && padding != 1) at.refuse(text("has padding ", padding, ", expected SAME (0) or VALID (1)"));
  return padding == 0 ? "SAME_UPPER" : "VALID";
}

// Height and width from two fields, width first.
Integers pairOf(const FlatTable& options, int width, std::int32_t otherwise) {
  return {options.number<std::int32_t>(width + 1, otherwise), options.number<std::int32_t>(width, otherwise)};
}

void expectImage(const Step& at, std::size_t i) {
  if (at.rank(i) != 4) at.refuse(text("has an input of ", at.rank(i), " axes, expected 4"));
}

Recorded biasOf(const Step& at) {
  return at.has(2) ? at.in(2) : none();
}

void convolution(const Step& at) {
  const FlatTable options = at.options(convolutionOptions);
  expectImage(at, 0);
  const Recorded weight = at.weights(1, TfliteForm::Filters);
  const std::int64_t channels = at.sizes(0).back(), read = at.sizes(1).back();
  if (read < 1 || channels % read != 0)
    at.refuse(text("has weights for ", read, " channels and an input of ", channels));
  const Recorded sum = at.onnx("Conv", {at.in(0, Layout::First), weight, biasOf(at)},
                               {{"auto_pad", paddingName(at, options)},
                                {"strides", pairOf(options, 1, 0)},
                                {"dilations", pairOf(options, 4, 1)},
                                {"group", channels / read}});
  at.give(at.activated(sum, options.number<std::int8_t>(3, 0)), Layout::First);
}

void depthwiseConvolution(const Step& at) {
  const FlatTable options = at.options(depthwiseOptions);
  expectImage(at, 0);
  const Recorded weight = at.weights(1, TfliteForm::ChannelFilters);
  const std::int64_t channels = at.sizes(0).back(), given = at.sizes(1).back();
  if (at.sizes(1)[0] != 1 || channels < 1 || given % channels != 0)
    at.refuse(text("has weights of ", shapeText(at.sizes(1)), " for an input of ", channels, " channels"));
  const Recorded sum = at.onnx("Conv", {at.in(0, Layout::First), weight, biasOf(at)},
                               {{"auto_pad", paddingName(at, options)},
                                {"strides", pairOf(options, 1, 0)},
                                {"dilations", pairOf(options, 5, 1)},
                                {"group", channels}});
  at.give(at.activated(sum, options.number<std::int8_t>(4, 0)), Layout::First);
}

// (the result's shape, weights, input, bias). What a convolution of that result would be padded by is cut off.
void transposedConvolution(const Step& at) {
  const FlatTable options = at.options(transposedOptions);
  const Integers wanted = at.constantIntegers(0), stride = pairOf(options, 1, 0);
  const Recorded weight = at.weights(1, TfliteForm::TransposedFilters);
  expectImage(at, 2);
  if (wanted.size() != 4) at.refuse(text("has a result of ", wanted.size(), " axes, expected 4"));
  const bool same = paddingName(at, options) != "VALID";
  Integers pads(4, 0), extra(2, 0);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t extent = wanted[i + 1];
    if (extent < 1 || extent > mostExtent || stride[i] < 1 || stride[i] > mostExtent)
      at.refuse(text("has a result of ", shapeText(wanted), " and a stride of ", stride[i]));
    const std::int64_t all = stride[i] * (at.sizes(2)[i + 1] - 1) + at.sizes(1)[i + 1] - extent;
    if (all > 0 && !same) at.refuse(text("has a result of ", shapeText(wanted), ", smaller than what it computes"));
    pads[i] = std::max<std::int64_t>(all, 0) / 2;
    pads[i + 2] = std::max<std::int64_t>(all, 0) - pads[i];
    extra[i] = std::max<std::int64_t>(-all, 0);
  }
  const Recorded bias = at.has(3) ? at.in(3) : none();
  const Recorded sum = at.onnx("ConvTranspose", {at.in(2, Layout::First), weight, bias},
                               {{"strides", stride}, {"pads", pads}, {"output_padding", extra}});
  at.give(at.activated(sum, options.number<std::int8_t>(3, 0)), Layout::First);
}

void pool(const Step& at, const char* op) {
  const FlatTable options = at.options(poolOptions);
  const Recorded result = at.onnx(op, {at.in(0, Layout::First)},
                                  {{"auto_pad", paddingName(at, options)},
                                   {"strides", pairOf(options, 1, 0)},
                                   {"kernel_shape", pairOf(options, 3, 0)}});
  at.give(at.activated(result, options.number<std::int8_t>(5, 0)), Layout::First);
}

void averagePool(const Step& at) {
  pool(at, "AveragePool");
}
void maximumPool(const Step& at) {
  pool(at, "MaxPool");
}

// corners and centres: the fields that say how pixels lie.
void resized(const Step& at, const FlatTable& options, int corners, const std::string& mode) {
  const bool byCorners = options.truth(corners), byCentres = options.truth(corners + 1);
  if (byCorners && byCentres) at.refuse("aligns both corners and centres, expected one of them");
  const Integers wanted = at.constantIntegers(1);
  if (wanted.size() != 2) at.refuse(text("has a size of ", wanted.size(), " numbers, expected height and width"));
  const std::string coordinates = byCorners ? "align_corners" : byCentres ? "half_pixel" : "asymmetric";
  const std::string rounding = byCorners || byCentres ? "round_prefer_ceil" : "floor";
  at.give(at.onnx("Resize", {at.in(0, Layout::First), {}, {}, integerTensor(wanted)},
                  {{"mode", mode},
                   {"coordinate_transformation_mode", coordinates},
                   {"nearest_mode", rounding},
                   {"axes", Integers{2, 3}}}),
          Layout::First);
}

void bilinear(const Step& at) {
  resized(at, at.options(bilinearOptions), 2, "linear");
}
void nearest(const Step& at) {
  resized(at, at.options(nearestOptions), 0, "nearest");
}

void spaceToDepth(const Step& at) {
  const std::int64_t block = at.options(spaceToDepthOptions).number<std::int32_t>(0, 0);
  at.give(at.onnx("SpaceToDepth", {at.in(0, Layout::First)}, {{"blocksize", block}}), Layout::First);
}

void depthToSpace(const Step& at) {
  const std::int64_t block = at.options(depthToSpaceOptions).number<std::int32_t>(0, 0);
  at.give(at.onnx("DepthToSpace", {at.in(0, Layout::First)}, {{"blocksize", block}, {"mode", std::string("DCR")}}),
          Layout::First);
}

}  // namespace

Rules imageRules() {
  return {{"CONV_2D", convolution},
          {"DEPTHWISE_CONV_2D", depthwiseConvolution},
          {"TRANSPOSE_CONV", transposedConvolution},
          {"AVERAGE_POOL_2D", averagePool},
          {"MAX_POOL_2D", maximumPool},
          {"RESIZE_BILINEAR", bilinear},
          {"RESIZE_NEAREST_NEIGHBOR", nearest},
          {"SPACE_TO_DEPTH", spaceToDepth},
          {"DEPTH_TO_SPACE", depthToSpace}};
}

}  // namespace bitprism::tflite
