#include "core/torch/network_writer.h"

#include <torch/torch.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/model_size.h"
#include "core/quant/packed_file.h"
#include "core/quant/quantizer.h"
#include "core/torch/example_input.h"
#include "core/torch/network_reader.h"
#include "core/torch/plan_runner.h"
#include "core/torch/torch_runtime.h"

namespace bitprism {
namespace {

constexpr double allowedDifference = 1e-3;
constexpr std::int64_t checkedImages = 16;

// Seeded numbers for every input, as many images as the network takes.
std::vector<at::Tensor> exampleInputs(const Network& network) {
  const std::int64_t fixed = fixedBatch(network.program);
  std::vector<at::Tensor> inputs;
  for (const ProgramInput& input : network.program.inputs) {
    const at::Tensor example = exampleTensor(input.shape, input.kind, fixed > 0 ? fixed : checkedImages);
    inputs.push_back(example.dim() == 4 ? example.contiguous(at::MemoryFormat::ChannelsLast) : example);
  }
  return inputs;
}

std::vector<at::Tensor> outputsOf(const Network& network, const QuantPlan& plan,
                                  const std::vector<at::Tensor>& inputs) {
  PlanRunner runner(std::make_shared<const Network>(network));
  return runner.run(inputs, runner.prepare(plan));
}

// The largest difference of any number, relative to the largest of its output. Infinities and NaNs must be the same.
double relativeDifference(const std::vector<at::Tensor>& expected, const std::vector<at::Tensor>& got) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (expected.size() != got.size()) return infinity;
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].sizes() != got[i].sizes()) return infinity;
    if (expected[i].numel() == 0) continue;
    const at::Tensor a = expected[i].to(at::kDouble), b = got[i].to(at::kDouble), zero = at::zeros({}, at::kDouble);
    const at::Tensor same = (a == b).logical_or(a.isnan().logical_and(b.isnan()));
    const double difference = at::where(same, zero, (a - b).abs()).max().item<double>();
    const double scale = at::where(a.isfinite(), a.abs(), zero).max().item<double>();
    if (!std::isfinite(difference)) return infinity;
    largest = std::max(largest, difference / std::max(scale, 1e-30));
  }
  return largest;
}

// A file that vanishes unless it is kept.
class FileBeside {
 public:
  explicit FileBeside(const std::string& path) : path_(text(path, ".check", ::getpid())) {}
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  ~FileBeside() {
    if (!kept_) std::remove(path_.c_str());
  }
  const std::string& path() const { return path_; }
  void renameTo(const std::string& target) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) throw Error(text("cannot write '", target, "'"));
    kept_ = true;
  }

 private:
  std::string path_;
  bool kept_ = false;
};

}  // namespace

ExportFormat exportFormatFromName(const std::string& name) {
  if (name == "onnx") return ExportFormat::Onnx;
  if (name == "packed") return ExportFormat::Packed;
  throw UsageError(text("'", name, "' is no format to export, expected onnx, packed or plan"));
}

ExportReport exportNetwork(const Network& network, const QuantPlan& plan, ExportFormat format, const std::string& path,
                           bool force) {
  prepareTorch();
  if (plan.layers.size() != network.layers.size())
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
  if (!force && std::filesystem::exists(path))
    throw UsageError(text("'", path, "' exists; overwriting must be asked for"));
  const Bytes bytes = format == ExportFormat::Onnx ? onnxBytes(network, plan) : packNetwork(network, plan);
  ExportReport report;
  report.file = path;
  report.fileBytes = static_cast<std::int64_t>(bytes.size());
  report.promisedBytes = modelSize(network, plan).total();
  if (format == ExportFormat::Packed && report.fileBytes != report.promisedBytes)
    throw Error(text("the packed file has ", report.fileBytes, " bytes, promised were ", report.promisedBytes));

  FileBeside beside(path);
  try {
    writeFile(beside.path(), bytes);
  } catch (const Error& problem) {
    throw Error(
        text("cannot write '", path, "'", std::string(problem.what()).substr(std::string(problem.what()).rfind(": "))));
  }
  const c10::InferenceMode inference;
  const std::vector<at::Tensor> inputs = exampleInputs(network);
  Shape shape = network.program.inputs[0].shape;
  if (!shape.empty()) shape.erase(shape.begin());
  const Network written = readNetwork(beside.path(), {.inputShape = shape});
  report.maxLogitDifference = relativeDifference(outputsOf(network, plan, inputs),
                                                 outputsOf(written, floatPlan(written.layers.size()), inputs));
  if (!(report.maxLogitDifference <= allowedDifference))
    throw Error(text("'", path, "' was not written: read back, its outputs differ from the plan's by ",
                     report.maxLogitDifference, " of the largest"));
  beside.renameTo(path);
  report.verified = true;
  return report;
}

}  // namespace bitprism
