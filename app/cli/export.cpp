#include <algorithm>
#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/error_plan.h"
#include "app/workflow/export_check.h"
#include "app/workflow/front_report.h"
#include "app/workflow/integer_plan.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/runtime_check.h"
#include "app/workflow/weights_export.h"
#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"
#include "core/run/onnx_runtime.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"

namespace bitprism {
namespace {

constexpr const char* planFormat = "plan";  // JSON, in addition to the formats of networks

struct ExportArguments {
  std::string network, plan, session, format = "onnx", output, verify, calibration, metric, shape, library,
                                      latencyTable;
  BudgetOptions budget;
  int bits = 0;
  std::int64_t images = 0;
  std::uint64_t seed = 1;
  bool force = false, external = false, equalize = false, noSpeed = false, noRuntime = false;
  SchemeOptions scheme;
  ActivationFlags activation;
  IntegerFlag integer;
  TargetFlag target;
  DataOptions data;
};

// A point of a session's front.
struct StoredPoint {
  Evaluation evaluation;
  QuantPlan plan;
  PlanFacts facts;
};

// Before any work: refuses a budget that the session cannot meet, naming the reachable range.
std::optional<StoredPoint> storedPoint(const ExportArguments& options, const CommandContext& context) {
  if (options.session.empty()) {
    if (options.budget.budget().accuracy) throw UsageError("--accuracy needs a session, expected --session");
    return {};
  }
  const Session session = Session::openForReading(options.session, context.stop);
  noteSession(session);
  const Budget budget = options.budget.budget();
  if (!budget.asked()) throw UsageError("no point of the front given, expected --size, --at-most or --accuracy");
  const FrontAxis view = axisOf(session, {}, options.latencyTable, budget, context);
  const Evaluation point = knownPoint(answer(session, budget, context.stop, view), budget);
  return StoredPoint{point, planOf(session, point), factsOf(session, point)};
}

// The images a plan was made with, if it needs images and none are named.
void adoptImages(const ExportArguments& options, const std::optional<PlanFile>& file,
                 const std::optional<StoredPoint>& point, StudySettings& settings) {
  if (!settings.dataPath.empty() || !settings.calibrationPath.empty()) return;
  const bool planOnly = options.format == planFormat, trained = point && point->evaluation.task.epochs > 0;
  std::optional<std::string> notice;
  if (trained || (point && !planOnly && needsInputs(point->plan)))
    notice = adoptCalibration(point->facts, settings);
  else if (!planOnly && file)
    notice = adoptCalibration(file->facts(), settings);
  if (notice) printNotices({*notice});
}

bool holdsIntegerForm(const ExportArguments& options) {
  if (options.format == planFormat) return true;
  return options.format != weightsFormat &&
         networkWriterNamed(options.format, {planFormat, weightsFormat}).hasIntegerForm;
}

// What the file is for: as asked, else what the plan or the search was made for, if the format is one that it reads.
const TargetProfile& targetOf(const ExportArguments& options, const std::optional<PlanFile>& file,
                              const std::optional<StoredPoint>& point) {
  const bool planOnly = options.format == planFormat;
  if (options.target.given()) {
    const TargetProfile& target = options.target.profile();
    if (options.format == weightsFormat && target.limits)
      throw UsageError(
          text("--target: a file of format '", options.format, "' holds tensors only, expected onnx or plan"));
    if (!planOnly && options.format != weightsFormat)
      checkExportTarget(target.target, networkWriterNamed(options.format, {planFormat, weightsFormat}));
    return target;
  }
  const bool holds = holdsIntegerForm(options);
  return targetProfile(!holds ? Target::Any : file ? file->facts().target : point ? point->facts.target : Target::Any);
}

// Whether the plan gets its integer form here. Formats other than ONNX do not hold it.
bool integerForm(const ExportArguments& options, const TargetProfile& target, const ActivationRequest& activation,
                 bool quantizedInputs) {
  const bool holds = holdsIntegerForm(options);
  if (!holds && options.integer.asked())
    throw UsageError(text("--integer: a file of format '", options.format,
                          "' does not hold the integer form, expected onnx or plan"));
  return holds && integerFormFor(target, options.integer, options.bits != 0 ? options.bits : maximumBits, activation,
                                 quantizedInputs);
}

// The plan with what the command line says of inputs and tensors. trained: of a network that was trained further, whose
// tensors the study does not know.
QuantPlan withInputs(const ExportArguments& options, const TargetProfile& target, const ActivationRequest& activation,
                     QuantPlan plan, Study& study, bool trained, const CommandContext& context) {
  if (activation.wanted()) {
    printNotices(activationNotices(*study.network()));
    plan = withActivations(plan, activation, study.activationCalibration(context.stop, context.progress));
  }
  if (!integerForm(options, target, activation, plan.quantizesActivations())) return plan;
  if (target.limits && !plan.integer.empty()) return plan;
  if (trained) {
    if (!options.integer.asked() && !target.limits) return plan;
    throw UsageError("--integer: this point was measured after training, export it as a network first");
  }
  if (!plan.quantizesActivations())
    throw UsageError("--integer needs quantized inputs: pass --activation-bits, or a plan that has them");
  plan = withIntegerForm(study, std::move(plan), fitted(target, activation.options), context.stop, context.progress);
  if (plan.integer.empty() && options.integer.asked())
    throw UsageError(
        "--integer: no layer of the plan computes with whole numbers, expected inputs on single uniform grids and "
        "weights of up to 8 bits by a symmetric method without offsets, such as --method uniform");
  return plan;
}

// facts: the provenance of the plan.
QuantPlan chosenPlan(const ExportArguments& options, const std::optional<PlanFile>& file,
                     const std::optional<StoredPoint>& point, const TargetProfile& target,
                     const ActivationRequest& activation, Study& study, const CommandContext& context,
                     PlanFacts& facts) {
  const Network& network = *study.network();
  if (file) {
    facts = file->facts();
    return file->plan(network);
  }
  if (options.bits != 0) {
    SchemeOptions scheme = options.scheme;
    scheme.setTarget(target, activation);
    const bool integers = integerForm(options, target, activation, activation.wanted());
    return scheme.plan(study, options.bits, integers ? SchemeUse::Integers : SchemeUse::Measured, context);
  }
  if (const Budget budget = options.budget.budget(); !point && !budget.limits.empty()) {
    if (budget.limits.size() > 1 || budget.limits.front().cost != Cost::Memory)
      throw UsageError("without a session the size alone chooses the bits, expected --size, or --session");
    return planByError(study, options.scheme.quantization(), budget.limits.front().most, context.stop,
                       context.progress);
  }
  if (!point)
    throw UsageError(
        "no plan given, expected --plan, --bits, --size (the least error of the weights), or --session with --size, "
        "--at-most or --accuracy");
  const Session session = Session::openForReading(options.session);
  if (session.settings().networkHash != network.hash)
    throw InputError(
        text("session '", options.session, "' belongs to another network ('", session.settings().networkName, "')"));
  facts = point->facts;
  return point->plan;
}

// The network of a point whose task trains: it is trained again by the same steps.
std::optional<TrainedPlan> trainedPoint(const ExportArguments& options, const std::optional<StoredPoint>& point,
                                        Study& study, const CommandContext& context) {
  if (!point || point->evaluation.task.epochs == 0) return {};
  if (!study.hasData())
    throw UsageError(text("this point was measured after ", taskName(point->evaluation.task),
                          ", and exporting it repeats that training: name the images with --data"));
  return study.measuredPlan(Session::openForReading(options.session), point->evaluation, context.stop,
                            context.progress);
}

// The images of --verify if --data names others; else null.
std::unique_ptr<AccuracyEvaluator> verifyingEvaluator(const ExportArguments& options, const Study& study) {
  if (options.verify.empty() || options.data.path().empty() || options.verify == options.data.path()) return nullptr;
  const ImageSet images = fitted(openImages(options.verify), study.preprocessing(), study.settings().imageCacheBytes);
  return std::make_unique<AccuracyEvaluator>(study.network(), images, study.preprocessing(), study.settings().threads,
                                             study.settings().metric, study.settings().device);
}

// A plan as JSON in place of a network.
Json writePlan(const std::string& path, const QuantPlan& plan, const Network& network, const PlanFacts& facts) {
  const std::string json = planDocument(plan, network, facts).dump(1) + "\n";
  writeFile(path, json);
  return {{"file", path},
          {"file_bytes", json.size()},
          {"promised_bytes", json.size()},
          {"float_bytes", floatBytes(network)},
          {"verified", true},
          {"max_logit_difference", 0}};
}

Json documentOf(const ExportReport& report, const Network& network) {
  Json document = {{"file", report.file},
                   {"file_bytes", report.fileBytes},
                   {"promised_bytes", report.promisedBytes},
                   {"float_bytes", floatBytes(network)},
                   {"verified", report.verified},
                   {"max_logit_difference", report.maxLogitDifference}};
  if (!report.dataFile.empty()) document["data_file"] = report.dataFile;
  return document;
}

// {"name","layers":[{"name","integers"} and, where a layer is not computed so, "reason"]}.
Json toJson(const TargetProfile& target, const std::vector<TargetLayer>& layers) {
  Json list = Json::array();
  for (const TargetLayer& layer : layers) {
    list.push_back({{"name", layer.layer}, {"integers", layer.integers}});
    if (!layer.integers) list.back()["reason"] = layer.reason;
  }
  return {{"name", target.name}, {"run_here", target.runHere}, {"layers", std::move(list)}};
}

// The notices of the study and the network, each once.
std::vector<std::string> noticesOf(const Study& study, const Network& network) {
  std::vector<std::string> notices = study.dataNotices();
  for (const std::string& notice : network.notices)
    if (std::find(notices.begin(), notices.end(), notice) == notices.end()) notices.push_back(notice);
  return notices;
}

// The library in which the written file is run; absent: none, and `notice` says why where somebody wants to know.
std::optional<std::string> runtimeLibrary(const ExportArguments& options, const NetworkWriter* writer,
                                          std::string& notice) {
  if (writer != &onnxWriter || options.noRuntime) return {};
  std::optional<std::string> library = findOnnxRuntime(options.library);
  if (!library) notice = onnxRuntimeMissing();
  return library;
}

// What ONNX Runtime makes of the written file. A file that it does not run is a warning: others may.
std::optional<RuntimeCheck> runtimeCheck(const RuntimeCheckRequest& request, const CommandContext& context,
                                         std::vector<std::string>& warnings) {
  try {
    RuntimeCheck check = checkInRuntime(request, context.stop, context.progress);
    if (std::string warning = slownessWarning(check); !warning.empty()) warnings.push_back(std::move(warning));
    return check;
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& problem) {
    warnings.push_back(text("The file was written, but not measured in its runtime: ", problem.what(), '.'));
    return {};
  }
}

void print(const ExportArguments& options, const CommandContext& context, const Json& document,
           const std::optional<ExportCheck>& check, const std::optional<RuntimeCheck>& runtime) {
  if (context.json) {
    std::cout << document.dump(1) << '\n';
    return;
  }
  std::cout << options.output << ": " << document["file_bytes"] << " bytes (plan: " << document["promised_bytes"]
            << ", float network: " << document["float_bytes"] << "), read back, largest logit difference "
            << document["max_logit_difference"] << '\n';
  if (check) std::cout << sentence(*check) << '\n';
  if (runtime)
    for (const std::string& line : sentences(*runtime)) std::cout << line << '\n';
}

void exportPlan(const ExportArguments& options, const CommandContext& context) {
  const bool planOnly = options.format == planFormat;
  const bool weightsOnly = options.format == weightsFormat;
  const NetworkWriter* writer =
      planOnly || weightsOnly ? nullptr : &networkWriterNamed(options.format, {planFormat, weightsFormat});
  checkOutput(options.output, options.force);
  std::string missing;
  const std::optional<std::string> library = runtimeLibrary(options, writer, missing);
  StudySettings settings = options.data.study(options.network);
  if (settings.dataPath.empty()) settings.dataPath = options.verify;
  settings.metric = metricOf(options.metric);
  settings.reading.inputShape = shapeOf(options.shape);
  settings.calibrationPath = options.calibration;
  settings.images = options.images;
  settings.seed = options.seed;
  settings.equalize = options.equalize;
  if (options.session.empty() && options.budget.budget().asked() && (options.bits != 0 || !options.plan.empty()))
    throw UsageError("--size chooses the bits, so it cannot go with --bits or --plan");
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  const std::optional<StoredPoint> point = storedPoint(options, context);
  const TargetProfile& target = targetOf(options, file, point);
  const ActivationRequest activation = fitted(target, options.activation.request());
  if (options.bits != 0) {
    checkWidth(target, "--bits", options.bits, activation.wanted());
    SchemeOptions scheme = options.scheme;
    scheme.setTarget(target, activation);
    if (target.limits && !scheme.automatic()) scheme.quantization();  // refused before anything runs
  }
  if (file) adoptPreprocessing(*file, settings);
  adoptImages(options, file, point, settings);
  const auto study = openStudy(settings, context);
  PlanFacts facts;
  QuantPlan plan = chosenPlan(options, file, point, target, activation, *study, context, facts);
  facts.target = target.target;
  if (!activation.wanted()) checkPlanWithoutForm(target, *study->network(), plan);
  const std::optional<TrainedPlan> trained = trainedPoint(options, point, *study, context);
  // A plan does not depend on input statistics.
  if (!planOnly || study->canCalibrate()) study->calibrateInputsFor(plan.layers, context.stop, context.progress);
  std::shared_ptr<const Network> exported = study->network();
  Calibration calibration = study->calibration();
  if (trained) {
    exported = trained->network;
    plan = trained->plan;
    calibration = {};
  }
  const Network& network = *exported;
  std::vector<std::string> assumed = noticesOf(*study, network);
  printNotices(assumed);
  const QuantPlan before = plan;
  plan = withInputs(options, target, activation, std::move(plan), *study, trained.has_value(), context);
  checkPlan(target, network, plan);
  if (plan != before) facts.measured.reset();  // another plan was measured
  const PlanFacts own = factsOf(*study, activation);
  if (own.preprocessing) facts.preprocessing = own.preprocessing;
  if (own.calibration && (activation.wanted() || !facts.calibration || !plan.quantizesActivations()))
    facts.calibration = own.calibration;
  Json document;
  std::optional<ExportCheck> check;
  std::optional<RuntimeCheck> runtime;
  if (planOnly) {
    if (study->hasData()) facts.measured = measuredOf(*study, plan, context.stop, context.progress);
    document = writePlan(options.output, plan, network, facts);
  } else if (weightsOnly) {
    const ExportReport report = exportWeights({exported, plan, calibration}, options.output, options.force);
    printNotices(report.notices);
    assumed.insert(assumed.end(), report.notices.begin(), report.notices.end());
    document = documentOf(report, network);
  } else {
    ExportOptions how{
        .force = options.force, .externalData = options.external, .target = target.target, .calibration = calibration};
    const std::unique_ptr<AccuracyEvaluator> other = verifyingEvaluator(options, *study);
    const PlannedNetwork planned{exported, plan, calibration};
    std::optional<std::string> folding;
    if (other || study->hasData())
      how.check = [&](const std::string&, const std::shared_ptr<const Network>& written) {
        AccuracyEvaluator& evaluator = other ? *other : study->evaluator();
        check = checkExport(evaluator, planned, written, context.stop, context.progress);
        if (writer->hasIntegerForm)
          folding = foldingNotice(evaluator, planned, check->plan, context.stop, context.progress);
      };
    const ExportReport report = exportFile(network, plan, *writer, options.output, how);
    if (folding) assumed.push_back(*folding);
    if (folding) printNotices({*folding});
    printNotices(report.notices);
    assumed.insert(assumed.end(), report.notices.begin(), report.notices.end());
    document = documentOf(report, network);
    std::vector<std::string> warnings;
    if (!missing.empty()) warnings.push_back(missing);
    if (library && (other || study->hasData() || !options.noSpeed))
      runtime = runtimeCheck({.library = *library,
                              .file = options.output,
                              .network = exported,
                              .evaluator = other              ? other.get()
                                           : study->hasData() ? &study->evaluator()
                                                              : nullptr,
                              .preprocessing = study->preprocessing(),
                              .command = study->settings().command,
                              .head = study->settings().head,
                              .speed = !options.noSpeed},
                             context, warnings);
    printNotices(warnings);
    assumed.insert(assumed.end(), warnings.begin(), warnings.end());
  }
  if (runtime) document["runtime"] = toJson(*runtime);
  if (target.limits) document["target"] = toJson(target, targetLayers(target, network, plan));
  if (check) document.update(toJson(*check));
  document["notices"] = assumed;
  print(options, context, document, check, runtime);
}

}  // namespace

Run addExport(CLI::App& app) {
  auto* command = app.add_subcommand("export", "write the quantized network; the file is read back and compared");
  const auto options = std::make_shared<ExportArguments>();
  addNetwork(*command, options->network)->required();
  auto* plan = command->add_option("--plan", options->plan, "a plan as JSON");
  auto* bits = command->add_option("--bits", options->bits, "the same bit-width for every layer")->excludes(plan);
  command->add_option("--session", options->session, "a session; with --size, --at-most or --accuracy")
      ->excludes(plan)
      ->excludes(bits);
  options->budget.add(*command);
  addLatencyTable(*command, options->latencyTable);
  command
      ->add_option(
          "--format", options->format,
          text(joined(networkWriterNames()), ", ", weightsFormat, " (tensors only), or ", planFormat, " (JSON)"))
      ->capture_default_str();
  command->add_option("--out", options->output, "the file to write")->required();
  command->add_option(
      "--verify", options->verify,
      "measure the float network, the plan and the written file on these images, and refuse a file that "
      "differs from its plan (default: --data)");
  addMetric(*command, options->metric);
  addShape(*command, options->shape);
  command->add_option("--calibration", options->calibration,
                      "images for the ranges of activations and the layer inputs that adaround and gptq need "
                      "(default: part of --data)");
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "seed that selects the calibration images from --data")
      ->capture_default_str();
  addEqualize(*command, options->equalize);
  command->add_flag("--external-data", options->external,
                    "onnx: weights in FILE.data next to the model (always beyond 2 GiB)");
  command->add_flag("--force", options->force, "overwrite the file");
  command->add_flag("--no-speed", options->noSpeed, "onnx: do not time the file in ONNX Runtime");
  command->add_flag("--no-runtime", options->noRuntime, "onnx: do not run the file in ONNX Runtime at all");
  addRuntime(*command, options->library);
  options->scheme.add(*command);
  options->activation.add(*command);
  options->integer.add(*command);
  options->target.add(*command);
  options->data.add(*command, false);
  return [options](const CommandContext& context) { exportPlan(*options, context); };
}

}  // namespace bitprism
