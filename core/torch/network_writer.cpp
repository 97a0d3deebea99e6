#include "core/torch/network_writer.h"

#include <torch/torch.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/model_size.h"
#include "core/quant/packed_file.h"
#include "core/quant/quantizer.h"
#include "core/torch/network_reader.h"
#include "core/torch/plan_runner.h"
#include "core/torch/torch_runtime.h"

namespace bitprism {
namespace {

constexpr double allowedDifference = 1e-3;
constexpr std::int64_t checkedImages = 16;

at::Tensor randomImages(const Network& network) {
  Shape shape = network.program.inputs.at(0).shape;
  shape[0] = checkedImages;
  at::Generator generator = at::detail::createCPUGenerator(11);
  return at::randn(shape, generator, at::TensorOptions(at::kFloat));
}

at::Tensor outputOf(const Network& network, const QuantPlan& plan, const at::Tensor& images) {
  PlanRunner runner(std::make_shared<const Network>(network));
  return runner.run({images.contiguous(at::MemoryFormat::ChannelsLast)}, runner.prepare(plan)).at(0);
}

// Largest difference of any output, relative to the largest output.
double relativeDifference(const at::Tensor& expected, const at::Tensor& got) {
  if (expected.sizes() != got.sizes()) return std::numeric_limits<double>::infinity();
  const double scale = expected.abs().max().item<double>();
  return (expected - got).abs().max().item<double>() / std::max(scale, 1e-30);
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
  const at::Tensor images = randomImages(network);
  const Shape& shape = network.program.inputs[0].shape;
  const Network written = readNetwork(beside.path(), {.inputShape = Shape(shape.begin() + 1, shape.end())});
  report.maxLogitDifference =
      relativeDifference(outputOf(network, plan, images), outputOf(written, floatPlan(written.layers.size()), images));
  if (!(report.maxLogitDifference <= allowedDifference))
    throw Error(text("'", path, "' was not written: read back, its outputs differ from the plan's by ",
                     report.maxLogitDifference, " of the largest"));
  beside.renameTo(path);
  report.verified = true;
  return report;
}

}  // namespace bitprism
