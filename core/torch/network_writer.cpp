#include "core/torch/network_writer.h"

#include <torch/torch.h>

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/files_beside.h"
#include "core/base/text.h"
#include "core/quant/model_size.h"
#include "core/quant/packed_file.h"
#include "core/torch/example_input.h"
#include "core/torch/network_reader.h"
#include "core/torch/plan_runner.h"
#include "core/torch/torch_runtime.h"
#include "core/torch/torchscript_writer.h"

namespace bitprism {
namespace {

constexpr double allowedDifference = 1e-3;
constexpr std::int64_t checkedImages = 16;
constexpr const char* dataSuffix = ".data";

std::vector<at::Tensor> randomInputs(const Network& network) {
  std::vector<at::Tensor> inputs;
  for (const ProgramInput& input : network.program.inputs) {
    const at::Tensor numbers = exampleTensor(input.shape, input.kind, checkedImages);
    inputs.push_back(numbers.dim() == 4 ? numbers.contiguous(at::MemoryFormat::ChannelsLast) : numbers);
  }
  return inputs;
}

std::vector<at::Tensor> outputsOf(const Network& network, const QuantPlan& plan,
                                  const std::vector<at::Tensor>& inputs) {
  PlanRunner runner(std::make_shared<const Network>(network));
  return runner.run(inputs, runner.prepare(plan));
}

// Largest difference of any output, relative to its largest number.
double relativeDifference(const std::vector<at::Tensor>& expected, const std::vector<at::Tensor>& got) {
  constexpr double otherwise = std::numeric_limits<double>::infinity();
  if (expected.size() != got.size()) return otherwise;
  double largest = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (expected[i].sizes() != got[i].sizes()) return otherwise;
    if (got[i].numel() == 0) continue;
    const at::Tensor wanted = expected[i].to(at::kFloat), given = got[i].to(at::kFloat);
    const double scale = wanted.abs().max().item<double>();
    const double difference = (wanted - given).abs().max().item<double>() / std::max(scale, 1e-30);
    if (!(difference <= largest)) largest = std::isnan(difference) ? otherwise : difference;
  }
  return largest;
}

// What a format makes of a network, as files of one folder, the one that names the others last.
struct WrittenFiles {
  struct File {
    std::string name;
    std::vector<std::span<const std::uint8_t>> parts;
  };
  OnnxFile content;
  std::vector<File> files;
};

WrittenFiles writtenFiles(const Network& network, const QuantPlan& plan, ExportFormat format, const std::string& name,
                          const ExportOptions& options) {
  WrittenFiles result;
  switch (format) {
    case ExportFormat::Onnx:
      result.content =
          onnxFile(network, plan,
                   {.largestModel = options.externalData ? 0 : options.largestModel, .dataName = name + dataSuffix});
      break;
    case ExportFormat::TorchScript:
      result.content.model = torchScriptBytes(network, plan);
      break;
    case ExportFormat::Packed:
      result.content.model = packNetwork(network, plan);
      break;
  }
  if (!result.content.data.empty()) {
    result.files.push_back({name + dataSuffix, {}});
    for (const std::string& part : result.content.data)
      result.files.back().parts.emplace_back(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
  }
  result.files.push_back({name, {result.content.model}});
  return result;
}

}  // namespace

ExportFormat exportFormatFromName(const std::string& name) {
  if (name == "onnx") return ExportFormat::Onnx;
  if (name == "torchscript") return ExportFormat::TorchScript;
  if (name == "packed") return ExportFormat::Packed;
  throw UsageError(text("'", name, "' is no format to export, expected onnx, torchscript, packed or plan"));
}

ExportFormat exportFormatFromSuffix(const std::string& path) {
  std::string suffix = std::filesystem::path(path).extension().string();
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (suffix == ".onnx") return ExportFormat::Onnx;
  if (suffix == ".pt" || suffix == ".ts") return ExportFormat::TorchScript;
  if (suffix == ".bprm") return ExportFormat::Packed;
  throw UsageError(
      text("the suffix of '", path, "' names no format to write, expected .onnx, .pt or .ts (TorchScript), or .bprm"));
}

ExportReport exportNetwork(const Network& network, const QuantPlan& plan, ExportFormat format, const std::string& path,
                           const ExportOptions& options) {
  prepareTorch();
  if (plan.layers.size() != network.layers.size())
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
  const auto refuseExisting = [&](const std::string& file) {
    std::error_code ignored;
    if (!options.force && std::filesystem::exists(file, ignored))
      throw UsageError(text("'", file, "' exists; overwriting must be asked for"));
  };
  refuseExisting(path);
  FilesBeside beside(path);  // first, so that a place that cannot be written is known before the work is done
  const std::string name = std::filesystem::path(path).filename().string();
  ExportReport report;
  report.file = path;
  report.promisedBytes = modelSize(network, plan).total();
  std::vector<std::string> names;
  {
    const WrittenFiles written = writtenFiles(network, plan, format, name, options);
    if (written.files.size() > 1) refuseExisting(report.dataFile = path + dataSuffix);
    for (const WrittenFiles::File& file : written.files) {
      beside.write(file.name, file.parts);
      names.push_back(file.name);
      for (const auto& part : file.parts) report.fileBytes += static_cast<std::int64_t>(part.size());
    }
  }
  if (format == ExportFormat::Packed && report.fileBytes != report.promisedBytes)
    throw Error(text("the packed file has ", report.fileBytes, " bytes, promised were ", report.promisedBytes));

  try {
    const c10::InferenceMode inference;
    const std::vector<at::Tensor> inputs = randomInputs(network);
    const Shape& shape = network.program.inputs.at(0).shape;
    const Network written = readNetwork(
        beside.pathOf(name), {.inputShape = shape.empty() ? Shape() : Shape(shape.begin() + 1, shape.end())});
    report.maxLogitDifference = relativeDifference(outputsOf(network, plan, inputs),
                                                   outputsOf(written, floatPlan(written.layers.size()), inputs));
  } catch (const Error& problem) {
    std::string message = problem.what();
    if (const auto at = message.find(beside.pathOf(name)); at != std::string::npos)
      message.replace(at, beside.pathOf(name).size(), path);
    throw Error(text("'", path, "' was not written, since it does not read back: ", message));
  }
  if (!(report.maxLogitDifference <= allowedDifference))
    throw Error(text("'", path, "' was not written: read back, its outputs differ from the plan's by ",
                     report.maxLogitDifference, " of the largest"));
  beside.place(names);
  report.verified = true;
  return report;
}

}  // namespace bitprism
