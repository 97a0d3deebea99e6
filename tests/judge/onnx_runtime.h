#pragma once

#include <torch/torch.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/test_paths.h"

// ONNX Runtime, by way of run_onnx.mjs, for jobs of any number of inputs.
namespace bitprism::test {

inline bool haveJudge() {
  const char* folder = std::getenv("BITPRISM_JUDGE");
  return folder && std::filesystem::is_directory(std::string(folder) + "/node_modules/onnxruntime-node");
}

// First in a test that needs it.
#define NEED_JUDGE()                \
  if (!bitprism::test::haveJudge()) \
  GTEST_SKIP() << "no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)"

inline std::vector<float> floatsIn(const std::string& path) {
  const Bytes bytes = readFile(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

inline void writeFloats(const std::string& path, const at::Tensor& tensor) {
  const at::Tensor floats = tensor.to(at::kFloat).contiguous();
  const auto* first = static_cast<const std::uint8_t*>(floats.data_ptr());
  writeFile(path, Bytes(first, first + floats.numel() * sizeof(float)));
}

// Relative to the largest; not finite where infinities or NaNs differ. A file that takes fewer images than we ran gave
// the first results.
inline double relativeDifference(const at::Tensor& ours, const std::vector<float>& theirs) {
  const auto count = static_cast<std::int64_t>(theirs.size());
  if (count == 0 || ours.numel() < count) return std::numeric_limits<double>::infinity();
  const at::Tensor expected = at::tensor(theirs), got = ours.to(at::kFloat).flatten().narrow(0, 0, count);
  const at::Tensor finite = expected.isfinite();
  const double scale = at::where(finite, expected.abs(), at::zeros({})).max().item<double>() + 1e-12;
  const at::Tensor difference = at::where(finite, (expected - got).abs(), at::zeros({}));
  if (!at::where(finite, at::ones({}),
                 (expected == got).logical_or(expected.isnan().logical_and(got.isnan())).to(at::kFloat))
           .all()
           .item<bool>())
    return std::numeric_limits<double>::infinity();
  return difference.max().item<double>() / scale;
}

// A job that fails says why on standard error and leaves no outputs.
inline void runOnnxRuntime(const TemporaryFolder& folder, const Json& jobs) {
  writeFile(folder / "jobs.json", jobs.dump());
  const std::string command =
      std::string("node '") + BITPRISM_SOURCE_DIR + "/tests/judge/run_onnx.mjs' '" + (folder / "jobs.json") + "'";
  static_cast<void>(std::system(command.c_str()));
}

}  // namespace bitprism::test
