// One network in every format that people bring it in: the same layers, the same plan within a budget, the same bytes
// and the same accuracy as its TorchScript file.

#include <gtest/gtest.h>

#include <cmath>

#include "app/workflow/error_plan.h"
#include "app/workflow/study.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "tests/support/pt2_of_program.h"
#include "tests/support/real_networks.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

struct Form {
  std::string name, network, weights;  // weights: a file that is laid over the network; empty: none
};

// A network as TorchScript and ONNX, with images.
struct Source {
  std::string script, onnx, images, calibration;
  std::optional<Preprocessing> preprocessing;
};

// The tensors of a network as training saves them, batch norm included.
std::vector<test::WrittenTensor> trainedTensors(const Network& network) {
  std::vector<test::WrittenTensor> tensors;
  for (const Tensor& tensor : (network.unfolded ? *network.unfolded : network.program).tensors)
    if (tensor.isFloat() && !tensor.shape.empty())
      tensors.push_back(test::writtenFloats(tensor.name, tensor.shape, tensor.floats().copy()));
  return tensors;
}

// The ONNX file with other weights, so that those laid over it must come from elsewhere.
void writeWithOtherWeights(const std::string& onnx, const std::string& path) {
  const Network network = readNetwork(onnx);
  std::vector<Floats> values;
  for (const Tensor& tensor : network.program.tensors) {
    values.push_back(nullptr);
    if (!tensor.isFloat() || tensor.shape.size() < 2) continue;
    std::vector<float> other = tensor.floats().copy();
    for (float& value : other) value = 0.1F - value;
    values.back() = constantArray(std::move(other));
  }
  exportNetwork(withTensors(network, values), floatPlan(network.layers.size()), networkWriterNamed("onnx"), path);
}

std::vector<Form> formsOf(const Source& source, const test::TemporaryFolder& folder) {
  const Network script = readNetwork(source.script);
  const std::vector<test::WrittenTensor> tensors = trainedTensors(script);
  writeFile(folder / "net.pt2",
            test::ProgramAsPt2(script.unfolded ? *script.unfolded : script.program).writer().package());
  writeFile(folder / "net.safetensors", test::safetensorsFile(tensors));
  writeFile(folder / "net.pth", test::stateDictFile(tensors));
  writeWithOtherWeights(source.onnx, folder / "other.onnx");
  exportNetwork(script, floatPlan(script.layers.size()), networkWriterNamed("packed"), folder / "net.bprm");
  return {{"ONNX", source.onnx, ""},
          {"torch.export", folder / "net.pt2", ""},
          {"packed", folder / "net.bprm", ""},
          {"safetensors over TorchScript", source.script, folder / "net.safetensors"},
          {"safetensors over ONNX of other weights", folder / "other.onnx", folder / "net.safetensors"},
          {"state dict over ONNX of other weights", folder / "other.onnx", folder / "net.pth"}};
}

std::unique_ptr<Study> opened(const Source& source, const Form& form) {
  StudySettings settings;
  settings.networkPath = form.network;
  settings.weightsPath = form.weights;
  settings.dataPath = source.images;
  settings.calibrationPath = source.calibration;
  settings.preprocessing = source.preprocessing;
  settings.images = 200;
  settings.threads = 2;
  return Study::open(settings);
}

void expectSameLayers(const Network& given, const Network& expected) {
  ASSERT_EQ(given.layers.size(), expected.layers.size());
  for (std::size_t l = 0; l < given.layers.size(); ++l) {
    const Layer &one = given.layers[l], &other = expected.layers[l];
    EXPECT_EQ(one.name, other.name);
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.shape, other.shape);
    EXPECT_EQ(one.groups, other.groups);
    float largest = 0, difference = 0;
    for (std::size_t i = 0; i < other.weights->size(); ++i) {
      largest = std::max(largest, std::fabs((*other.weights)[i]));
      difference = std::max(difference, std::fabs((*one.weights)[i] - (*other.weights)[i]));
    }
    EXPECT_LE(difference, 1e-5F * largest) << one.name;
  }
}

void expectOneNetwork(const Source& source) {
  const test::TemporaryFolder folder;
  const auto script = opened(source, {"TorchScript", source.script, ""});
  const Network& expected = *script->network();
  const std::size_t layers = expected.layers.size();
  const Quantization quantization{.symmetric = true, .granularity = Granularity::Channel};
  const std::int64_t budget = modelSize(expected, withBits(quantization, BitAllocation(layers, 4))).total();
  const QuantPlan plan = planByError(*script, quantization, budget);
  const std::int64_t bytes = modelSize(expected, plan).total();
  const Score floats = script->evaluator().evaluate(floatPlan(layers), Task{}),
              quantized = script->evaluator().evaluate(plan, Task{});
  EXPECT_FALSE(plan == withBits(quantization, BitAllocation(layers, 4)));
  for (const Form& form : formsOf(source, folder)) {
    SCOPED_TRACE(form.name);
    const auto study = opened(source, form);
    const Network& network = *study->network();
    expectSameLayers(network, expected);
    // Packed files hold the network's name, which is that of its file.
    const auto longer =
        static_cast<std::int64_t>(network.name.size()) - static_cast<std::int64_t>(expected.name.size());
    EXPECT_TRUE(planByError(*study, quantization, budget + longer) == plan);
    EXPECT_EQ(modelSize(network, plan).total(), bytes + longer);
    EXPECT_EQ(static_cast<std::int64_t>(packNetwork(network, plan).size()), bytes + longer);
    // One image may change sides where the folding of batch norm was rounded otherwise.
    const double one = 1.01 / static_cast<double>(study->images().count());
    EXPECT_NEAR(study->evaluator().evaluate(floatPlan(layers), Task{}).accuracy, floats.accuracy, one);
    EXPECT_NEAR(study->evaluator().evaluate(plan, Task{}).accuracy, quantized.accuracy, one);
  }
}

TEST(OneNetwork, isTheSameInEveryFormat) {
  const std::string folder = resourceFolder() + "/example/";
  expectOneNetwork({folder + "example.pt", folder + "example.onnx", "example", "", std::nullopt});
}

TEST(OneNetwork, isTheSameInEveryFormatWhenOthersTrainedIt) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const test::RealNetwork& network = test::realNetwork("resnet20_cifar10");
  const std::string path = data + "/networks/" + network.name;
  expectOneNetwork({path + ".torchscript.pt", path + ".onnx", data + "/" + network.images,
                    data + "/" + network.calibration, network.preprocessing});
}

}  // namespace
}  // namespace bitprism
