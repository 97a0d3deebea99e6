// What happens to the files that people bring: opened, and then equal to what ONNX Runtime, LibTorch or the network
// that they were written from gives; only weights; or refused in a sentence.
//
// brought_files [FILE]: a row for every file on standard output, and the share that opens by kind as a table for
// docs/measurements.md, which goes to FILE too. Public files come from BITPRISM_DATA and BITPRISM_CASES, ONNX Runtime
// from BITPRISM_JUDGE. Every file is read in a separate process, as in the programs. Exits with 1 if a file crashes its
// reader, an opened one differs by more than 1e-4 of its largest output, or one that we wrote does not open.

#include "tests/support/brought_files.h"

#include <torch/script.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/torch/read/reading_process.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/steep_softmax.h"

using namespace bitprism;

namespace {

constexpr double nearEnough = 1e-4;

enum class Outcome { Opened, AsFloats, Weights, NoLayers, Refused, Crashed };

struct Row {
  test::BroughtFile file;
  Outcome outcome = Outcome::Refused;
  std::string said;                  // layers and notices, or why it was refused
  std::optional<double> difference;  // the largest, relative; none: nothing to compare with
  test::Tensors outputs = {};        // ours, to be compared with ONNX Runtime's
  std::string original,
      written = {};  // stems of its outputs for the file, and for what we write of it; empty: not asked

  void differs(double value) { difference = std::max(difference.value_or(0), value); }
  bool isWrong() const {
    const bool mustBeNear = outcome != Outcome::AsFloats;
    return outcome == Outcome::Crashed || (mustBeNear && difference && !(*difference <= nearEnough)) ||
           (file.ours && (outcome == Outcome::Refused || outcome == Outcome::NoLayers));
  }
};

double differenceOf(const at::Tensor& ours, const at::Tensor& expected) {
  if (ours.sizes() != expected.sizes()) return std::numeric_limits<double>::infinity();
  const at::Tensor flat = expected.to(at::kFloat).contiguous().flatten();
  if (flat.numel() == 0) return 0;
  return test::relativeDifference(ours, {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()});
}

void compare(Row& row, const test::Tensors& expected) {
  if (expected.size() != row.outputs.size()) row.differs(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < std::min(expected.size(), row.outputs.size()); ++i)
    row.differs(differenceOf(row.outputs[i], expected[i]));
}

void addTensorsOf(const c10::IValue& value, test::Tensors& found) {
  if (value.isTensor()) found.push_back(value.toTensor());
  if (value.isTuple())
    for (const c10::IValue& item : value.toTupleRef().elements()) addTensorsOf(item, found);
  if (value.isTensorList())
    for (const at::Tensor& item : value.toTensorVector()) found.push_back(item);
  if (value.isList() && !value.isTensorList())
    for (const c10::IValue& item : value.toListRef()) addTensorsOf(item, found);
  if (value.isGenericDict())
    for (const auto& item : value.toGenericDict()) addTensorsOf(item.value(), found);
}

// What LibTorch's own interpreter gives; nothing where it cannot run the file.
std::optional<test::Tensors> libTorchOutputs(const std::string& path, const test::Tensors& inputs) try {
  torch::jit::Module module = torch::jit::load(path);
  module.eval();
  module.to(at::kFloat);
  test::Tensors found;
  addTensorsOf(module.forward({inputs.begin(), inputs.end()}), found);
  return found;
} catch (const std::exception&) {
  return std::nullopt;
}

void compareWeights(Row& row, const Network& network) {
  std::size_t seen = 0;
  for (const Layer& layer : network.layers) {
    const auto expected = row.file.weights.find(layer.name);
    const auto named = expected != row.file.weights.end() ? expected : row.file.weights.find(layer.name + ".weight");
    if (named == row.file.weights.end()) continue;
    ++seen;
    const double difference = differenceOf(at::tensor(layer.weights->copy()), at::tensor(named->second));
    row.differs(difference <= row.file.nearness ? 0 : difference);
  }
  if (seen != network.layers.size() || seen == 0) row.differs(std::numeric_limits<double>::infinity());
}

// Runs what was read and gives ONNX Runtime its part of the work.
void run(Row& row, Network network, const test::TemporaryFolder& folder, std::size_t index, Json& jobs) {
  const std::int64_t fixed = fixedBatch(network.program);
  const test::Tensors inputs = test::seededInputs(network.program, fixed > 0 ? fixed : 2, 5);
  const std::size_t before = network.program.instructions.size();
  if (!network.program.tail) network.program = test::withoutSteepSoftmax(network.program, inputs);
  const bool whole = network.program.instructions.size() == before;
  const Executor executor(network.program);
  row.outputs = executor.run(inputs, executor.weights());
  if (row.file.hostile || !whole) return;
  const std::string stem = folder / std::to_string(index);
  Json list = Json::array();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    test::writeFloats(stem + ".in" + std::to_string(i), inputs[i]);
    list.push_back({{"file", stem + ".in" + std::to_string(i)}, {"shape", inputs[i].sizes().vec()}});
  }
  const auto ask = [&](const std::string& model, const std::string& outputs) {
    jobs.push_back({{"model", model}, {"inputs", list}, {"outputs", outputs}});
    return outputs;
  };
  if (row.file.reference) compare(row, row.file.reference(inputs));
  const bool tail = network.program.tail != nullptr;
  if (network.format == "onnx") row.original = ask(row.file.path, stem + ".original");
  if (network.format == "torchscript" && !row.file.reference)
    if (const auto theirs = libTorchOutputs(row.file.path, inputs)) compare(row, *theirs);
  if (tail || (network.format == "tflite" && !row.file.reference)) {
    writeFile(stem + ".onnx", onnxBytes(network, floatPlan(network.layers.size())));
    row.written = ask(stem + ".onnx", stem + ".written");
    if (tail) row.outputs.clear();  // the file's own outputs come from behind the tail
  }
}

// The files of one stem that ONNX Runtime has left.
std::vector<std::vector<float>> outputsAt(const std::string& stem) {
  std::vector<std::vector<float>> all;
  while (!stem.empty() && std::filesystem::exists(stem + "." + std::to_string(all.size())))
    all.push_back(test::floatsIn(stem + "." + std::to_string(all.size())));
  return all;
}

void compareWithOnnxRuntime(Row& row) {
  const auto original = outputsAt(row.original), written = outputsAt(row.written);
  for (std::size_t i = 0; i < std::min(row.outputs.size(), original.size()); ++i)
    row.differs(test::relativeDifference(row.outputs[i], original[i]));
  for (std::size_t i = 0; i < std::min(row.outputs.size(), written.size()); ++i)
    row.differs(test::relativeDifference(row.outputs[i], written[i]));
  if (row.outputs.empty() && !original.empty() && !row.written.empty()) {
    if (original.size() != written.size()) row.differs(std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < std::min(original.size(), written.size()); ++i)
      row.differs(original[i].empty() && written[i].empty()
                      ? 0
                      : differenceOf(at::tensor(written[i]), at::tensor(original[i])));
  }
}

Row open(const test::BroughtFile& file, const SeparateProcess* process, const test::TemporaryFolder& folder,
         std::size_t index, Json& jobs) {
  Row row{.file = file};
  try {
    ReadOptions options;
    options.process = process;
    Network network = readNetwork(file.path, options);
    const bool floats = std::any_of(network.notices.begin(), network.notices.end(), [](const std::string& notice) {
      return notice.find("already quantized") != std::string::npos;
    });
    row.outcome = !hasGraph(network) ? Outcome::Weights : floats ? Outcome::AsFloats : Outcome::Opened;
    row.said = text(network.layers.size(), network.layers.size() == 1 ? " layer" : " layers");
    for (const std::string& notice : network.notices) row.said += "; " + notice;
    if (row.outcome == Outcome::Weights) {
      if (!file.weights.empty()) compareWeights(row, network);
    } else {
      run(row, std::move(network), folder, index, jobs);
    }
  } catch (const Error& problem) {
    row.said = problem.what();
    const bool crash = row.said.find("crashed") != std::string::npos || row.said.find('\n') != std::string::npos;
    const bool layers = row.said.find("has no layer to quantize") != std::string::npos;
    row.outcome = crash ? Outcome::Crashed : layers ? Outcome::NoLayers : Outcome::Refused;
  } catch (const std::exception& problem) {  // what no user should see
    row.said = problem.what();
    row.outcome = Outcome::Crashed;
  }
  return row;
}

const char* nameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::Opened:
      return "opened";
    case Outcome::AsFloats:
      return "opened as floats";
    case Outcome::Weights:
      return "weights";
    case Outcome::NoLayers:
      return "no layers";
    case Outcome::Refused:
      return "refused";
    case Outcome::Crashed:
      return "crashed";
  }
  return "";
}

struct Sums {
  int files = 0, opened = 0, judged = 0, equal = 0, floats = 0, weights = 0, layerless = 0, refused = 0;

  void add(const Row& row) {
    ++files;
    opened += row.outcome == Outcome::Opened || row.outcome == Outcome::AsFloats || row.outcome == Outcome::Weights;
    floats += row.outcome == Outcome::AsFloats;
    weights += row.outcome == Outcome::Weights;
    layerless += row.outcome == Outcome::NoLayers;
    refused += row.outcome == Outcome::Refused || row.outcome == Outcome::Crashed;
    if (row.difference && row.outcome != Outcome::AsFloats) {
      ++judged;
      equal += *row.difference <= nearEnough;
    }
  }
  std::string line(const std::string& kind) const {
    return text("| ", kind, " | ", files, " | ", opened, " | ", 100 * opened / std::max(files, 1), " % | ", equal,
                " of ", judged, " | ", floats, " | ", weights, " | ", layerless, " | ", refused, " |");
  }
};

std::string tableOf(const std::vector<Row>& rows) {
  std::vector<std::string> kinds;
  std::map<std::string, Sums> sums;
  Sums all;
  for (const Row& row : rows) {
    if (!sums.contains(row.file.kind)) kinds.push_back(row.file.kind);
    sums[row.file.kind].add(row);
    all.add(row);
  }
  std::string table =
      "| kind | files | open | share | equal within 1e-4 | as floats | weights alone | no layer | refused |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const std::string& kind : kinds) table += sums[kind].line(kind) + "\n";
  return table + all.line("all") + "\n";
}

}  // namespace

int main(int argc, char** argv) try {
  const std::unique_ptr<SeparateProcess> process = startReadingProcess();
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder, results;
  test::BroughtFiles files(folder.path());
  if (const std::string data = test::dataFolder(); !data.empty())
    files.addPublic(data, test::folder("BITPRISM_CASES", "cases"));
  files.addMade();
  std::vector<Row> rows;
  Json jobs = Json::array();
  for (const test::BroughtFile& file : files.all) rows.push_back(open(file, process.get(), results, rows.size(), jobs));
  if (test::haveJudge()) test::runOnnxRuntime(results, jobs);
  bool wrong = false;
  for (Row& row : rows) {
    compareWithOnnxRuntime(row);
    wrong = wrong || row.isWrong();
    std::cout << (row.isWrong() ? "WRONG | " : "") << row.file.kind << " | " << row.file.name << " | "
              << nameOf(row.outcome) << " | " << (row.difference ? text(*row.difference) : std::string("-")) << " | "
              << row.said << '\n';
  }
  const std::string table = tableOf(rows);
  std::cout << '\n' << table;
  if (argc > 1) std::ofstream(argv[1]) << table;
  return wrong ? 1 : 0;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
