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
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/plan/integer_grids.h"
#include "core/run/runtime_process.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/write/onnx_writer.h"

namespace bitprism {
namespace {

constexpr double leastShare = 0.5;  // of what the profile says of integer kernels, that they keep in a fit

constexpr int speedBits = 8;
constexpr double speedRange = 4;
constexpr int profiledRuns = 60;
constexpr std::uint32_t maskSeed = 11;

std::size_t placeOf(int index) {
  return static_cast<std::size_t>(index);
}

QuantScheme speedScheme() {
  return {.method = Method::Uniform, .bits = speedBits, .correction = Correction::None};
}

std::vector<int> slotsRead(const Instruction& instruction) {
  std::vector<int> slots;
  forEachOperand(instruction, [&](const Operand& operand) {
    if (const auto* slot = std::get_if<Slot>(&operand)) slots.push_back(slot->index);
  });
  return slots;
}

// Slots whose values are never negative: then kernels take in the activation function before them.
std::vector<bool> neverNegative(const Program& program) {
  static const std::set<std::string> cut = {"aten::relu", "aten::relu6", "aten::sigmoid", "aten::softmax"};
  static const std::set<std::string> keep = {"aten::max_pool1d",
                                             "aten::max_pool2d",
                                             "aten::avg_pool1d",
                                             "aten::avg_pool2d",
                                             "aten::mean",
                                             "aten::flatten",
                                             "aten::adaptive_avg_pool2d",
                                             "aten::reshape",
                                             "aten::view",
                                             "aten::cat",
                                             "aten::add",
                                             "aten::mul",
                                             "aten::dropout",
                                             "aten::permute",
                                             "aten::transpose",
                                             "aten::adaptive_avg_pool1d"};
  std::vector<bool> result(placeOf(program.slotCount), false);
  for (const Instruction& instruction : program.instructions) {
    if (instruction.outputs.empty()) continue;
    bool positive = cut.contains(instruction.op);
    if (instruction.op == "aten::hardtanh" || instruction.op == "aten::clamp" || instruction.op == "aten::clamp_min") {
      const Operand& low = instruction.inputs.size() > 1 ? instruction.inputs[1] : instruction.inputs[0];
      const auto* whole = std::get_if<std::int64_t>(&low);
      const auto* real = std::get_if<double>(&low);
      positive = (whole && *whole >= 0) || (real && *real >= 0);
    } else if (keep.contains(instruction.op)) {
      const std::vector<int> slots = slotsRead(instruction);
      positive =
          !slots.empty() && std::all_of(slots.begin(), slots.end(), [&](int slot) { return result[placeOf(slot)]; });
    }
    result[placeOf(instruction.outputs[0])] = positive;
  }
  return result;
}

// The slot that each layer reads first; -1: none that is rounded.
std::vector<int> layerInputs(const Network& network) {
  std::vector<int> inputs(network.layers.size(), -1);
  const std::vector<int> layerOf = layersByInput(network);
  for (std::size_t i = 0; i < layerOf.size(); ++i) {
    if (layerOf[i] < 0 || inputs[placeOf(layerOf[i])] >= 0) continue;
    if (const auto* slot = std::get_if<Slot>(&network.program.instructions[i].inputs.at(0)))
      inputs[placeOf(layerOf[i])] = slot->index;
  }
  return inputs;
}

ActivationScheme speedActivation(bool positive) {
  return activationScheme(speedBits, positive ? 0 : -speedRange, speedRange, false, ActivationRange::MinMax);
}

// Weights at 8 bits of the marked layers, and their inputs, where they have any.
QuantPlan roundedSpeedPlan(const Network& network, const std::vector<bool>& layers) {
  const std::vector<bool> positive = neverNegative(network.program);
  const std::vector<int> inputs = layerInputs(network);
  QuantPlan plan = floatPlan(network.layers.size());
  plan.activations.resize(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (!layers[l]) continue;
    plan.layers[l] = speedScheme();
    if (readsActivations(network.layers[l].kind) && inputs[l] >= 0)
      plan.activations[l] = speedActivation(positive[placeOf(inputs[l])]);
  }
  return plan;
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
      fitCrossings();
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

  // Alternating layers, halves, and some by chance: about a third, half and two thirds of them.
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
    for (const unsigned percent : {33, 50, 67}) share(percent);
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

  double elements(int slot) const {
    const Shape& shape = shapes_[placeOf(slot)];
    const double images = fixedBatch(network_.program) == 0 ? static_cast<double>(request_.batch) : 1;
    return static_cast<double>(elementCount(shape)) * images;
  }

  // A table with unit costs of crossing, to count by.
  LatencyTable counting(double each, double element) const {
    LatencyTable table = table_;
    for (LatencyTable::Part& part : table.parts) part.nanoseconds = {};
    setCrossings(table, each, element);
    return table;
  }

  void setCrossings(LatencyTable& table, double each, double element) const {
    for (std::size_t v = 0; v < table.values.size(); ++v) {
      const double cost = each + element * elements(static_cast<int>(v));
      table.values[v] = {cost, cost};
    }
    // Integer kernels of linear layers give floats where nobody wants whole numbers.
    const QuantPlan& integer = files_[3].plan;
    for (const LatencyTable::Part& part : table.parts)
      if (part.layer >= 0 && network_.layers[placeOf(part.layer)].kind == LayerKind::Linear &&
          !integer.integer.schemeOf(part.output))
        table.values[placeOf(part.output)].dequantize = 0;
  }

  void fitCrossings() {
    LatencyTable free = table_;
    setCrossings(free, 0, 0);
    const LatencyTable ones = counting(1, 0), sizes = counting(0, 1);
    const QuantPlan& integer = files_[3].plan;
    const double integerTime = files_[3].nanoseconds;
    // Of a plan: what its float parts take, and its integer parts.
    LatencyTable withoutIntegers = free;
    for (LatencyTable::Part& part : withoutIntegers.parts) part.in(LatencyForm::Integer) = 0;
    const auto floats = [&](const QuantPlan& plan) { return withoutIntegers.planNanoseconds(plan); };
    const auto integers = [&](const QuantPlan& plan) { return free.planNanoseconds(plan) - floats(plan); };
    const double all = integers(integer);
    if (all <= 0) throw Error("the runtime's profile of the integer form names none of the network's operators");
    // Integer parts are scaled so that the integer file takes what was measured; crossings are fitted to the rest.
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
    for (std::size_t f = mixed_; f + checks < files_.size(); ++f) {
      const QuantPlan& plan = files_[f].plan;
      const double share = integers(plan) / all;
      const double a = ones.planNanoseconds(plan) - share * ones.planNanoseconds(integer);
      const double b = sizes.planNanoseconds(plan) - share * sizes.planNanoseconds(integer);
      const double y = files_[f].nanoseconds - floats(plan) - share * (integerTime - floats(integer));
      aa += a * a;
      ab += a * b;
      bb += b * b;
      ay += a * y;
      by += b * y;
    }
    auto [each, element] = nonNegative(aa, ab, bb, ay, by);
    double crossing = each * ones.planNanoseconds(integer) + element * sizes.planNanoseconds(integer);
    // Mixed plans that were measured beside other work must not explain the kernels away that the profile names.
    const double rest = integerTime - floats(integer), kernels = std::max(leastShare * all, rest - crossing);
    if (crossing > 0 && kernels > rest - crossing) {
      const double part = std::max(0.0, rest - kernels) / crossing;
      each *= part;
      element *= part;
      crossing *= part;
    }
    setCrossings(table_, each, element);
    const double factor = kernels / all;
    for (LatencyTable::Part& part : table_.parts) part.in(LatencyForm::Integer) *= factor;
  }

  // Least squares of two unknowns that are not negative, from the normal equations.
  static std::pair<double, double> nonNegative(double aa, double ab, double bb, double ay, double by) {
    const double determinant = aa * bb - ab * ab;
    constexpr double singular = 1e-9;
    if (determinant > singular * aa * bb) {
      const double a = (ay * bb - by * ab) / determinant, b = (by * aa - ay * ab) / determinant;
      if (a >= 0 && b >= 0) return {a, b};
    }
    const double a = aa > 0 ? std::max(0.0, ay / aa) : 0, b = bb > 0 ? std::max(0.0, by / bb) : 0;
    const double gainA = aa > 0 ? a * ay : 0, gainB = bb > 0 ? b * by : 0;
    return gainA > gainB ? std::pair{a, 0.0} : std::pair{0.0, b};
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

QuantPlan integerSpeedPlan(const Network& network, const std::vector<bool>& layers) {
  const std::vector<bool> positive = neverNegative(network.program);
  QuantPlan plan = roundedSpeedPlan(network, layers);
  const std::vector<bool> integer = integerLayersOf(network, plan);
  for (std::size_t l = 0; l < integer.size(); ++l)
    if (!integer[l]) {
      plan.layers[l] = {.bits = floatBits};
      plan.activations[l] = {};
    }
  for (const IntegerGrid& grid : integerGrids(network, plan)) {
    const ActivationScheme scheme = speedActivation(positive[placeOf(grid.widest)]);
    for (const int slot : grid.slots) plan.integer.tensors.push_back({slot, scheme});
    for (const IntegerGrid::Reader& reader : grid.layers) plan.activations[placeOf(reader.layer)] = scheme;
  }
  std::sort(plan.integer.tensors.begin(), plan.integer.tensors.end());
  if (!plan.quantizesActivations()) plan.activations.clear();
  return plan;
}

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
