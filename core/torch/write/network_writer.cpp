#include "core/torch/write/network_writer.h"

#include <ATen/ATen.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "core/base/error.h"
#include "core/base/staged_files.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

constexpr double allowedDifference = 1e-3;
constexpr std::int64_t checkedImages = 16;
constexpr const char* dataSuffix = ".data";

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

std::vector<at::Tensor> outputsOf(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                                  const std::vector<at::Tensor>& inputs) {
  const PlannedNetwork planned = simulated({std::make_shared<const Network>(network), plan, calibration});
  PlanRunner runner(planned.network);
  if (!planned.calibration.empty()) runner.setCalibration(planned.calibration);
  return runner.run(inputs, runner.prepare(planned.plan));
}

// The same numbers in the kinds that another network takes: TorchScript says nothing of whole numbers, and what is read
// back may take them as floats.
std::vector<at::Tensor> inKindsOf(const Network& network, std::vector<at::Tensor> inputs) {
  for (std::size_t i = 0; i < inputs.size() && i < network.program.inputs.size(); ++i)
    if (network.program.inputs[i].kind == InputKind::Float) inputs[i] = inputs[i].to(at::kFloat);
  return inputs;
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

// What is written, as files of one folder, the one that names the others last.
struct WrittenFiles {
  struct File {
    std::string name;
    std::vector<std::span<const std::uint8_t>> parts;
  };
  WrittenNetwork content;
  std::vector<File> files;
};

WrittenFiles writtenFiles(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                          const std::string& name, const ExportOptions& options) {
  WrittenFiles result{
      .content = writer.write(network, plan, options.calibration,
                              {options.externalData ? 0 : options.largestModel, name + dataSuffix, options.target}),
      .files = {}};
  if (!result.content.data.empty()) {
    result.files.push_back({name + dataSuffix, {}});
    for (const std::string& part : result.content.data)
      result.files.back().parts.emplace_back(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
  }
  result.files.push_back({name, {result.content.file}});
  return result;
}

}  // namespace

void checkExportTarget(Target target, const NetworkWriter& writer) {
  const TargetProfile& profile = targetProfile(target);
  if (profile.limits && !writer.hasIntegerForm)
    throw UsageError(text("--target ", profile.name, ": it does not read files of format '", writer.format.name,
                          "', expected onnx"));
}

std::string floatLayersNotice(const TargetProfile& target, const std::vector<TargetLayer>& layers) {
  if (!target.integers) return {};
  std::size_t count = 0;
  std::string names;
  for (const TargetLayer& layer : layers) {
    if (layer.integers) continue;
    names += text(count++ == 0 ? "" : ", ", '\'', layer.layer, "' (", layer.reason, ')');
  }
  if (count == 0) return {};
  return text(count, " of ", layers.size(), layers.size() == 1 ? " layer does" : " layers do",
              " not run in integers on ", target.title, ": ", names);
}

ExportReport exportNetwork(const Network& network, const QuantPlan& asked, const NetworkWriter& writer,
                           const std::string& path, const ExportOptions& options) {
  prepareTorch();
  requireGraph(network, text("write as ", writer.format.title));
  const QuantPlan plan = writer.hasIntegerForm ? asked : withoutIntegerForm(asked);
  if (plan.layers.size() != network.layers.size())
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
  const TargetProfile& target = targetProfile(options.target);
  checkExportTarget(options.target, writer);
  checkPlan(target, network, plan);
  const auto refuseExisting = [&](const std::string& file) {
    std::error_code ignored;
    if (!options.force && std::filesystem::exists(file, ignored))
      throw UsageError(text("'", file, "' exists; overwriting must be asked for"));
  };
  refuseExisting(path);
  StagedFiles beside(path);  // first, so that a place that cannot be written is known before the work is done
  const std::string name = std::filesystem::path(path).filename().string();
  ExportReport report;
  report.file = path;
  report.promisedBytes = modelSize(network, plan).total();
  std::vector<std::string> names;
  {
    WrittenFiles written = writtenFiles(network, plan, writer, name, options);
    report.notices = std::move(written.content.notices);
    report.layers = targetLayers(target, network, plan);
    if (std::string notice = floatLayersNotice(target, report.layers); !notice.empty())
      report.notices.push_back(std::move(notice));
    if (plan != asked)
      report.notices.push_back(text("the integer form of the plan is for ONNX; this file rounds the inputs of layers"));
    if (written.files.size() > 1) refuseExisting(report.dataFile = path + dataSuffix);
    for (const WrittenFiles::File& file : written.files) {
      beside.write(file.name, file.parts);
      names.push_back(file.name);
      for (const auto& part : file.parts) report.fileBytes += static_cast<std::int64_t>(part.size());
    }
  }
  if (writer.hasExactSize && report.fileBytes != report.promisedBytes)
    throw Error(text("the ", writer.format.title, " file has ", report.fileBytes, " bytes, promised were ",
                     report.promisedBytes));

  std::shared_ptr<const Network> written;
  try {
    const c10::InferenceMode inference;
    const std::vector<at::Tensor> inputs = exampleInputs(network);
    const Shape& shape = network.program.inputs.at(0).shape;
    written = std::make_shared<const Network>(readNetwork(
        beside.pathOf(name), {.inputShape = shape.empty() ? Shape() : Shape(shape.begin() + 1, shape.end())}));
    report.maxLogitDifference =
        relativeDifference(outputsOf(network, plan, options.calibration, inputs),
                           outputsOf(*written, floatPlan(written->layers.size()), {}, inKindsOf(*written, inputs)));
  } catch (const Error& problem) {
    std::string message = problem.what();
    if (const auto at = message.find(beside.pathOf(name)); at != std::string::npos)
      message.replace(at, beside.pathOf(name).size(), path);
    throw Error(text("'", path, "' was not written, since it does not read back: ", message));
  }
  if (!(report.maxLogitDifference <= allowedDifference))
    throw Error(text("'", path, "' was not written: read back, its outputs differ from the plan's by ",
                     report.maxLogitDifference, " of the largest"));
  if (options.check) {
    try {
      options.check(beside.pathOf(name), written);
    } catch (const Cancelled&) {
      throw;
    } catch (const Error& problem) {
      throw Error(text("'", path, "' was not written: ", problem.what()));
    }
  }
  beside.place(names);
  report.verified = true;
  return report;
}

}  // namespace bitprism
