#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/data/image_set.h"
#include "core/data/preprocessing.h"
#include "core/eval/box_decoding.h"
#include "core/eval/evaluation.h"
#include "core/eval/metric_command.h"
#include "core/network/network.h"
#include "core/run/onnx_runtime.h"

namespace bitprism {

// What runs a batch: from the network's inputs to its outputs, in its order.
using RuntimeRun = std::function<std::vector<RuntimeTensor>(const std::vector<RuntimeTensor>& inputs)>;

// How outputs are judged, as for AccuracyEvaluator.
struct RuntimeMetric {
  std::optional<Metric> metric = {};
  std::optional<MetricCommand> command = {};
  std::optional<BoxHead> head = {};
};

// The score of a network's file as another program runs it, on images that fit the network; against the float network.
// Throws what `run` throws, Error when outputs do not fit the network's, Cancelled.
Score runtimeScore(const std::shared_ptr<const Network>& network, const ImageSet& images,
                   const Preprocessing& preprocessing, const RuntimeMetric& judged, const RuntimeRun& run,
                   std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
