#include <iostream>

#include "app/cli/command.h"
#include "app/workflow/latency_measurement.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/runtime_check.h"
#include "app/workflow/speed_plans.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/plan/latency_table.h"
#include "core/run/onnx_runtime.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

constexpr double microsecond = 1e3;
constexpr double checkSeconds = 3;

struct LatencyArguments {
  std::string network, target = "ort", output, table, plan, library, shape;
  int threads = 1;
  std::int64_t batch = 1;
  double seconds = LatencyRequest().seconds;
  bool force = false, check = false;
};

std::string requiredRuntime(const std::string& given) {
  const std::optional<std::string> library = findOnnxRuntime(given);
  if (library) return *library;
  throw UsageError(
      "cannot measure latency: ONNX Runtime was not found, expected --onnxruntime or BITPRISM_ONNXRUNTIME to name "
      "libonnxruntime.so.1 or its folder");
}

// Of every layer in each form, all its uses together.
double timeOf(const LatencyTable& table, std::size_t layer, LatencyForm form) {
  double sum = 0;
  for (const LatencyTable::Part& part : table.parts)
    if (part.layer == static_cast<int>(layer)) sum += part.in(form);
  return sum;
}

bool isAble(const LatencyTable& table, std::size_t layer) {
  for (const LatencyTable::Part& part : table.parts)
    if (part.layer == static_cast<int>(layer) && part.rounds) return true;
  return false;
}

std::string besideFloat(double nanoseconds, double floats) {
  return text(millisecondsText(nanoseconds), ", ", fixed(floats / nanoseconds, 2), " times as fast as float");
}

void print(const LatencyTable& table, const Network& network) {
  std::cout << latencyConditionsText(table.conditions) << '\n';
  TextTable rows({"layer", "float us", "integer us", "stored us", "rounded us"});
  for (std::size_t l = 0; l < table.layers.size(); ++l) {
    const auto cell = [&](LatencyForm form) { return fixed(timeOf(table, l, form) / microsecond, 1); };
    rows.add({table.layers[l], cell(LatencyForm::Float), isAble(table, l) ? cell(LatencyForm::Integer) : "-",
              cell(LatencyForm::Stored), cell(LatencyForm::Rounded)});
  }
  rows.add({"all else", fixed(table.fixedNanoseconds() / microsecond, 1), "", "", ""});
  std::cout << rows.str();
  const double floats = table.floatNanoseconds();
  std::cout << "float network       " << millisecondsText(floats) << '\n';
  const QuantPlan integer = integerSpeedPlan(network, std::vector<bool>(network.layers.size(), true));
  if (!integer.integer.empty())
    std::cout << "integer throughout  " << besideFloat(table.planNanoseconds(integer), floats) << '\n';
  std::cout << "predictions of mixed plans differ from their measured times by " << percentText(table.error) << '\n';
}

void measure(const LatencyArguments& options, const CommandContext& context) {
  const std::string library = requiredRuntime(options.library);
  const std::string output = options.output.empty() ? latencyTablePath(options.network) : options.output;
  checkOutput(output, options.force);
  const Network network = readNetwork(options.network, readingOf(context, options.shape));
  printNotices(network.notices);
  const LatencyTable table = measureLatency(
      network, {.library = library, .threads = options.threads, .batch = options.batch, .seconds = options.seconds},
      context.stop, context.progress);
  writeLatencyTable(output, table);
  if (context.json) {
    Json document = toJson(table);
    document["file"] = output;
    document["float_ns"] = table.floatNanoseconds();
    document["notices"] = network.notices;
    std::cout << document.dump(1) << '\n';
    return;
  }
  print(table, network);
  std::cout << output << '\n';
}

void predict(const LatencyArguments& options, const CommandContext& context) {
  const std::string library = options.check ? requiredRuntime(options.library) : std::string();
  const std::string path = options.table.empty() ? latencyTablePath(options.network) : options.table;
  if (options.table.empty() && !std::filesystem::exists(path))
    throw UsageError(text("there is no latency table '", path, "': measure one with bitprism-cli latency ",
                          options.network, ", or name it with --table"));
  const PlanFile file(options.plan);
  const auto network = std::make_shared<const Network>(readNetwork(options.network, readingOf(context, options.shape)));
  const LatencyTable table = readLatencyTable(path, *network);
  const QuantPlan plan = file.plan(*network);
  const double predicted = table.planNanoseconds(plan), floats = table.floatNanoseconds();
  Json document = {{"table", path},
                   {"plan", options.plan},
                   {"runtime", table.conditions.runtime},
                   {"threads", table.conditions.threads},
                   {"batch", table.conditions.batch},
                   {"predicted_ns", predicted},
                   {"float_ns", floats},
                   {"error", table.error}};
  std::optional<RuntimeCheck::Speed> measured;
  if (options.check) {
    // Weights do not change the speed: methods that need layer inputs do without them.
    QuantPlan timed = plan;
    for (QuantScheme& scheme : timed.layers)
      if (readsInputs(scheme)) scheme.correction = Correction::None;
    if (needsInputs(timed))
      for (QuantScheme& scheme : timed.layers)
        if (isSolver(scheme.method))
          scheme = {.method = Method::Uniform, .bits = scheme.bits, .correction = Correction::None};
    measured = runtimeSpeeds(library, network, {timed}, table.conditions.threads, table.conditions.batch, checkSeconds,
                             context.stop, context.progress)
                   .front();
    document["measured_ns"] = measured->nanoseconds;
    document["measured_float_ns"] = measured->floatNanoseconds;
  }
  if (context.json) {
    std::cout << document.dump(1) << '\n';
    return;
  }
  std::cout << latencyConditionsText(table.conditions) << '\n'
            << "predicted  " << besideFloat(predicted, floats) << '\n';
  if (measured)
    std::cout << "measured   " << besideFloat(measured->nanoseconds, measured->floatNanoseconds) << " (float "
              << millisecondsText(measured->floatNanoseconds) << " now)\n";
}

}  // namespace

Run addLatency(CLI::App& app) {
  auto* command = app.add_subcommand(
      "latency", "measure how long a network's layers take in a runtime, or predict from that what a plan takes");
  const auto options = std::make_shared<LatencyArguments>();
  addNetwork(*command, options->network)->required();
  addShape(*command, options->shape);
  command->add_option("--target", options->target, "the runtime: ort, ONNX Runtime on the processor")
      ->capture_default_str()
      ->check(CLI::IsMember({"ort"}));
  constexpr int mostThreads = 1024;
  constexpr std::int64_t mostImages = 65536;
  auto* threads = command->add_option("--threads", options->threads, "threads of the runtime")
                      ->capture_default_str()
                      ->check(CLI::Range(1, mostThreads));
  auto* batch = command->add_option("--batch", options->batch, "images in a run")
                    ->capture_default_str()
                    ->check(CLI::Range(std::int64_t{1}, mostImages));
  auto* seconds = command->add_option("--seconds", options->seconds, "how long files are timed, about")
                      ->capture_default_str()
                      ->check(CLI::Range(0.1, 1e5));
  auto* output =
      command->add_option("--out", options->output, "the table to write (NETWORK.latency.json, beside the network)");
  command->add_flag("--force", options->force, "overwrite the table");
  auto* plan =
      command->add_option("--plan", options->plan, "predict what this plan takes, from a table that was measured")
          ->excludes(threads)
          ->excludes(batch)
          ->excludes(seconds)
          ->excludes(output);
  command->add_option("--table", options->table, "the table to predict from (NETWORK.latency.json)")->needs(plan);
  command->add_flag("--check", options->check, "also write the plan's file and measure it beside the float network's")
      ->needs(plan);
  addRuntime(*command, options->library);
  return [options](const CommandContext& context) {
    options->plan.empty() ? measure(*options, context) : predict(*options, context);
  };
}

}  // namespace bitprism
