#include <iostream>

#include "app/cli/command.h"
#include "app/cli/picture.h"
#include "app/workflow/front_report.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

struct PlotOptions {
  std::string kind, input, layer, plan, output, theme = "light", calibration, shape;
  int bits = 0;
  bool force = false;
  SchemeOptions scheme;
  ActivationFlags activation;
  DataOptions data;
};

void reject(bool given, const char* option, const std::string& kind) {
  if (given) throw UsageError(text(option, " does not apply to a plot of kind ", kind));
}

QuantPlan planFor(const PlotOptions& options, const std::optional<PlanFile>& file, const Network& network) {
  if (file) return file->plan(network);
  return uniformPlan(network.layers.size(), options.scheme.quantization().at(options.bits == 0 ? 8 : options.bits));
}

PlotData ofSession(const PlotOptions& options) {
  reject(!options.layer.empty(), "--layer", options.kind);
  reject(!options.plan.empty() || options.bits != 0, "a plan", options.kind);
  const Session session = Session::openForReading(options.input);
  return options.kind == "front" ? frontPlot(session) : hypervolumePlot(session);
}

PlotData ofNetwork(const PlotOptions& options, const CommandContext& context) {
  if (options.kind == "bits") reject(!options.layer.empty(), "--layer", options.kind);
  if (options.kind != "bits" && options.layer.empty())
    throw UsageError(text("no layer given, expected --layer for a plot of kind ", options.kind));
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  StudySettings settings = options.data.study(options.input);
  settings.calibrationPath = options.calibration;
  settings.reading.inputShape = shapeOf(options.shape);
  if (file) adoptPreprocessing(*file, settings);
  if (options.kind == "activations") {
    if (settings.dataPath.empty()) throw UsageError("a plot of kind activations needs --data");
    const auto study = openStudy(settings, context);
    const Network& network = *study->network();
    const std::size_t layer = layerByName(network, options.layer);
    const ActivationCalibration& calibration = study->activationCalibration(context.stop, context.progress);
    QuantPlan plan = planFor(options, file, network);
    if (const ActivationRequest request = options.activation.request(); request.wanted())
      plan = withActivations(plan, request, calibration);
    return activationsPlot(network, layer, calibration.layers()[layer], plan.activation(layer));
  }
  Network network = readNetwork(options.input, readingOf(context, options.shape));
  Calibration calibration;
  const QuantPlan plan = planFor(options, file, network);
  if (needsInputs(plan)) {
    const auto study = openStudy(settings, context);
    study->calibrateInputsFor(plan.layers, context.stop, context.progress);
    printNotices(study->dataNotices());
    network = *study->network();
    calibration = study->calibration();
  }
  if (options.kind == "bits") return bitsPlot(network, calibration, plan, context.stop, context.progress);
  const std::size_t layer = layerByName(network, options.layer);
  return options.kind == "weights" ? weightsPlot(network, calibration, layer, plan.layers[layer])
                                   : errorPlot(network, calibration, layer, plan.layers[layer]);
}

}  // namespace

Run addPlot(CLI::App& app) {
  auto* command = app.add_subcommand("plot", "write one of the window's plots as a table or a picture");
  const auto options = std::make_shared<PlotOptions>();
  command
      ->add_option("kind", options->kind,
                   "front or hypervolume of a session; weights, error, bits or activations of a network")
      ->required()
      ->check(CLI::IsMember({"front", "hypervolume", "weights", "error", "bits", "activations"}));
  command->add_option("input", options->input, "the session, or " + networkHelp())->required();
  command->add_option("--out", options->output, "the file: .csv, or .png, .svg, .pdf (these need the desktop program)")
      ->required();
  command->add_option("--layer", options->layer, "weights, error, activations: the layer, or part of its name");
  auto* plan = command->add_option("--plan", options->plan, "a plan as JSON");
  command->add_option("--bits", options->bits, "the same bit-width for every layer (default: 8)")->excludes(plan);
  command->add_option("--calibration", options->calibration,
                      "activations, adaround and gptq: images to calibrate on (default: part of --data)");
  command->add_option("--theme", options->theme, "colours of a picture")
      ->capture_default_str()
      ->check(CLI::IsMember({"light", "dark", "system"}));
  command->add_flag("--force", options->force, "overwrite the file");
  options->scheme.add(*command, SchemeOptions::Choice::Uniform);
  options->activation.add(*command);
  options->data.add(*command, false);
  addShape(*command, options->shape);
  addWeights(*command);
  return [options](const CommandContext& context) {
    checkPlotSuffix(options->output);
    checkOutput(options->output, options->force);
    const bool session = options->kind == "front" || options->kind == "hypervolume";
    writePlot(session ? ofSession(*options) : ofNetwork(*options, context), options->output, options->theme);
    if (context.json)
      std::cout << Json{{"file", options->output}, {"kind", options->kind}}.dump(1) << '\n';
    else
      std::cout << "wrote " << options->output << '\n';
  };
}

}  // namespace bitprism
