#pragma once

#include "core/torch/write/onnx_graph.h"
#include "core/torch/write/writable_formats.h"

namespace bitprism {

// An ONNX file: float weights where the plan says float, else codes and what makes weights of them (onnx_weights.h).
// The calibration is for plans that need it (needsInputs). The second form gives the model alone, which must then hold
// everything.
OnnxFile onnxFile(const Network& network, const QuantPlan& plan, const OnnxStorage& storage,
                  const Calibration& calibration = {});
Bytes onnxBytes(const Network& network, const QuantPlan& plan, const Calibration& calibration = {});

extern const NetworkWriter onnxWriter;

}  // namespace bitprism
