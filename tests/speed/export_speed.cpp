// How fast ONNX exports of plans run beside the float file, in ONNX Runtime, and how large they are:
// export_speed [NETWORK...], of the real networks and the example (all). BITPRISM_DATA names the folder of networks,
// BITPRISM_JUDGE that of ONNX Runtime; BITPRISM_SECONDS are spent on every file and setting (2).

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/integer_plan.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/real_networks.h"

namespace bitprism {
namespace {

constexpr const char* names[] = {"resnet20_cifar10", "resnet56_cifar10", "simpnet600k_cifar10",
                                 "squeezenet11_imagenet"};
constexpr const char* example = "example";
constexpr std::int64_t images = 400;

std::unique_ptr<Study> opened(const std::string& name, const std::string& data) {
  if (name != example) return test::openStudy(data, test::realNetwork(name), images);
  StudySettings settings;
  settings.networkPath = settings.dataPath = example;
  settings.images = images;
  return Study::open(settings);
}

struct Form {
  const char* name;
  int weights, inputs;
};
constexpr Form forms[] = {{"float", floatBits, floatBits},
                          {"W8A8", 8, 8},
                          {"W8A4", 8, 4},
                          {"W4A8", 4, 8},
                          {"W8", 8, floatBits},
                          {"W4", 4, floatBits},
                          {"W2", 2, floatBits}};

QuantPlan planOf(const Form& form, Study& study) {
  if (form.weights == floatBits) return floatPlan(study.network()->layers.size());
  const ActivationRequest request{.bits = form.inputs};
  if (!request.wanted()) return automaticPlan(study, form.weights);
  const QuantPlan plan =
      withActivations(automaticPlan(study, form.weights, SchemeUse::Integers), request, study.activationCalibration());
  return withIntegerForm(study, plan, request.options);
}

Json jobFor(const std::string& name, const std::string& data, const std::string& folder) {
  const auto study = opened(name, data);
  const Shape& input = study->network()->program.inputs.at(0).shape;
  Json files = Json::array();
  for (const Form& form : forms) {
    const QuantPlan plan = planOf(form, *study);
    const Network& network = *study->network();
    const std::string path = text(folder, '/', name, '-', form.name, ".onnx");
    writeFile(path, onnxBytes(network, plan, study->calibration()));
    files.push_back({{"name", form.name}, {"path", path}, {"plan", modelSize(network, plan).total()}});
  }
  return {{"network", name},
          {"shape", Shape(input.begin() + 1, input.end())},
          {"batches", {1, 32}},
          {"files", std::move(files)}};
}

int run(const std::set<std::string>& wanted) {
  const char* data = std::getenv("BITPRISM_DATA");
  const std::string folder = std::filesystem::temp_directory_path() / "bitprism_export_speed";
  std::filesystem::create_directories(folder);
  std::vector<std::string> all{example};
  if (data) all.insert(all.begin(), std::begin(names), std::end(names));
  Json jobs = Json::array();
  for (const std::string& name : all)
    if (wanted.empty() || wanted.contains(name)) jobs.push_back(jobFor(name, data ? data : "", folder));
  writeFile(folder + "/jobs.json", jobs.dump());
  const std::string command =
      text("node '", BITPRISM_SOURCE_DIR, "/tests/speed/export_speed.mjs' '", folder, "/jobs.json'");
  return std::system(command.c_str()) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  try {
    return bitprism::run({argv + 1, argv + argc});
  } catch (const bitprism::Error& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
