// ONNX Runtime by way of its library, in its own process: its outputs against our executor's, and what is bad.

#include <gtest/gtest.h>

#include <cmath>

#include "app/workflow/latency_measurement.h"
#include "app/workflow/latency_profile.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/run/runtime_process.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

std::string library() {
  return findOnnxRuntime().value_or("");
}

// Outputs of the float network's file there, relative to the largest of ours.
double difference(const Network& network, const Shape& image) {
  const test::TemporaryFolder folder;
  writeFile(folder / "n.onnx", onnxBytes(network, floatPlan(network.layers.size())));
  RuntimeProcess runtime(library());
  const int model = runtime.open(folder / "n.onnx");
  constexpr std::int64_t count = 3;
  RuntimeTensor input{image, {}};
  input.shape.insert(input.shape.begin(), count);
  input.values = test::normals(static_cast<std::size_t>(elementCount(input.shape)), 5, 1);
  const std::vector<RuntimeTensor> theirs = runtime.run(model, {input});
  Executor executor(network.program);
  const at::Tensor values = at::from_blob(input.values.data(), input.shape, at::kFloat).clone();
  return test::relativeDifference(executor.run({values}, executor.weights()).at(0), theirs.at(0).values);
}

TEST(RuntimeJudge, computesWhatWeDo) {
  NEED_JUDGE();
  EXPECT_LT(difference(readNetwork("example"), {3, 32, 32}), 1e-5);
  EXPECT_LT(difference(makeNetwork(test::smallProgram(), "small", "made"), {3, 8, 8}), 1e-5);
}

TEST(RuntimeJudge, describesAModel) {
  NEED_JUDGE();
  const test::TemporaryFolder folder;
  const Network network = makeNetwork(test::smallProgram(), "small", "made");
  writeFile(folder / "n.onnx", onnxBytes(network, floatPlan(network.layers.size())));
  RuntimeProcess runtime(library());
  EXPECT_NE(runtime.version().find('.'), std::string::npos);
  const int model = runtime.open(folder / "n.onnx", {.saved = folder / "saved.onnx"});
  ASSERT_EQ(runtime.inputs(model).size(), 1U);
  EXPECT_EQ(runtime.inputs(model)[0].name, "input");
  EXPECT_EQ(runtime.inputs(model)[0].type, "float");
  EXPECT_EQ(runtime.inputs(model)[0].shape, (Shape{-1, 3, 8, 8}));
  EXPECT_EQ(runtime.outputs(model).at(0).shape.back(), 4);
  EXPECT_TRUE(std::filesystem::exists(folder / "saved.onnx"));
}

TEST(RuntimeJudge, saysWhatIsBad) {
  NEED_JUDGE();
  const test::TemporaryFolder folder;
  writeFile(folder / "bad.onnx", std::string("no model at all"));
  const Network network = makeNetwork(test::smallProgram(), "small", "made");
  writeFile(folder / "good.onnx", onnxBytes(network, floatPlan(network.layers.size())));
  RuntimeProcess runtime(library());
  for (const char* name : {"bad.onnx", "nothing.onnx"}) {
    try {
      runtime.open(folder / name);
      ADD_FAILURE() << name;
    } catch (const Error& problem) {
      EXPECT_EQ(std::string(problem.what()).find("cannot run '" + (folder / name) + "' in ONNX Runtime: "), 0U)
          << problem.what();
    }
  }
  // It goes on after that, and refuses inputs of another shape or number.
  const int model = runtime.open(folder / "good.onnx");
  EXPECT_THROW(runtime.run(model, {}), Error);
  EXPECT_THROW(runtime.run(model, {{{1, 3, 8, 8}, {1, 2}}}), Error);
  EXPECT_THROW(runtime.run(model, {{{1, 2, 8, 8}, std::vector<float>(128)}}), Error);
  EXPECT_EQ(runtime.run(model, {{{1, 3, 8, 8}, std::vector<float>(192)}}).at(0).values.size(), 4U);
  EXPECT_THROW(RuntimeProcess(folder / "bad.onnx"), Error);
  EXPECT_THROW(RuntimeProcess("/usr/lib/x86_64-linux-gnu/libc.so.6"), Error);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(RuntimeProcess(library(), stop.get_token()), Cancelled);
}

TEST(RuntimeJudge, findsTheLibraryOrSaysNothing) {
  NEED_JUDGE();
  const std::string found = library();
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(findOnnxRuntime(std::filesystem::path(found).parent_path().string()), found);
  EXPECT_THROW(findOnnxRuntime("/nowhere/at/all"), InputError);
  const char* before = std::getenv("BITPRISM_ONNXRUNTIME");
  const std::string kept = before ? before : "";
  setenv("BITPRISM_ONNXRUNTIME", "none", 1);
  EXPECT_FALSE(findOnnxRuntime());
  EXPECT_EQ(onnxRuntimeMissing(), "");
  EXPECT_EQ(findOnnxRuntime(found), found);
  before ? setenv("BITPRISM_ONNXRUNTIME", kept.c_str(), 1) : unsetenv("BITPRISM_ONNXRUNTIME");
}

TEST(RuntimeJudge, profilesEveryLayerOfEveryForm) {
  NEED_JUDGE();
  const Network network = readNetwork("example");
  const LatencyTable table = measureLatency(network, {.library = library(), .seconds = 0.5});
  ASSERT_EQ(table.layers.size(), network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    double floats = 0, integers = 0;
    for (const LatencyTable::Part& part : table.parts)
      if (part.layer == static_cast<int>(l)) {
        floats += part.in(LatencyForm::Float);
        integers += part.in(LatencyForm::Integer);
        EXPECT_TRUE(part.rounds) << part.name;
      }
    EXPECT_GT(floats, 0) << network.layers[l].name;
    EXPECT_GT(integers, 0) << network.layers[l].name;
  }
  EXPECT_GT(table.floatNanoseconds(), 0);
  EXPECT_EQ(latencyTableFromJson(Json::parse(toJson(table).dump()), "t"), table);
}

TEST(LatencyProfile, takesOffWhatProfilingAdds) {
  // By hand: 30, 14 and 6 are 24 together when 10 is taken off each, and what is below that is nothing.
  std::vector<ProfiledNode> nodes = {{"a", "Conv", 30}, {"b", "Relu", 14}, {"c", "Add", 6}};
  nodes = withoutProfiling(nodes, 24);
  EXPECT_NEAR(nodes[0].nanoseconds, 20, 1e-6);
  EXPECT_NEAR(nodes[1].nanoseconds, 4, 1e-6);
  EXPECT_NEAR(nodes[2].nanoseconds, 0, 1e-6);
  // Where profiling took no longer, all are scaled alike.
  nodes = withoutProfiling({{"a", "Conv", 30}, {"b", "Relu", 10}}, 80);
  EXPECT_NEAR(nodes[0].nanoseconds, 60, 1e-6);
  EXPECT_NEAR(nodes[1].nanoseconds, 20, 1e-6);
}

TEST(LatencyProfile, countsFusedKernelsWithTheirLayer) {
  const Network network = makeNetwork(test::smallProgram(), "small", "made");
  // conv 0, relu 1, conv 2, relu 3, mean 4, linear 5. The first kernel is named after its relu.
  const std::vector<ProfiledNode> nodes = {{"bp_i1x_Relu_nchwc", "Conv", 7},
                                           {"ReorderOutput", "ReorderOutput", 1},
                                           {"bp_i2x_Conv_node", "FusedConv", 5},
                                           {"bp_i4x_ReduceMean_node", "ReduceMean", 3},
                                           {"bp_l2x_DequantizeLinear_node", "DequantizeLinear", 2},
                                           {"bp_i5x_Gemm_node", "Gemm", 4}};
  EXPECT_EQ(timesOfInstructions(nodes, network), (std::vector<double>{7, 0, 6, 0, 3, 6}));
}

}  // namespace
}  // namespace bitprism
