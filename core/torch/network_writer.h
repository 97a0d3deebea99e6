#pragma once

#include <string>

#include "core/base/file.h"
#include "core/network/network.h"
#include "core/quant/quant_plan.h"

namespace bitprism {

enum class ExportFormat { Onnx, Packed };

// By name ("onnx", "packed"); throws UsageError listing the names.
ExportFormat exportFormatFromName(const std::string& name);

struct ExportReport {
  std::string file;
  std::int64_t fileBytes = 0;
  std::int64_t promisedBytes = 0;  // modelSize().total(); equal to fileBytes for packed
  double maxLogitDifference = 0;   // of the file read back, on random or given images, relative to the largest logit
  bool verified = false;
};

// Writes beside, reads the written file back, runs it and compares its logits with the plan's before renaming. Throws
// Error (nothing is left behind) when they differ by more than 1e-3 relative. Overwrites only with force.
ExportReport exportNetwork(const Network& network, const QuantPlan& plan, ExportFormat format, const std::string& path,
                           bool force = false);

// The bytes of an ONNX file: float weights where the plan says float, else DequantizeLinear on int8 (5-8 bits) or int4
// (1-4 bits, opset 21) codes, per channel; at 16 bits half floats behind a Cast; a restored mean as Add(offset) after
// DequantizeLinear.
Bytes onnxBytes(const Network& network, const QuantPlan& plan);

}  // namespace bitprism
