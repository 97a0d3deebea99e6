#pragma once

#include <memory>
#include <string>

#include "core/torch/read/onnx_inputs.h"
#include "core/torch/read/tflite_model.h"
#include "core/torch/read/tflite_tensors.h"

namespace bitprism {

// Runs the graph of a TensorFlow Lite file once on an example and records it. Constants are converted once, however
// often the graph is recorded. The model must outlive it; one thread at a time.
class TfliteWalk {
 public:
  TfliteWalk(const TfliteModel& model, std::string source);

  // Throws InputError naming the operator that cannot be recorded.
  Recording record(const OnnxInputs& inputs, std::int64_t batch, Example example = Example::Numbers) const;

 private:
  const TfliteModel& model_;
  std::string source_;
  std::unique_ptr<TfliteConstants> constants_;
};

}  // namespace bitprism
