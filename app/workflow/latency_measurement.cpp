#include "app/workflow/latency_measurement.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "app/workflow/latency_profile.h"
#include "app/workflow/runtime_timing.h"
#include "app/workflow/speed_plans.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/plan/integer_grids.h"
#include "core/quant/plan/latency_fit.h"
#include "core/run/runtime_process.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/write/onnx_writer.h"

namespace bitprism {
namespace {

constexpr int profiledRuns = 60;
constexpr std::uint32_t maskSeed = 11;

std::size_t placeOf(int index) {
  return static_cast<std::size_t>(index);
}

std::vector<int> slotsRead(const Instruction& instruction) {
  std::vector<int> slots;
  forEachOperand(instruction, [&](const Operand& operand) {
    if (const auto* slot = std::get_if<Slot>(&operand)) slots.push_back(slot->index);
  });
  return slots;
}

// Instructions and layers with names by which the runtime's nodes are known again.
Network withKnownNames(const Network& network) {
  Network copy = network;
  copy.unfolded.reset();
  for (std::size_t i = 0; i < copy.program.instructions.size(); ++i)
    copy.program.instructions[i].name = instructionLabel(i);
  for (std::size_t l = 0; l < copy.layers.size(); ++l) copy.layers[l].name = layerLabel(l);
  return copy;
}

// The table without times: one part an instruction, one value a slot.
LatencyTable structureOf(const Network& network, const QuantPlan& integer) {
  LatencyTable table;
  table.network = network.name;
  table.networkHash = network.hash;
  for (const Layer& layer : network.layers) table.layers.push_back(layer.name);
  const Program& program = network.program;
  table.values.resize(placeOf(program.slotCount));
  table.outputs = program.outputs;
  const std::vector<std::vector<int>> used = layersUsed(network);
  const std::vector<int> layerOf = layersByInput(network);
  const std::vector<bool> computes = integerLayersOf(network, integer);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    if (instruction.outputs.empty()) continue;
    LatencyTable::Part part{.name = instruction.name.empty() ? instruction.op : instruction.name};
    part.layer = used[i].empty() ? -1 : used[i].front();
    part.inputs = slotsRead(instruction);
    part.output = instruction.outputs[0];
    if (part.layer >= 0) {
      part.name = network.layers[placeOf(part.layer)].name;
      part.rounds = !integer.integer.empty() && layerOf[i] == part.layer && computes[placeOf(part.layer)];
    } else {
      part.rounds = integer.integer.schemeOf(part.output) != nullptr;
    }
    table.parts.push_back(std::move(part));
  }
  return table;
}

// What makes two layers take the same time: operator, constants, and shapes.
std::string operatorShape(const Network& network, const std::vector<Shape>& shapes, const Instruction& instruction) {
  std::string key = instruction.op;
  forEachOperand(instruction, [&](const Operand& operand) {
    key += ';';
    if (const auto* slot = std::get_if<Slot>(&operand)) key += text('s', shapeText(shapes[placeOf(slot->index)]));
    if (const auto* tensor = std::get_if<TensorIndex>(&operand))
      key += text('t', shapeText(network.program.tensors[placeOf(tensor->index)].shape));
    if (const auto* whole = std::get_if<std::int64_t>(&operand)) key += text(*whole);
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&operand))
      for (const std::int64_t item : *list) key += text(item, ',');
  });
  return key;
}

struct SpeedFile {
  QuantPlan plan;
  std::string path;
  int model = -1;
  double nanoseconds = 0;
};

class LatencyMeasurement {
 public:
  LatencyMeasurement(const Network& network, const LatencyRequest& request, std::stop_token stop,
                     const Progress& progress)
      : request_(request),
        stop_(std::move(stop)),
        progress_(progress),
        network_(network),
        labelled_(withKnownNames(network)),
        inputs_(timingInputs(network.program, request.batch)),
        shapes_(slotShapes(network.program)),
        runtime_(request.library, stop_) {}

  LatencyTable measure() {
    const std::vector<bool> all(network_.layers.size(), true);
    QuantPlan stored = roundedSpeedPlan(network_, all);
    const QuantPlan rounded = stored, integer = integerSpeedPlan(network_, all);
    stored.activations.clear();
    table_ = structureOf(network_, integer);
    hasIntegers_ = !integer.integer.empty();
    add(floatPlan(network_.layers.size()));
    add(stored);
    add(rounded);
    if (hasIntegers_) add(integer);
    mixed_ = files_.size();
    if (hasIntegers_) addMixed();
    time();
    spread(LatencyForm::Float, 0);
    spread(LatencyForm::Stored, 1);
    spread(LatencyForm::Rounded, 2);
    if (hasIntegers_) {
      spread(LatencyForm::Integer, 3);
      fit();
    } else {
      for (LatencyTable::Part& part : table_.parts)
        part.in(LatencyForm::Integer) = part.in(part.layer >= 0 ? LatencyForm::Rounded : LatencyForm::Float);
    }
    table_.error = predictionError();
    table_.conditions = {text("ONNX Runtime ", runtime_.version()), machineProcessor(), request_.threads,
                         request_.batch, today()};
    for (LatencyTable::Part& part : table_.parts)
      if (part.layer < 0) part.in(LatencyForm::Stored) = part.in(LatencyForm::Rounded) = 0;  // layers alone have these
    return table_;
  }

 private:
  static constexpr std::size_t checks = 3;  // of the mixed files
  static constexpr std::size_t integerFile_ = 3;
  static constexpr int mostRounds = 5;
  static constexpr std::int64_t openBytes = std::int64_t{1} << 30, floatBytes = 4;

  static std::string today() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm day{};
    gmtime_r(&now, &day);
    return text(std::put_time(&day, "%Y-%m-%d"));
  }

  void add(const QuantPlan& plan) {
    if (stop_.stop_requested()) throw Cancelled();
    SpeedFile file{.plan = plan, .path = folder_.pathOf(text("f", files_.size(), ".onnx"))};
    // Larger tensors may stand beside.
    OnnxStorage storage;
    storage.dataName = text("f", files_.size(), ".onnx.data");
    const OnnxFile written = onnxFile(labelled_, plan, storage);
    writeFile(file.path, written.model);
    if (!written.data.empty()) {
      std::vector<std::span<const std::uint8_t>> parts;
      for (const std::string& part : written.data)
        parts.emplace_back(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
      writeFile(folder_.pathOf(storage.dataName), parts);
    }
    files_.push_back(std::move(file));
    report(progress_, "writing files to time", static_cast<std::int64_t>(files_.size()), 0);
  }

  // Alternating layers, halves, runs of layers, and some by chance from few to most of them, the last for checks. The
  // more the network weighs, the fewer: they are open at once.
  void addMixed() {
    std::vector<std::size_t> able;
    for (std::size_t l = 0; l < network_.layers.size(); ++l)
      if (std::any_of(table_.parts.begin(), table_.parts.end(),
                      [&](const LatencyTable::Part& part) { return part.layer == static_cast<int>(l) && part.rounds; }))
        able.push_back(l);
    const auto marked = [&](const auto& wanted) {
      std::vector<bool> layers(network_.layers.size(), false);
      for (std::size_t k = 0; k < able.size(); ++k) layers[able[k]] = wanted(k);
      add(integerSpeedPlan(network_, layers));
    };
    std::mt19937 random(maskSeed);
    const auto share = [&](unsigned percent) { marked([&](std::size_t) { return random() % 100 < percent; }); };
    marked([](std::size_t k) { return k % 2 == 0; });
    marked([](std::size_t k) { return k % 2 == 1; });
    marked([&](std::size_t k) { return k < able.size() / 2; });
    marked([&](std::size_t k) { return k >= able.size() / 2; });
    std::int64_t bytes = 1;
    for (const Layer& layer : network_.layers) bytes += layer.weightCount() * floatBytes;
    const auto rounds = static_cast<int>(std::clamp<std::int64_t>(openBytes / bytes / 4, 1, mostRounds));
    for (int round = 0; round < rounds; ++round) {
      for (const unsigned percent : {33, 50, 67}) share(percent);
      const std::size_t from = random() % (able.size() + 1), length = able.size() / 3;
      marked([&](std::size_t k) { return k >= from && k < from + length; });
    }
    for (const unsigned percent : {30, 50, 70}) share(percent);
  }

  void time() {
    std::vector<int> models;
    for (SpeedFile& file : files_) {
      file.model = runtime_.open(file.path, {.threads = request_.threads});
      models.push_back(file.model);
      report(progress_, "opening files to time", static_cast<std::int64_t>(models.size()),
             static_cast<std::int64_t>(files_.size()));
    }
    const std::vector<double> times =
        interleavedNanoseconds(runtime_, models, inputs_, {.seconds = request_.seconds}, stop_, progress_);
    for (std::size_t i = 0; i < files_.size(); ++i) files_[i].nanoseconds = times[i];
  }

  // Spreads a file's time over its parts as the runtime's profile does.
  void spread(LatencyForm form, std::size_t index) {
    const SpeedFile& file = files_[index];
    report(progress_, text("profiling the ", latencyFormName(form), " form"), 0, 0);
    const int model =
        runtime_.open(file.path, {.threads = request_.threads, .profile = folder_.pathOf(text("p", index))});
    for (int run = 0; run < profiledRuns; ++run) {
      if (stop_.stop_requested()) throw Cancelled();
      runtime_.run(model, inputs_);
      if (run >= leastProfiledRuns_ && file.nanoseconds * run > mostProfileNanoseconds_) break;
    }
    const std::vector<ProfiledNode> nodes =
        withoutProfiling(profiledNodes(runtime_.endProfile(model)), file.nanoseconds);
    const std::vector<double> times = timesOfInstructions(nodes, network_);
    std::size_t p = 0;
    std::map<std::string, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < network_.program.instructions.size(); ++i) {
      const Instruction& instruction = network_.program.instructions[i];
      if (instruction.outputs.empty()) continue;
      table_.parts[p].in(form) = times[i];
      if (table_.parts[p].layer >= 0) alike[operatorShape(network_, shapes_, instruction)].push_back(p);
      ++p;
    }
    for (const auto& [shape, parts] : alike) {
      double sum = 0;
      for (const std::size_t part : parts) sum += table_.parts[part].in(form);
      for (const std::size_t part : parts) table_.parts[part].in(form) = sum / static_cast<double>(parts.size());
    }
    // What no part has, such as copies of the inputs, belongs to every run alike.
    if (form == LatencyForm::Stored || form == LatencyForm::Rounded) matchOthers(form, file.nanoseconds);
  }

  // Files of these forms have the float network's other operators: layers take the rest of their time.
  void matchOthers(LatencyForm form, double nanoseconds) {
    double layers = 0, others = 0;
    for (const LatencyTable::Part& part : table_.parts)
      (part.layer >= 0 ? layers : others) += part.in(part.layer >= 0 ? form : LatencyForm::Float);
    if (layers <= 0) return;
    const double factor = std::max(0.0, nanoseconds - others) / layers;
    for (LatencyTable::Part& part : table_.parts) {
      if (part.layer >= 0) part.in(form) *= factor;
    }
  }

  // What the fit has to know of parts and values.
  LatencyKinds kinds() const {
    LatencyKinds kinds;
    std::map<std::string, int> known;
    for (const Instruction& instruction : network_.program.instructions)
      if (!instruction.outputs.empty())
        kinds.parts.push_back(
            known.emplace(operatorShape(network_, shapes_, instruction), static_cast<int>(known.size())).first->second);
    const double images = fixedBatch(network_.program) == 0 ? static_cast<double>(request_.batch) : 1;
    for (const Shape& shape : shapes_) kinds.elements.push_back(static_cast<double>(elementCount(shape)) * images);
    // Integer kernels of linear layers give floats where nobody wants whole numbers.
    kinds.givenAsFloats.resize(shapes_.size());
    for (const LatencyTable::Part& part : table_.parts)
      if (part.layer >= 0 && network_.layers[placeOf(part.layer)].kind == LayerKind::Linear &&
          !files_[integerFile_].plan.integer.schemeOf(part.output))
        kinds.givenAsFloats[placeOf(part.output)] = true;
    return kinds;
  }

  void fit() {
    std::vector<TimedPlan> mixed;
    for (std::size_t f = mixed_; f + checks < files_.size(); ++f)
      mixed.push_back({files_[f].plan, files_[f].nanoseconds});
    const auto timed = [&](std::size_t file) { return TimedPlan{files_[file].plan, files_[file].nanoseconds}; };
    table_ = fittedTable(std::move(table_), kinds(), timed(0), timed(integerFile_), mixed);
  }

  double predictionError() const {
    double sum = 0;
    const std::size_t first = hasIntegers_ ? files_.size() - checks : 0;
    for (std::size_t f = first; f < files_.size(); ++f) {
      const double share = table_.planNanoseconds(files_[f].plan) / files_[f].nanoseconds - 1;
      sum += share * share;
    }
    return std::sqrt(sum / static_cast<double>(files_.size() - first));
  }

  static constexpr int leastProfiledRuns_ = 5;
  static constexpr double mostProfileNanoseconds_ = 1.5e9;

  const LatencyRequest& request_;
  const std::stop_token stop_;
  const Progress& progress_;
  const Network& network_;
  const Network labelled_;
  const std::vector<RuntimeTensor> inputs_;
  const std::vector<Shape> shapes_;
  ScratchFolder folder_;
  RuntimeProcess runtime_;
  LatencyTable table_;
  std::vector<SpeedFile> files_;  // float, stored, rounded, integer, and from mixed_ on partly integer
  std::size_t mixed_ = 0;
  bool hasIntegers_ = false;
};

}  // namespace

LatencyTable measureLatency(const Network& network, const LatencyRequest& request, std::stop_token stop,
                            const Progress& progress) {
  return LatencyMeasurement(network, request, std::move(stop), progress).measure();
}

std::string machineProcessor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

std::string latencyConditionsText(const LatencyConditions& conditions) {
  return text(conditions.runtime, ", batch ", conditions.batch, ", ", conditions.threads,
              conditions.threads == 1 ? " thread, " : " threads, ", conditions.processor, ", ", conditions.date);
}

std::string millisecondsText(double nanoseconds) {
  constexpr double millisecond = 1e6;
  const double value = nanoseconds / millisecond;
  return text(std::fixed, std::setprecision(value < 10 ? 3 : value < 100 ? 2 : 1), value, " ms");
}

}  // namespace bitprism
