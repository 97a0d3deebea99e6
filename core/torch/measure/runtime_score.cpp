#include "core/torch/measure/runtime_score.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/measured_network.h"

namespace bitprism {
namespace {

RuntimeTensor runtimeTensor(const at::Tensor& value) {
  const at::Tensor floats = value.to(at::kCPU, at::kFloat).contiguous();
  const auto* first = floats.data_ptr<float>();
  return {floats.sizes().vec(), {first, first + floats.numel()}};
}

at::Tensor torchTensor(RuntimeTensor& value) {
  return at::from_blob(value.values.data(), value.shape, at::kFloat).clone();
}

}  // namespace

Score runtimeScore(const std::shared_ptr<const Network>& network, const ImageSet& images,
                   const Preprocessing& preprocessing, const RuntimeMetric& judged, const RuntimeRun& run,
                   std::stop_token stop, const Progress& progress) {
  prepareTorch();
  const c10::InferenceMode inference;
  MeasuredNetwork measured(network, images, preprocessing,
                           {.threads = 1, .metric = judged.metric, .command = judged.command, .head = judged.head});
  const std::int64_t count = images.count();
  std::vector<ScoreSums> sums(static_cast<std::size_t>(measured.batches(count)));
  for (std::int64_t batch = 0; batch < measured.batches(count); ++batch) {
    if (stop.stop_requested()) throw Cancelled();
    const std::int64_t first = batch * measured.batchSize, size = std::min(measured.batchSize, count - first);
    std::vector<RuntimeTensor> inputs;
    for (const at::Tensor& input : measured.input.batch(first, size)) inputs.push_back(runtimeTensor(input));
    std::vector<RuntimeTensor> outputs = run(inputs);
    MeasuredNetwork::Outputs values;
    for (RuntimeTensor& output : outputs) values.push_back(torchTensor(output));
    const MeasuredNetwork::Outputs reference = measured.referenceOutputs(batch, size);
    values = comparableOutputs(std::move(values), size, std::max(size, measured.input.fixedBatch()));
    const auto differ = [](const at::Tensor& a, const at::Tensor& b) { return a.sizes() != b.sizes(); };
    if (values.size() != reference.size() || std::equal(values.begin(), values.end(), reference.begin(),
                                                        [&](auto& a, auto& b) { return !differ(a, b); }) == false)
      throw Error("the outputs of the file in its runtime have other shapes than the network's");
    measured.add(sums[static_cast<std::size_t>(batch)], first, size, values, reference);
    report(progress, "evaluating in the runtime", first + size, count);
  }
  return measured.scoreFrom(sums, stop);
}

}  // namespace bitprism
