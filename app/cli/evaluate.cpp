#include <chrono>
#include <filesystem>
#include <iostream>
#include <numeric>

#include "app/cli/command.h"
#include "app/cli/worker_flags.h"
#include "app/workflow/integer_plan.h"
#include "app/workflow/latency_measurement.h"
#include "app/workflow/preprocessing_advice.h"
#include "app/workflow/quality_json.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/plan/latency_table.h"
#include "core/quant/plan/operation_counts.h"
#include "core/quant/plan/peak_activations.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

struct EvaluateOptions {
  std::string network, plan;
  int bits = 0;
  std::int64_t images = 0;
  std::uint64_t seed = 1;
  DataOptions data;
  SchemeOptions scheme;
  ActivationFlags activation;
  IntegerFlag integer;
  TargetFlag target;
  std::string metric, calibration, latency;
  bool equalize = false;
  WorkerFlags where;
};

// The measurements, those of the float network included.
struct Evaluated {
  Score score, unchanged;
  ModelSize size;
  std::int64_t floatBytes = 0, peak = 0, floatPeak = 0, macs = 0;
  double bitOperations = 0, floatBitOperations = 0;
  MovedBytes moved, floatMoved;
  std::vector<std::string> notices;
  double seconds = 0;

  // What a table that was measured before says; absent: there is none.
  struct Latency {
    LatencyConditions conditions;
    double predicted = 0, unchanged = 0, error = 0;
  };
  std::optional<Latency> latency;
};

// A table that is named must fit; one that merely lies beside the network is passed over with a notice.
std::optional<Evaluated::Latency> latencyOf(const EvaluateOptions& options, const Network& network,
                                            const QuantPlan& plan, std::vector<std::string>& notices) {
  const bool named = !options.latency.empty();
  const std::string path = named ? options.latency : latencyTablePath(options.network);
  if (!named && !std::filesystem::exists(path)) return {};
  try {
    const LatencyTable table = readLatencyTable(path, network);
    return Evaluated::Latency{table.conditions, table.planNanoseconds(plan), table.floatNanoseconds(), table.error};
  } catch (const InputError& problem) {
    if (named) throw;
    notices.push_back(text("No latency is predicted: ", problem.what(), '.'));
    return {};
  }
}

Json documentOf(const Evaluated& found) {
  const ModelSize& size = found.size;
  const Score& score = found.score;
  Json document = {
      {"metric", metricName(score.metric)},
      {"accuracy", score.accuracy},
      {"top5", score.top5},
      {"sqnr_db", score.sqnrDb},
      {"loss", score.loss},
      {"agreement", score.agreement},
      {"kl", score.kl},
      {"images", score.images},
      {"bytes", size.total()},
      {"breakdown",
       {{"codes", size.codes},
        {"scales", size.scales},
        {"zero_points", size.zeroPoints},
        {"offsets", size.offsets},
        {"float_weights", size.floatWeights},
        {"half_weights", size.halfWeights},
        {"activations", size.activations},
        {"other_tensors", size.otherTensors},
        {"graph", size.graph},
        {"header", size.header}}},
      {"float_accuracy", found.unchanged.accuracy},
      {"float_bytes", found.floatBytes},
      {"peak_activation_bytes", found.peak},
      {"float_peak_activation_bytes", found.floatPeak},
      {"macs", found.macs},
      {"bit_operations", found.bitOperations},
      {"float_bit_operations", found.floatBitOperations},
      {"moved_bytes", {{"weights", found.moved.weights}, {"activations", found.moved.activations}}},
      {"float_moved_bytes", {{"weights", found.floatMoved.weights}, {"activations", found.floatMoved.activations}}},
      {"notices", found.notices},
      {"seconds", found.seconds}};
  putQuality(document, "float_accuracy", found.unchanged);
  if (found.latency)
    document["latency"] = {
        {"runtime", found.latency->conditions.runtime}, {"threads", found.latency->conditions.threads},
        {"batch", found.latency->conditions.batch},     {"predicted_ns", found.latency->predicted},
        {"float_ns", found.latency->unchanged},         {"error", found.latency->error}};
  return document;
}

void print(const Evaluated& found) {
  const Score& score = found.score;
  if (inDecibels(score.metric))
    std::cout << metricTitle(score.metric) << ' ' << qualityText(score) << " against float on " << score.images
              << " images\n";
  else
    std::cout << metricTitle(score.metric) << "  " << qualityText(score) << " of " << score.images << " images (float "
              << qualityText(found.unchanged) << ")\n";
  if (score.metric == Metric::Accuracy)
    std::cout << "top-5     " << percentText(score.top5) << " (float " << percentText(found.unchanged.top5)
              << "), loss " << score.loss << '\n';
  if (decidesAlike(score.metric))
    std::cout << "agreement " << percentText(score.agreement) << " with float, KL " << score.kl << ", output SQNR "
              << fixed(score.sqnrDb, 2) << " dB\n";
  const std::int64_t bytes = found.size.total();
  std::cout << "size      " << bytes << " bytes (" << kibText(bytes) << "), float " << kibText(found.floatBytes) << ", "
            << fixed(static_cast<double>(found.floatBytes) / static_cast<double>(bytes), 2) << " times smaller\n";
  std::cout << "memory    " << kibText(found.peak) << " of values alive at once per image, float "
            << kibText(found.floatPeak) << '\n';
  std::cout << "work      " << countText(static_cast<double>(found.macs)) << " multiplications an image, "
            << countText(found.bitOperations) << " bit operations (float " << countText(found.floatBitOperations)
            << ")\n";
  if (found.latency)
    std::cout << "latency   " << millisecondsText(found.latency->predicted) << " predicted, float "
              << millisecondsText(found.latency->unchanged) << " (" << latencyConditionsText(found.latency->conditions)
              << ")\n";
  std::cout << "traffic   " << kibText(found.moved.total()) << " moved for an image, weights "
            << kibText(found.moved.weights) << " and values " << kibText(found.moved.activations) << " (float "
            << kibText(found.floatMoved.total()) << ")\n";
}

void evaluate(const EvaluateOptions& options, const CommandContext& context) {
  StudySettings settings = options.data.study(options.network);
  settings.images = options.images;
  settings.seed = options.seed;
  settings.calibrationPath = options.calibration;
  settings.equalize = options.equalize;
  settings.metric = metricOf(options.metric);
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  const TargetProfile& target = options.target.profileOr(file ? file->facts().target : Target::Any);
  const ActivationRequest activation = fitted(target, options.activation.request());
  SchemeOptions scheme = options.scheme;
  scheme.setTarget(target, activation);
  if (options.bits != 0) checkWidth(target, "--bits", options.bits, activation.wanted());
  if (target.limits && options.bits != 0 && !scheme.automatic()) scheme.quantization();  // refused before anything runs
  if (file) adoptPreprocessing(*file, settings);
  const auto study = openStudy(settings, context);
  const auto workers = options.where.begin(*study, 1, {}, "", context);
  QuantPlan plan = floatPlan(study->network()->layers.size());
  if (file) plan = file->plan(*study->network());
  const bool integers = integerFormFor(target, options.integer, options.bits != 0 ? options.bits : maximumBits,
                                       activation, activation.wanted() || plan.quantizesActivations());
  if (file && !activation.wanted()) checkPlanWithoutForm(target, *study->network(), plan);
  if (!file && options.bits != 0)
    plan = scheme.plan(*study, options.bits, integers ? SchemeUse::Integers : SchemeUse::Measured, context);
  study->calibrateInputsFor(plan.layers, context.stop, context.progress);
  const Network& network = *study->network();
  Evaluated found;
  found.notices = study->dataNotices();
  if (activation.wanted())
    for (std::string& sentence : activationNotices(network)) found.notices.push_back(std::move(sentence));
  printNotices(found.notices);

  if (activation.wanted())
    plan = withActivations(plan, activation, study->activationCalibration(context.stop, context.progress));
  if (integers && (plan.integer.empty() || !target.limits))
    plan = withIntegerForm(*study, std::move(plan), fitted(target, activation.options), context.stop, context.progress);
  if (file || options.bits != 0 || activation.wanted()) checkPlan(target, network, plan);

  const QuantPlan unchanged = floatPlan(network.layers.size());
  found.unchanged = study->floatScore(StudyPart::All, context.stop, context.progress);
  if (found.unchanged.metric == Metric::Accuracy)
    if (const auto advice = advisePreprocessing(*study, found.unchanged.accuracy, context.stop, context.progress)) {
      found.notices.push_back(advice->sentence);
      printNotices({advice->sentence});
    }
  const auto start = std::chrono::steady_clock::now();
  found.score = study->planEvaluator(StudyPart::All).evaluate(plan, Task{}, context.stop, context.progress);
  found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  found.size = modelSize(network, plan);
  found.floatBytes = floatBytes(network);
  const std::vector<Shape> shapes = slotShapes(network.program);
  found.peak = peakActivationBytes(network, shapes, plan);
  found.floatPeak = peakActivationBytes(network, shapes, unchanged);
  const std::vector<std::int64_t> macs = layerMacs(network, shapes);
  found.macs = std::accumulate(macs.begin(), macs.end(), std::int64_t{0});
  found.bitOperations = bitOperations(macs, plan);
  std::vector<std::string> unfit;
  found.latency = latencyOf(options, network, plan, unfit);
  printNotices(unfit);
  found.notices.insert(found.notices.end(), unfit.begin(), unfit.end());
  found.floatBitOperations = bitOperations(macs, unchanged);
  found.moved = movedBytes(network, shapes, plan);
  found.floatMoved = movedBytes(network, shapes, unchanged);
  if (context.json)
    std::cout << documentOf(found).dump(1) << '\n';
  else
    print(found);
}

}  // namespace

Run addEvaluate(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "accuracy, or another metric, of a network, float or quantized");
  const auto options = std::make_shared<EvaluateOptions>();
  addNetwork(*command, options->network)->required();
  options->data.add(*command, true);
  auto* bits =
      command->add_option("--bits", options->bits, "the same bit-width for every layer (16: half floats, 32: float)");
  command->add_option("--plan", options->plan, "a plan as JSON")->excludes(bits);
  command->add_option("--images", options->images, "use only the first images, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "seed that selects the calibration images from --data")
      ->capture_default_str();
  addMetric(*command, options->metric);
  options->where.addIsolate(*command);
  command->add_option("--calibration", options->calibration,
                      "images for the ranges of activations and the layer inputs that adaround and gptq need "
                      "(default: part of --data)");
  addEqualize(*command, options->equalize);
  command->add_option(
      "--latency", options->latency,
      "a table of bitprism-cli latency, to predict the plan's time (NETWORK.latency.json, where it is)");
  options->scheme.add(*command);
  options->activation.add(*command);
  options->integer.add(*command);
  options->target.add(*command);
  return [options](const CommandContext& context) { evaluate(*options, context); };
}

}  // namespace bitprism
