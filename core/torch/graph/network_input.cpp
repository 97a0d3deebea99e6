#include "core/torch/graph/network_input.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/image_input.h"

namespace bitprism {

namespace {

std::string extentsText(std::int64_t channels, std::int64_t height, std::int64_t width) {
  return text(height, " x ", width, " pixels and ", channels, channels == 1 ? " channel" : " channels");
}

}  // namespace

NetworkInput::NetworkInput(const Network& network, ImageSet images, const Preprocessing& preprocessing)
    : batches_(std::move(images), preprocessing) {
  const ImageSet& set = batches_.images();
  if (set.count() == 0) throw InputError(text("'", set.name, "' holds no image, expected at least one"));
  if (network.program.inputs.size() != 1)
    throw InputError(text("'", network.name, "' takes ", network.program.inputs.size(),
                          " inputs, but images can only be used with one"));
  const Shape& shape = network.program.inputs[0].shape;
  if (network.program.inputs[0].kind != InputKind::Float)
    throw InputError(text("'", network.name, "' takes whole numbers, but images are real numbers"));
  if (shape.empty()) throw InputError(text("'", network.name, "' takes a single number, not images"));
  if (shape[0] > 0) fixedBatch_ = shape[0];
  one_ = Shape(shape.begin() + 1, shape.end());
  const Shape image = {set.channels, set.height, set.width}, last = {set.height, set.width, set.channels};
  bool fits = elementCount(one_) == elementCount(image);
  if (const std::optional<ImageInput> input = imageInput(network.program)) {
    // If the extents fit both layouts, imageInput has examined the network.
    const bool wantsLast = input->layout == ImageLayout::ChannelsLast;
    form_ = (wantsLast && one_ == last) || one_ != image ? Form::ChannelsLast : Form::ChannelsFirst;
    fits = one_ == (form_ == Form::ChannelsLast ? last : image);
    if (!fits)
      throw InputError(text("'", network.name, "' takes images of ",
                            extentsText(input->channels, input->height, input->width), ", '", set.name, "' has ",
                            extentsText(set.channels, set.height, set.width)));
  }
  if (!fits)
    throw InputError(
        text("'", network.name, "' takes images of ", shapeText(one_), ", '", set.name, "' has ", shapeText(image)));
}

std::vector<at::Tensor> NetworkInput::batch(std::int64_t first, std::int64_t count) const {
  return inputs(batches_.batch(first, count));
}

std::vector<at::Tensor> NetworkInput::batch(std::span<const std::int64_t> indices) const {
  return inputs(batches_.batch(indices));
}

std::vector<at::Tensor> NetworkInput::inputs(at::Tensor images) const {
  const std::int64_t count = images.size(0);
  at::Tensor result = std::move(images);
  if (form_ == Form::ChannelsLast) {
    result = result.permute({0, 2, 3, 1}).contiguous();  // as batches lie in memory anyway
  } else if (form_ == Form::Other) {
    Shape shape = one_;
    shape.insert(shape.begin(), count);
    result = result.contiguous().reshape(shape);
  }
  if (fixedBatch_ > count) {
    Shape rest = result.sizes().vec();
    rest[0] = fixedBatch_ - count;
    result = at::cat({result, at::zeros(rest, result.options())});
  }
  return {result};
}

std::vector<at::Tensor> comparableOutputs(const std::vector<at::Tensor>& outputs, std::int64_t count,
                                          std::int64_t ran) {
  std::vector<at::Tensor> result;
  for (const at::Tensor& output : outputs) {
    if (!output.is_floating_point()) continue;
    at::Tensor values = output.to(at::kCPU, at::kFloat);
    if (ran != count && values.dim() > 0 && values.size(0) == ran) values = values.narrow(0, 0, count);
    result.push_back(values.contiguous());
  }
  return result;
}

}  // namespace bitprism
