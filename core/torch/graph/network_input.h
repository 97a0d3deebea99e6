#pragma once

#include <span>
#include <vector>

#include "core/network/network.h"
#include "core/torch/graph/image_batches.h"

namespace bitprism {

// Images as a network's input, with its shape and order of axes (image_input.h). Immutable; safe from many threads.
class NetworkInput {
 public:
  // Throws InputError if there is no image or the network does not take images.
  NetworkInput(const Network& network, ImageSet images, const Preprocessing& preprocessing);

  const ImageSet& images() const { return batches_.images(); }
  std::int64_t fixedBatch() const { return fixedBatch_; }  // 0: any

  // The network's inputs for images [first, first + count), or for a list of images. If the batch is fixed, rows beyond
  // count are zeros.
  std::vector<at::Tensor> batch(std::int64_t first, std::int64_t count) const;
  std::vector<at::Tensor> batch(std::span<const std::int64_t> indices) const;

  // The same for preprocessed images [count, channels, height, width].
  std::vector<at::Tensor> inputs(at::Tensor images) const;
  const ImageBatches& batches() const { return batches_; }

 private:
  ImageBatches batches_;
  std::int64_t fixedBatch_ = 0;
  enum class Form { ChannelsFirst, ChannelsLast, Other };  // Other: any shape with as many numbers
  Form form_ = Form::Other;
  Shape one_;
};

// The float32 outputs in `ran` of the first `count` images, contiguous and on the CPU; integer outputs (such as a
// selected class) are left out.
std::vector<at::Tensor> comparableOutputs(const std::vector<at::Tensor>& outputs, std::int64_t count, std::int64_t ran);

}  // namespace bitprism
