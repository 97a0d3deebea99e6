#include "app/workflow/runtime_check.h"

#include <algorithm>
#include <iomanip>
#include <span>

#include "app/workflow/latency_measurement.h"
#include "app/workflow/quality_json.h"
#include "app/workflow/runtime_timing.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"
#include "core/torch/measure/runtime_score.h"
#include "core/torch/write/onnx_writer.h"

namespace bitprism {
namespace {

constexpr double slowerRatio = 0.95;

std::string writtenIn(const ScratchFolder& folder, const std::string& name, const PlannedNetwork& planned) {
  const std::string path = folder.pathOf(name);
  OnnxStorage storage;
  storage.dataName = name + ".data";
  const OnnxFile file = onnxFile(*planned.network, planned.plan, storage, planned.calibration);
  writeFile(path, file.model);
  if (!file.data.empty()) {
    std::vector<std::span<const std::uint8_t>> parts;
    for (const std::string& part : file.data)
      parts.emplace_back(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
    writeFile(folder.pathOf(storage.dataName), parts);
  }
  return path;
}

std::string floatFile(const ScratchFolder& folder, const std::shared_ptr<const Network>& network) {
  return writtenIn(folder, "float.onnx", {network, floatPlan(network->layers.size()), {}});
}

// The float network's file against others.
std::vector<RuntimeCheck::Speed> speedsBeside(RuntimeProcess& runtime, const Network& network,
                                              const std::string& unchanged, const std::vector<std::string>& files,
                                              const RuntimeCheck::Speed& conditions, double seconds,
                                              std::stop_token stop, const Progress& progress) {
  const RuntimeOptions options{.threads = conditions.threads};
  std::vector<int> models{runtime.open(unchanged, options)};
  for (const std::string& file : files) models.push_back(runtime.open(file, options));
  const std::vector<double> times =
      interleavedNanoseconds(runtime, models, timingInputs(network.program, conditions.batch),
                             {.seconds = seconds, .leastTurns = 9}, std::move(stop), progress);
  std::vector<RuntimeCheck::Speed> speeds;
  for (std::size_t i = 1; i < times.size(); ++i) {
    RuntimeCheck::Speed& speed = speeds.emplace_back(conditions);
    speed.floatNanoseconds = times[0];
    speed.nanoseconds = times[i];
  }
  return speeds;
}

Score scoreIn(RuntimeProcess& runtime, const RuntimeCheckRequest& request, std::stop_token stop,
              const Progress& progress) {
  const int model = runtime.open(request.file, {.threads = request.threads});
  const std::vector<RuntimeValue> outputs = runtime.outputs(model);
  const RuntimeRun run = [&](const std::vector<RuntimeTensor>& inputs) {
    std::vector<RuntimeTensor> results = runtime.run(model, inputs);
    std::vector<RuntimeTensor> floats;  // answers in whole numbers are not compared
    for (std::size_t i = 0; i < results.size(); ++i)
      if (outputs[i].type == "float" || outputs[i].type == "float16" || outputs[i].type == "double")
        floats.push_back(std::move(results[i]));
    return floats;
  };
  return runtimeScore(request.network, request.evaluator->imageSet(), request.preprocessing,
                      {request.evaluator->metric(), request.command, request.head}, run, std::move(stop), progress);
}

std::string conditionsOf(const RuntimeCheck::Speed& speed) {
  return text("batch ", speed.batch, ", ", speed.threads, speed.threads == 1 ? " thread" : " threads");
}

std::string timesText(double ratio) {
  return text(std::fixed, std::setprecision(2), ratio, " times as fast");
}

}  // namespace

bool RuntimeCheck::Speed::isSlower() const {
  return ratio() < slowerRatio;
}

RuntimeCheck checkInRuntime(const RuntimeCheckRequest& request, std::stop_token stop, const Progress& progress) {
  RuntimeProcess runtime(request.library, stop);
  RuntimeCheck check{.runtime = text("ONNX Runtime ", runtime.version())};
  if (request.evaluator && request.network->program.tail)
    check.unscored = text("its outputs are not compared: it ends in ", request.network->program.tail->operators,
                          ", which the network does not run");
  else if (request.evaluator)
    check.score = scoreIn(runtime, request, stop, progress);
  if (!request.speed) return check;
  const ScratchFolder folder;
  const std::int64_t fixed = fixedBatch(request.network->program);
  check.speed = speedsBeside(runtime, *request.network, floatFile(folder, request.network), {request.file},
                             {.threads = request.threads, .batch = fixed != 0 ? fixed : request.batch}, request.seconds,
                             stop, progress)
                    .front();
  return check;
}

std::vector<RuntimeCheck::Speed> runtimeSpeeds(const std::string& library,
                                               const std::shared_ptr<const Network>& network,
                                               const std::vector<QuantPlan>& plans, int threads, std::int64_t batch,
                                               double seconds, std::stop_token stop, const Progress& progress) {
  RuntimeProcess runtime(library, stop);
  const ScratchFolder folder;
  std::vector<std::string> files;
  for (const QuantPlan& plan : plans)
    files.push_back(writtenIn(folder, text("plan", files.size(), ".onnx"), {network, plan, {}}));
  return speedsBeside(runtime, *network, floatFile(folder, network), files, {.threads = threads, .batch = batch},
                      seconds, stop, progress);
}

std::vector<std::string> sentences(const RuntimeCheck& check) {
  std::vector<std::string> lines;
  if (check.score) {
    const Score& score = *check.score;
    lines.push_back(text("in ", check.runtime, " on ", score.images, " images: ", metricTitle(score.metric),
                         score.metric == Metric::Sqnr ? " against float " : " ", qualityText(score)));
  }
  if (!check.unscored.empty()) lines.push_back(text("in ", check.runtime, ", ", check.unscored));
  if (check.speed) {
    const RuntimeCheck::Speed& speed = *check.speed;
    lines.push_back(text("in ", check.runtime, ", ", conditionsOf(speed), ": ", millisecondsText(speed.nanoseconds),
                         " a run, float ", millisecondsText(speed.floatNanoseconds), ", ", timesText(speed.ratio())));
  }
  return lines;
}

std::string slownessWarning(const RuntimeCheck& check) {
  if (!check.speed || !check.speed->isSlower()) return {};
  return text("The file is slower than the float network in ", check.runtime, ": ", timesText(check.speed->ratio()),
              " (", conditionsOf(*check.speed), ").");
}

Json toJson(const RuntimeCheck& check) {
  Json json = {{"name", check.runtime}};
  if (check.score) {
    putQuality(json, "accuracy", *check.score);
    json["metric"] = metricName(check.score->metric);
    json["agreement"] = check.score->agreement;
    json["images"] = check.score->images;
  }
  if (check.speed) {
    const RuntimeCheck::Speed& speed = *check.speed;
    json["speed"] = {{"threads", speed.threads},           {"batch", speed.batch},   {"ns", speed.nanoseconds},
                     {"float_ns", speed.floatNanoseconds}, {"ratio", speed.ratio()}, {"slower", speed.isSlower()}};
  }
  return json;
}

}  // namespace bitprism
