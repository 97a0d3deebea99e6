// TensorFlow Lite files of every operator and option that we read: our executor and the runtime give the same numbers,
// and so does what we export to ONNX.

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <set>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/tflite_model.h"
#include "core/torch/read/tflite_operators/step.h"
#include "core/torch/read/tflite_reader.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/tflite_runtime.h"
#include "tests/support/tflite_code_cases.h"

namespace bitprism {
namespace {

using test::TfliteCase;
using test::TfliteNumbers;

// Of an input as its file takes it: numbers, or codes of numbers.
at::Tensor liteInput(const TfliteTensor& input, TfliteNumbers kind) {
  at::Generator generator = at::detail::createCPUGenerator(11);
  at::Tensor values = at::randn(input.shape, generator, at::TensorOptions(at::kFloat));
  if (input.isCode()) {
    const double low = input.type == TfliteType::Uint8 ? 0 : -128;
    const double zero = input.zeroPoints.empty() ? 0 : static_cast<double>(input.zeroPoints[0]);
    return (values / input.scales[0] + zero).round().clamp(low, low + 255);
  }
  switch (kind) {
    case TfliteNumbers::Usual:
      return 2 * values;
    case TfliteNumbers::Positive:
      return values.abs() + 0.1;
    case TfliteNumbers::Halves:
      return (4 * values).round() / 2;
    case TfliteNumbers::Small:
      return 1e-7 * values;
  }
  return {};
}

at::Tensor numbersOf(const TfliteTensor& tensor, const at::Tensor& codes) {
  return tensor.isCode() ? tfliteNumbers(tensor, codes, "case") : codes;
}

struct LiteRun {
  const TfliteCase* item = nullptr;
  std::string stem;
  std::vector<at::Tensor> outputs;
  std::vector<TfliteTensor> results;  // of the file
  bool exported = false;
};

struct LiteFigures {
  std::size_t files = 0, outputs = 0, exported = 0;
  double worst = 0, worstSteps = 0;
};

class TfliteJudging {
 public:
  explicit TfliteJudging(const std::vector<TfliteCase>& cases) {
    const c10::InferenceMode inference;
    prepareTorch();
    for (const TfliteCase& item : cases) try {
        open(item);
      } catch (const Error& problem) {
        ADD_FAILURE() << item.name << ": " << problem.what();
      }
    test::runTflite(folder_, jobs_);
    if (test::haveJudge()) test::runOnnxRuntime(folder_, onnxJobs_);
    for (const LiteRun& run : runs_) compare(run);
  }

  LiteFigures figures;

 private:
  void open(const TfliteCase& item) {
    LiteRun run{&item, folder_ / std::to_string(runs_.size()), {}, {}, false};
    const TfliteModel model = readTfliteModel(item.bytes, "case");
    ReadProgram read = readTflite(item.bytes, "case", {});
    const TfliteTensor& input = model.tensors[static_cast<std::size_t>(model.inputs.at(0))];
    const at::Tensor given = liteInput(input, item.numbers), numbers = numbersOf(input, given);
    const Executor executor(read.program);
    run.outputs = executor.run({numbers}, executor.weights());
    for (const std::int32_t output : model.outputs)
      run.results.push_back(model.tensors[static_cast<std::size_t>(output)]);
    test::writeFloats(run.stem + ".in", given);
    test::writeFloats(run.stem + ".numbers", numbers);
    writeFile(run.stem + ".tflite", item.bytes);
    jobs_.push_back({{"model", run.stem + ".tflite"},
                     {"inputs", Json::array({run.stem + ".in"})},
                     {"outputs", run.stem + ".lite"}});
    run.exported = asOnnx(item, run.stem, std::move(read.program), numbers.sizes().vec());
    runs_.push_back(std::move(run));
  }

  // Networks are what has a layer.
  bool asOnnx(const TfliteCase& item, const std::string& stem, Program program, const Shape& shape) {
    Network network;
    try {
      network = makeNetwork(std::move(program), item.name, "tflite");
    } catch (const InputError& problem) {
      if (std::string(problem.what()).find("has no layer to quantize") == std::string::npos) throw;
      return false;
    }
    writeFile(stem + ".onnx", onnxBytes(network, floatPlan(network.layers.size())));
    const Json list = Json::array({{{"file", stem + ".numbers"}, {"shape", shape}}});
    onnxJobs_.push_back({{"model", stem + ".onnx"}, {"inputs", list}, {"outputs", stem + ".onnx"}});
    return true;
  }

  void compare(const LiteRun& run) {
    const TfliteCase& item = *run.item;
    if (!std::filesystem::exists(run.stem + ".lite.json")) {
      ADD_FAILURE() << item.name << ": the runtime does not run it";
      return;
    }
    const Bytes words = readFile(run.stem + ".lite.json");
    const Json told = Json::parse(std::string(words.begin(), words.end()));
    ASSERT_EQ(told.size(), run.outputs.size()) << item.name;
    ++figures.files;
    for (std::size_t i = 0; i < run.outputs.size(); ++i) {
      const at::Tensor& ours = run.outputs[i];
      EXPECT_EQ(told[i]["shape"].get<Shape>(), ours.sizes().vec()) << item.name << ", output " << i;
      const std::vector<float> codes = test::floatsIn(run.stem + ".lite." + std::to_string(i));
      ASSERT_EQ(static_cast<std::int64_t>(codes.size()), ours.numel()) << item.name << ", output " << i;
      ++figures.outputs;
      const at::Tensor theirs = numbersOf(run.results[i], at::tensor(codes).reshape(ours.sizes()));
      if (item.steps > 0) {
        const double scale = run.results[i].isCode() ? run.results[i].scales[0] : item.tolerance;
        const double steps = (theirs - ours).abs().max().item<double>() / scale;
        EXPECT_LE(steps, item.steps) << item.name << ", output " << i;
        figures.worstSteps = std::max(figures.worstSteps, steps);
        continue;
      }
      const at::Tensor flat = theirs.flatten().contiguous();
      const double difference =
          test::relativeDifference(ours, {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()});
      EXPECT_LT(difference, item.tolerance) << item.name << ", output " << i;
      figures.worst = std::max(figures.worst, difference);
    }
    if (run.exported && test::haveJudge()) compareExport(run);
  }

  void compareExport(const LiteRun& run) {
    for (std::size_t i = 0; i < run.outputs.size(); ++i) {
      const std::string path = run.stem + ".onnx." + std::to_string(i);
      if (!std::filesystem::exists(path)) {
        ADD_FAILURE() << run.item->name << ": ONNX Runtime does not run what we export";
        return;
      }
      EXPECT_LT(test::relativeDifference(run.outputs[i], test::floatsIn(path)), 1e-4) << run.item->name << " exported";
    }
    ++figures.exported;
  }

  const test::TemporaryFolder folder_;
  std::vector<LiteRun> runs_;
  Json jobs_ = Json::array(), onnxJobs_ = Json::array();
};

void judge(const std::vector<TfliteCase>& cases) {
  const TfliteJudging judging(cases);
  const LiteFigures& figures = judging.figures;
  EXPECT_EQ(figures.files, cases.size());
  std::cout << figures.files << " files, " << figures.outputs << " outputs, differing by at most " << figures.worst
            << " of the largest number or " << figures.worstSteps << " steps, " << figures.exported << " exported"
            << std::endl;
}

using Family = void (*)(test::TfliteCases&);

std::vector<TfliteCase> casesOf(Family family) {
  test::TfliteCases cases;
  family(cases);
  return cases.all;
}

struct NamedFamily {
  const char* name;
  Family add;
};
const NamedFamily families[] = {{"Convolutions", test::addTfliteConvolutions},
                                {"Pictures", test::addTflitePictures},
                                {"Arithmetic", test::addTfliteArithmetic},
                                {"Activations", test::addTfliteActivations},
                                {"Products", test::addTfliteProducts},
                                {"Reductions", test::addTfliteReductions},
                                {"Shapes", test::addTfliteShapes},
                                {"Parts", test::addTfliteParts},
                                {"CodedWeights", test::addTfliteCodedWeights}};

void PrintTo(const NamedFamily& family, std::ostream* out) {
  *out << family.name;
}

class TfliteJudge : public testing::TestWithParam<NamedFamily> {};
INSTANTIATE_TEST_SUITE_P(Families, TfliteJudge, testing::ValuesIn(families),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(TfliteJudge, givesWhatTheRuntimeGives) {
  NEED_TFLITE();
  judge(casesOf(GetParam().add));
}

TEST(TfliteJudge, givesWhatTheRuntimeRoundsToCodes) {
  NEED_TFLITE();
  std::vector<TfliteCase> cases;
  for (const std::int8_t type : {test::TfliteWriter::int8, test::TfliteWriter::uint8}) {
    test::TfliteCodeCases codes(cases, type);
    test::addTfliteCodes(codes);
  }
  test::addTfliteRoundings(cases);
  judge(cases);
}

TEST(TfliteJudge, givesWhatTheRuntimeGivesForFilesOfOthers) {
  NEED_TFLITE();
  const std::string folder = test::dataFolder();
  if (folder.empty()) GTEST_SKIP() << "no files (BITPRISM_DATA names their folder)";
  std::vector<TfliteCase> cases;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".tflite")
      cases.push_back({entry.path().filename().string(), "", readFile(entry.path().string())});
  if (cases.empty()) GTEST_SKIP() << "no TensorFlow Lite file in " << folder;
  judge(cases);
}

TEST(TfliteJudge, hasACaseForEveryOperator) {
  std::set<std::string> judged;
  std::vector<TfliteCase> rounded;
  test::addTfliteRoundings(rounded);
  test::TfliteCodeCases codes(rounded, test::TfliteWriter::int8);
  test::addTfliteCodes(codes);
  for (const TfliteCase& item : rounded) judged.insert(item.op);
  for (const NamedFamily& family : families)
    for (const TfliteCase& item : casesOf(family.add)) judged.insert(item.op);
  std::size_t rules = 0;
  for (tflite::Rules (*family)() :
       {tflite::imageRules, tflite::arithmeticRules, tflite::activationRules, tflite::matrixRules,
        tflite::reductionRules, tflite::shapeRules, tflite::partRules, tflite::codeRules})
    for (const auto& [op, rule] : family()) {
      EXPECT_TRUE(judged.contains(op)) << op;
      ++rules;
    }
  EXPECT_EQ(judged.size(), rules);
}

}  // namespace
}  // namespace bitprism
