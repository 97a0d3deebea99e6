// Weights of every method, and a plan that mixes them all, exported and run in ONNX Runtime: they must give the top-1
// that was measured here.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/workflow/study.h"
#include "core/base/text.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/omse.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/scheme/quant_scheme.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/random_images.h"

namespace bitprism {
namespace {

constexpr int bits = 4;

std::vector<QuantScheme> everyMethod(bool solvers) {
  std::vector<QuantScheme> schemes;
  for (const Method method : existingMethods) {
    if (isSolver(method) && !solvers) continue;
    QuantScheme scheme{.method = method, .bits = bits};
    scheme.correction = standardCorrection(scheme);
    schemes.push_back(scheme);
  }
  const auto add = [&](QuantScheme scheme) {
    scheme.bits = bits;
    scheme.correction = Correction::Gain;
    schemes.push_back(scheme);
  };
  add({.method = Method::Aciq, .options = AciqOptions{.clip = false, .allocate = true}});
  add({.method = Method::Pwlq, .options = PwlqOptions{.regions = 4}});
  add({.method = Method::Pwlq, .options = PwlqOptions{.overlapping = true}});
  add({.method = Method::Pwlq, .options = PwlqOptions{.author = true}});
  add({.method = Method::Dsconv, .options = DsconvOptions{.block = 128, .halfScales = true}});
  add({.method = Method::Gdrq, .options = GdrqOptions{.group = 4, .sorted = true, .reading = Reading::R2}});
  add({.method = Method::Omse, .options = OmseOptions{.terms = 2}});
  add({.method = Method::Kmeans, .granularity = Granularity::Tensor});
  return schemes;
}

struct Case {
  std::string what;
  QuantPlan plan;
};

std::vector<Case> casesOf(std::size_t layers, bool solvers) {
  const std::vector<QuantScheme> schemes = everyMethod(solvers);
  std::vector<Case> cases;
  for (const QuantScheme& scheme : schemes)
    cases.push_back({text(methodName(scheme.method), ' ', optionsText(scheme)), uniformPlan(layers, scheme)});
  QuantPlan mixed;
  for (std::size_t l = 0; l < layers; ++l) mixed.layers.push_back(schemes[l % schemes.size()]);
  cases.push_back({"all methods in one plan", mixed});
  return cases;
}

void judge(const StudySettings& settings, bool solvers) {
  const auto study = Study::open(settings);
  if (solvers) study->calibrateInputs();
  const Network& network = *study->network();
  const ImageSet& images = study->images();
  const test::TemporaryFolder folder;
  const std::vector<float> input = test::inputsOf(images, study->preprocessing(), images.count());
  writeFile(folder / "in", {reinterpret_cast<const std::uint8_t*>(input.data()), input.size() * sizeof(float)});
  const std::vector<Case> cases = casesOf(network.layers.size(), solvers);
  Json list = Json::array();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string stem = folder / std::to_string(i);
    writeFile(stem + ".onnx", onnxBytes(network, cases[i].plan, study->calibration()));
    list.push_back({{"model", stem + ".onnx"},
                    {"input", folder / "in"},
                    {"shape", {images.count(), images.channels, images.height, images.width}},
                    {"output", stem + ".out"},
                    {"optimised", i % 2 == 1}});
    EXPECT_EQ(static_cast<std::int64_t>(packNetwork(network, cases[i].plan, study->calibration()).size()),
              modelSize(network, cases[i].plan).total())
        << cases[i].what;
  }
  test::runOnnxRuntime(folder, list);
  const std::int64_t classes = study->evaluator().classes();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string file = list[i]["output"].get<std::string>();
    ASSERT_TRUE(std::filesystem::exists(file)) << cases[i].what << ": ONNX Runtime refused the file";
    const std::vector<float> outputs = test::floatsIn(file);
    ASSERT_EQ(outputs.size(), static_cast<std::size_t>(images.count() * classes)) << cases[i].what;
    std::int64_t right = 0;
    for (std::int64_t k = 0; k < images.count(); ++k) {
      const float* row = outputs.data() + k * classes;
      right += std::max_element(row, row + classes) - row == images.labels[static_cast<std::size_t>(k)];
    }
    const double got = static_cast<double>(right) / static_cast<double>(images.count());
    const double promised = study->evaluator().evaluate(cases[i].plan, Task{}).accuracy;
    std::printf("%s, %s: %.2f %% promised, %.2f %% in ONNX Runtime\n", network.name.c_str(), cases[i].what.c_str(),
                100 * promised, 100 * got);
    EXPECT_NEAR(got, promised, 0.00101) << cases[i].what;
  }
}

TEST(MethodJudge, keepsThePromisesOfEveryMethodOnTheExample) {
  NEED_JUDGE();
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  settings.images = 1000;
  judge(settings, true);
}

TEST(MethodJudge, keepsThePromisesOfEveryMethodOnARealNetwork) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  StudySettings settings;
  settings.networkPath = data + "/networks/resnet20_cifar10.onnx";
  settings.dataPath = data + "/datasets/cifar10/test_batch.bin";
  settings.preprocessing = {.mean = {.485, .456, .406}, .deviation = {.229, .224, .225}};
  settings.images = 1000;
  judge(settings, false);
}

}  // namespace
}  // namespace bitprism
