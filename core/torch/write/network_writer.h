#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"
#include "core/quant/targets/target_rules.h"
#include "core/torch/write/onnx_graph.h"
#include "core/torch/write/writable_formats.h"

namespace bitprism {

struct ExportOptions {
  bool force = false;         // overwrite
  bool externalData = false;  // ONNX: larger tensors go to FILE.data; too large a model does so unasked
  std::size_t largestModel = OnnxStorage().largestModel;  // beyond that

  Target target = Target::Any;  // what the file is for: plans that it does not take are refused

  Calibration calibration = {};  // of the network, for plans that need it (needsInputs)

  // Told of the file, still beside its place, and of what was read back from it; an Error that it throws refuses the
  // file, and nothing is left behind.
  std::function<void(const std::string& path, const std::shared_ptr<const Network>& written)> check;
};

struct ExportReport {
  std::string file;
  std::string dataFile;            // beside it, with an ONNX model's larger tensors; empty: none
  std::int64_t fileBytes = 0;      // of both
  std::int64_t promisedBytes = 0;  // modelSize().total(); equal to fileBytes for packed
  double maxLogitDifference = 0;   // of the file read back, on random inputs, relative to the largest number
  bool verified = false;
  std::vector<std::string> notices;  // what the file says otherwise than the network did, a sentence each
  std::vector<TargetLayer> layers;   // what computes each layer on the target; none where nothing is assumed of it
};

// Writes beside, reads the written file back, runs it and compares its outputs with the plan's before it is moved to
// its place. Throws Error (nothing is left behind) when they differ by more than 1e-3 relative, UsageError when the
// target does not take the plan or the format (checkExportTarget).
ExportReport exportNetwork(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                           const std::string& path, const ExportOptions& options = {});

// Throws UsageError where a format other than ONNX is asked to be for a target that reads ONNX.
void checkExportTarget(Target target, const NetworkWriter& writer);

// "3 of 20 layers do not run in integers on TensorRT: 'a' (its weights are floats), ..."; empty: all do, or the target
// computes with floats.
std::string floatLayersNotice(const TargetProfile& target, const std::vector<TargetLayer>& layers);

}  // namespace bitprism
