// Files whose end depends on data: what stands before is the network, the end is kept and written again.

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <functional>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_tail_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/made_detector.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::MadeDetector;
using test::ModelBuilder;

Network read(const Bytes& bytes) {
  ReadProgram program = readOnnx(bytes, "detector.onnx", "", {});
  Network network = makeNetwork(std::move(program.program), "detector", "onnx");
  network.notices = std::move(program.notices);
  return network;
}

bool says(const std::vector<std::string>& notices, const std::string& part) {
  return std::any_of(notices.begin(), notices.end(),
                     [&](const std::string& notice) { return notice.find(part) != std::string::npos; });
}

onnx::ModelProto modelOf(const Bytes& bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return model;
}

std::vector<std::string> outputsOf(const Bytes& bytes) {
  std::vector<std::string> names;
  const onnx::ModelProto model = modelOf(bytes);
  for (const auto& output : model.graph().output()) names.push_back(output.name());
  return names;
}

QuantPlan eightBits(const Network& network) {
  QuantPlan plan = floatPlan(network.layers.size());
  for (QuantScheme& scheme : plan.layers) {
    scheme.method = Method::Uniform;
    scheme.bits = 8;
  }
  return plan;
}

// The sentence, or "" when it is written.
std::string writingSentence(const Network& network) {
  try {
    onnxBytes(network, floatPlan(network.layers.size()));
    return {};
  } catch (const Error& problem) {
    return problem.what();
  }
}

TEST(OnnxTail, endsTheNetworkBeforeWhatDependsOnData) {
  const Network network = read(MadeDetector().bytes());
  EXPECT_EQ(network.layers.size(), 3U);
  EXPECT_EQ(network.program.outputNames, (std::vector<std::string>{"scores", "boxes"}));
  ASSERT_TRUE(network.program.tail);
  const ProgramTail& tail = *network.program.tail;
  EXPECT_EQ(tail.operators, "NonMaxSuppression, Gather, GatherND");
  EXPECT_EQ(tail.obstacle, "");
  ASSERT_TRUE(tail.suppression);
  EXPECT_EQ(tail.suppression->boxes, 1);
  EXPECT_EQ(tail.suppression->scores, 0);
  EXPECT_TRUE(tail.suppression->centred);
  EXPECT_FLOAT_EQ(static_cast<float>(tail.suppression->overlap), 0.4F);
  EXPECT_FLOAT_EQ(static_cast<float>(tail.suppression->leastScore), 0.5F);
  EXPECT_TRUE(says(network.notices, "From NonMaxSuppression at 'node_selected' on"))
      << testing::PrintToString(network.notices);
  EXPECT_TRUE(says(network.notices, "'scores', 'boxes'"));
  EXPECT_EQ(fixedBatch(network.program), 1);  // the tail was made for one image
  const c10::InferenceMode inference;
  const Executor executor(network.program);
  const auto outputs = executor.run({at::ones({1, 3, 16, 16})}, executor.weights());
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_EQ(outputs[0].sizes(), (at::IntArrayRef{1, 2, 64}));
  EXPECT_EQ(outputs[1].sizes(), (at::IntArrayRef{1, 64, 4}));
}

TEST(OnnxTail, opensTheBatchWhereTheFileDoesAndTheTailIsTheSame) {
  MadeDetector made;
  made.batch = -1;
  const Network network = read(made.bytes());
  EXPECT_EQ(fixedBatch(network.program), 0);
  EXPECT_TRUE(network.program.tail);
}

TEST(OnnxTail, isWrittenAgainBehindFloatsAndCodes) {
  const Network network = read(MadeDetector().bytes());
  for (const QuantPlan& plan : {floatPlan(network.layers.size()), eightBits(network)}) {
    const OnnxFile file = onnxFile(network, plan, {});
    EXPECT_EQ(outputsOf(file.model), (std::vector<std::string>{"kept", "kept_scores", "scores"}));
    const Network back = read(file.model);
    EXPECT_EQ(back.program.outputNames, network.program.outputNames);
    ASSERT_TRUE(back.program.tail);
    EXPECT_EQ(back.program.tail->operators, network.program.tail->operators);
    EXPECT_EQ(back.program.tail->suppression, network.program.tail->suppression);
    // Its nodes are those of the file, in number and kind.
    const auto nodes = modelOf(file.model).graph().node();
    EXPECT_EQ(std::count_if(nodes.begin(), nodes.end(),
                            [](const auto& node) { return node.op_type() == "NonMaxSuppression"; }),
              1);
  }
}

TEST(OnnxTail, isKeptByPackedFilesAndByTheHash) {
  const Network network = read(MadeDetector().bytes());
  const PackedNetwork packed = unpackNetwork(packNetwork(network, eightBits(network)), "packed");
  ASSERT_TRUE(packed.network.program.tail);
  EXPECT_EQ(*packed.network.program.tail, *network.program.tail);
  EXPECT_EQ(outputsOf(onnxBytes(packed.network, floatPlan(3))),
            (std::vector<std::string>{"kept", "kept_scores", "scores"}));
  MadeDetector other;
  other.leastScore = 0.25F;
  EXPECT_NE(read(other.bytes()).hash, network.hash);
  EXPECT_EQ(read(MadeDetector().bytes()).hash, network.hash);
}

TEST(OnnxTail, everyFormatSaysWhatItDoesWithIt) {
  const test::TemporaryFolder folder;
  const Network network = read(MadeDetector().bytes());
  const auto notices = [&](const std::string& file) {
    return exportNetwork(network, eightBits(network), networkWriterFor(folder / file), folder / file).notices;
  };
  EXPECT_FALSE(says(notices("a.onnx"), "NonMaxSuppression"));
  EXPECT_TRUE(says(notices("a.pt"), "ends before NonMaxSuppression, Gather, GatherND"));
  EXPECT_TRUE(says(notices("a.bprm"), "ends before NonMaxSuppression, Gather, GatherND"));
  EXPECT_FALSE(readNetwork(folder / "a.pt").program.tail);
  EXPECT_TRUE(readNetwork(folder / "a.bprm").program.tail);
}

// A reduction took its axes as an attribute until opset 17, as an input from 18 on.
TEST(OnnxTail, staysOutOfOpsetsInWhichItMeansSomethingElse) {
  MadeDetector made;
  made.rounds = true;
  const Network network = read(made.bytes());
  EXPECT_EQ(tailObstacle(*network.program.tail, 17), "");
  const std::string why = tailObstacle(*network.program.tail, 21);
  EXPECT_NE(why.find("ReduceMax does not mean the same in opset 13 and in opset 21"), std::string::npos) << why;
  EXPECT_EQ(outputsOf(onnxBytes(network, floatPlan(3))).size(), 4U);
  QuantPlan four = eightBits(network);
  for (QuantScheme& scheme : four.layers) scheme.bits = 4;  // whose codes need opset 21
  const OnnxFile file = onnxFile(network, four, {});
  EXPECT_EQ(outputsOf(file.model), (std::vector<std::string>{"scores", "boxes"}));
  EXPECT_TRUE(says(file.notices, "the file ends before NonMaxSuppression")) << testing::PrintToString(file.notices);
  EXPECT_TRUE(says(file.notices, "ReduceMax does not mean the same")) << testing::PrintToString(file.notices);
}

TEST(OnnxTail, raisesTheOpsetOfFilesThatNeedAnother) {
  MadeDetector made;
  made.opset = 18;
  const Network network = read(made.bytes());
  const OnnxFile file = onnxFile(network, floatPlan(3), {});
  EXPECT_EQ(modelOf(file.model).opset_import(0).version(), 21);
  EXPECT_EQ(outputsOf(file.model).size(), 3U);
}

// Every operator whose result has as many numbers as the data say begins a tail; a name that is taken is not used
// twice.
TEST(OnnxTail, beginsAtEveryOperatorOfThatKind) {
  struct Case {
    const char* op;
    std::vector<std::string> more;
  };
  for (const auto& [op, more] : {Case{"NonZero", {}}, Case{"Unique", {}}, Case{"Compress", {"mask"}}}) {
    ModelBuilder model({1, 3, 4, 4});
    model.node("Conv", {"x", model.constant(at::ones({2, 3, 1, 1})), model.constant(at::zeros({2}))}, "c");
    model.node("Flatten", {"c"}, "f");
    model.node("Greater", {"f", model.constant(at::scalar_tensor(0.F))}, "many");
    model.node("Reshape", {"many", model.constant(std::vector<std::int64_t>{-1})}, "mask");
    std::vector<std::string> inputs{"f"};
    inputs.insert(inputs.end(), more.begin(), more.end());
    model.node(op, inputs, "y");
    const Network network = read(model.bytes("y"));
    ASSERT_TRUE(network.program.tail) << op;
    EXPECT_EQ(network.program.tail->operators, op);
    EXPECT_EQ(network.program.outputNames.size(), 1 + more.size()) << op;
    EXPECT_EQ(outputsOf(onnxBytes(network, floatPlan(1))), std::vector<std::string>{"y"}) << op;
  }
}

// The number that TopK takes is counted from the data; its input and what it reads are of other types.
TEST(OnnxTail, takesCountsFromTheData) {
  ModelBuilder model({1, 3, 4, 4});
  model.node("Conv", {"x", model.constant(at::ones({2, 3, 1, 1})), model.constant(at::zeros({2}))}, "c");
  model.node("Flatten", {"c"}, "f");
  model.node("Greater", {"f", model.constant(at::scalar_tensor(0.F))}, "above");
  ModelBuilder::set(model.node("Cast", {"above"}, "ones"), "to", std::int64_t{onnx::TensorProto::INT64});
  ModelBuilder::set(model.node("ReduceSum", {"ones", model.constant(std::vector<std::int64_t>{1})}, "count"),
                    "keepdims", std::int64_t{0});
  ModelBuilder::nodeIn(model.graph(), "TopK", {"f", "count"}, {"best", "places"});
  const Network network = read(model.bytes(std::vector<std::string>{"best", "places"}));
  ASSERT_TRUE(network.program.tail);
  EXPECT_EQ(network.program.outputNames, (std::vector<std::string>{"f", "count"}));
  EXPECT_EQ(outputsOf(onnxBytes(network, floatPlan(1))), (std::vector<std::string>{"best", "places"}));
}

TEST(OnnxTail, isRefusedWhereNothingStandsBefore) {
  ModelBuilder model({1, 16});
  model.node("NonZero", {"x"}, "y");
  try {
    read(model.bytes("y"));
    FAIL() << "accepted";
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("NonZero at 'node_y'"), std::string::npos) << problem.what();
  }
}

TEST(OnnxTail, isRefusedWithMostOfTheWeights) {
  for (const std::int64_t width : {2, 100}) {
    ModelBuilder model({1, 3, 4, 4});
    model.node("Conv", {"x", model.constant(at::ones({2, 3, 1, 1})), model.constant(at::zeros({2}))}, "c");
    model.node("NonZero", {"c"}, "places");
    ModelBuilder::set(model.node("Transpose", {"places"}, "rows"), "perm", std::vector<std::int64_t>{1, 0});
    ModelBuilder::set(model.node("Cast", {"rows"}, "numbers"), "to", std::int64_t{onnx::TensorProto::FLOAT});
    model.node("MatMul", {"numbers", model.constant(at::ones({4, width}))}, "y");
    try {
      read(model.bytes("y"));
      ADD_FAILURE() << width << " columns are accepted";
    } catch (const InputError& problem) {
      EXPECT_NE(std::string(problem.what()).find("NonZero at 'node_places'"), std::string::npos) << problem.what();
    }
  }
  ModelBuilder model({1, 3, 4, 4});
  model.node("Conv", {"x", model.constant(at::ones({2, 3, 1, 1})), model.constant(at::zeros({2}))}, "c");
  model.node("NonZero", {"c"}, "places");
  ModelBuilder::set(model.node("Transpose", {"places"}, "rows"), "perm", std::vector<std::int64_t>{1, 0});
  ModelBuilder::set(model.node("Cast", {"rows"}, "numbers"), "to", std::int64_t{onnx::TensorProto::FLOAT});
  model.node("MatMul", {"numbers", model.constant(at::ones({4, 1}))}, "y");
  const Network network = read(model.bytes("y"));
  EXPECT_TRUE(says(network.notices, "It has 4 weights, which stay as they are."))
      << testing::PrintToString(network.notices);
}

// Tails of packed files are not to be trusted: a sentence, and nothing is written.
TEST(OnnxTail, damagedOnesAreRefusedInASentence) {
  const Network network = read(MadeDetector().bytes());
  const auto with = [&](const std::function<void(onnx::GraphProto&)>& change) {
    ProgramTail tail = *network.program.tail;
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromArray(tail.model.data(), static_cast<int>(tail.model.size())));
    change(*model.mutable_graph());
    const std::string bytes = model.SerializeAsString();
    tail.model.assign(bytes.begin(), bytes.end());
    Network changed = network;
    changed.program.tail = std::make_shared<const ProgramTail>(std::move(tail));
    return writingSentence(changed);
  };
  EXPECT_EQ(with([](auto&) {}), "");
  const std::pair<const char*, std::function<void(onnx::GraphProto&)>> table[] = {
      {"is truncated or of another kind", [](auto& graph) { graph.clear_node(); }},
      {"reads 'most' before anything writes it", [](auto& graph) { graph.clear_initializer(); }},
      {"has no numbers for 'most'", [](auto& graph) { graph.mutable_initializer(0)->clear_raw_data(); }},
      {"which the network does not give", [](auto& graph) { graph.mutable_input(0)->set_name("nowhere"); }},
      {"has an output 'nowhere', which nothing writes", [](auto& graph) { graph.add_output()->set_name("nowhere"); }},
      {"writes 'selected' twice", [](auto& graph) { graph.mutable_node(1)->set_output(0, "selected"); }},
      {"reads 'kept' before anything writes it", [](auto& graph) { graph.mutable_node(0)->set_input(0, "kept"); }},
      {"nested more than", [](auto& graph) {
         onnx::GraphProto inner;
         for (int i = 0; i < 40; ++i) {
           onnx::GraphProto outer;
           auto* node = outer.add_node();
           node->set_op_type("If");
           ModelBuilder::set(*node, "then_branch", inner);
           inner = outer;
         }
         *graph.mutable_node(0) = inner.node(0);
       }}};
  for (const auto& [sentence, change] : table) {
    const std::string said = with(change);
    // Forty graphs within each other are more than protobuf takes, or more than is written.
    const bool refused = said.find(sentence) != std::string::npos ||
                         (std::string(sentence) == "nested more than" && said.find("truncated") != std::string::npos);
    EXPECT_TRUE(refused) << sentence << ": " << said;
  }
  Network cut = network;
  ProgramTail tail = *network.program.tail;
  tail.model.resize(tail.model.size() / 2);
  cut.program.tail = std::make_shared<const ProgramTail>(std::move(tail));
  EXPECT_NE(writingSentence(cut).find("cannot write the end of the network"), std::string::npos)
      << writingSentence(cut);
}

}  // namespace
}  // namespace bitprism
