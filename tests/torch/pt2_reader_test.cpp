// Archives of torch.export: what other formats give, versions of the schema, layouts, shapes.

#include "core/torch/read/pt2_reader.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/symbolic_extent.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/operator_cases.h"
#include "tests/support/pt2_networks.h"
#include "tests/support/pt2_of_program.h"
#include "tests/support/residual_network.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

using test::exportedFloat;
using test::exportedInt;
using test::exportedInts;
using test::exportedNumber;
using test::exportedRef;
using test::Pt2Writer;
using test::exported::conv;
using test::exported::convolution;
using test::exported::expectComputes;
using test::exported::imageInput;
using test::exported::linear;
using test::exported::NetBuilder;
using test::exported::numbers;
using test::exported::programOutputs;
using test::exported::unary;

ReadProgram readBytes(const Bytes& bytes, const Shape& shape = {}) {
  return readPt2(bytes, "net.pt2", shape);
}

Program withPlainNames(Program program) {
  for (std::size_t i = 0; i < program.outputNames.size(); ++i)
    program.outputNames[i] = program.outputNames.size() == 1 ? "output" : "output" + std::to_string(i);
  for (ProgramInput& input : program.inputs) {
    input.openAxes.clear();
    input.fileType.clear();
  }
  return program;
}

// The same layers, sizes, graph and outputs after writing a program as .pt2 and reading it.
void expectSameFromPt2(const Program& given, const std::string& name) {
  SCOPED_TRACE(name);
  const Program program = withPlainNames(given);
  const test::ProgramAsPt2 written(program);
  ReadProgram read;
  ASSERT_NO_THROW(read = readBytes(written.writer().package()));
  const Network before = makeNetwork(program, "net", "pt2"), after = makeNetwork(read.program, "net", "pt2");
  ASSERT_EQ(before.layers.size(), after.layers.size());
  for (std::size_t i = 0; i < before.layers.size(); ++i) {
    EXPECT_EQ(before.layers[i].name, after.layers[i].name);
    EXPECT_EQ(before.layers[i].shape, after.layers[i].shape);
  }
  EXPECT_TRUE(test::sameInstructions(before.program.instructions, after.program.instructions));
  EXPECT_EQ(programToBytes(before.program), programToBytes(after.program));
  EXPECT_EQ(before.otherBytes, after.otherBytes);
  EXPECT_EQ(before.hash, after.hash);
  const std::vector<at::Tensor> inputs = test::seededInputs(before.program, 2, 3);
  std::vector<at::Tensor> expected, got;
  try {
    expected = programOutputs(before.program, inputs);
  } catch (const std::exception&) {
    return;  // takes no batch of two
  }
  got = programOutputs(after.program, inputs);
  ASSERT_EQ(expected.size(), got.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(at::equal(expected[i], got[i])) << i;
}

TEST(Pt2Reader, givesWhatTheProgramWas) {
  expectSameFromPt2(test::smallProgram(), "small");
  expectSameFromPt2(test::residualNetwork().program, "residual");
}

// Programs made by hand need not be in the form that readers record, so what is read is written and read again.
TEST(Pt2Reader, readsEveryOperatorCase) {
  std::size_t count = 0;
  for (const test::OperatorCase& one : test::operatorCases()) {
    SCOPED_TRACE(one.name);
    const Program written = withPlainNames(one.program);
    ReadProgram read;
    ASSERT_NO_THROW(read = readBytes(test::ProgramAsPt2(written).writer().package()));
    expectSameFromPt2(read.program, one.name);
    const std::vector<at::Tensor> inputs = test::seededInputs(written, 2, 3);
    const std::vector<at::Tensor> expected = programOutputs(written, inputs),
                                  got = programOutputs(read.program, inputs);
    ASSERT_EQ(expected.size(), got.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(expected[i].sizes(), got[i].sizes());
      EXPECT_TRUE(at::allclose(expected[i].to(at::kDouble), got[i].to(at::kDouble), 1e-5, 1e-6, true));
    }
    ++count;
  }
  EXPECT_GT(count, 50U);
}

TEST(Pt2Reader, givesWhatRealNetworksGiveInOtherFormats) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of networks (BITPRISM_DATA)";
  for (const char* name : {"resnet20_cifar10.onnx", "resnet20_cifar10.torchscript.pt", "simpnet300k_cifar10.onnx",
                           "squeezenet11_imagenet.torchscript.pt"}) {
    const std::string path = data + "/networks/" + name;
    if (!std::filesystem::exists(path)) continue;
    const Network network = readNetwork(path);
    expectSameFromPt2(network.unfolded ? *network.unfolded : network.program, name);
  }
}

// --- Weights

TEST(Pt2Weights, ofOtherWidthsAreReadAsFloats) {
  Pt2Writer net;
  const std::string x = net.input("x", {{"s0", 2}, 4}, Pt2Writer::halfType);
  const std::vector<std::uint16_t> halves{0x3c00, 0xc000, 0x3800, 0x0000,
                                          0x4200, 0xbc00, 0x3400, 0x3c00};  // 1, -2, 0.5, 0, 3, -1, 0.25, 1
  const std::vector<std::uint16_t> brains{0x3f80, 0xbf00};                  // 1, -0.5
  const std::string w = net.tensor("parameter", "fc.weight", test::tensorMeta(Pt2Writer::halfType, {2, 4}),
                                   net.payload("parameter", test::rawBytes(halves)));
  const std::string b = net.tensor("parameter", "fc.bias", test::tensorMeta(Pt2Writer::bfloatType, {2}),
                                   net.payload("parameter", test::rawBytes(brains)));
  net.output(net.call("aten.linear.default",
                      {{"input", exportedRef(x)}, {"weight", exportedRef(w)}, {"bias", exportedRef(b)}}));
  const ReadProgram read = readBytes(net.package());
  ASSERT_EQ(read.program.tensors.size(), 2U);
  EXPECT_EQ(read.program.tensors[0].floats(), (std::vector<float>{1, -2, 0.5F, 0, 3, -1, 0.25F, 1}));
  EXPECT_EQ(read.program.tensors[1].floats(), (std::vector<float>{1, -0.5F}));
  EXPECT_EQ(read.program.inputs[0].fileType, "float16");
  EXPECT_EQ(read.notices.size(), 2U);
}

// Two views of one payload: a transposed one, and a part with an offset.
TEST(Pt2Weights, mayBeViewsOfTheirBytes) {
  Pt2Writer net;
  const std::string x = net.input("x", {{"s0", 2}, 2});
  const std::string path = net.payload("parameter", test::rawBytes(std::vector<float>{9, 1, 2, 3, 4, 5, 6}));
  const Json turned = Json::array({{{"as_int", 1}}, {{"as_int", 3}}});
  const std::string w =
      net.tensor("parameter", "fc.weight", test::tensorMeta(Pt2Writer::floatType, {3, 2}, turned, 1), path);
  const std::string b = net.tensor(
      "parameter", "fc.bias", test::tensorMeta(Pt2Writer::floatType, {3}, Json::array({{{"as_int", 2}}}), 0), path);
  net.output(net.call("aten.linear.default",
                      {{"input", exportedRef(x)}, {"weight", exportedRef(w)}, {"bias", exportedRef(b)}}));
  const ReadProgram read = readBytes(net.package());
  ASSERT_EQ(read.program.tensors.size(), 2U);
  EXPECT_EQ(read.program.tensors[0].floats(), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(read.program.tensors[1].floats(), (std::vector<float>{9, 2, 4}));
}

TEST(Pt2Weights, ofQuantizedGraphsAreDequantized) {
  Pt2Writer net;
  const std::string x = net.input("x", {{"s0", 2}, 2});
  const std::string codes = net.tensor("buffer", "fc.codes", test::tensorMeta(2, {2, 2}),
                                       net.payload("buffer", {1, 255, 4, 130}));  // 1, -1, 4, -126
  const std::string scales = net.floats("fc.scales", {2}, {0.5F, 2});
  const std::string points = net.integers("fc.points", {2}, {0, 2});
  const std::string w =
      net.call("quantized_decomposed.dequantize_per_channel.default", {{"input", exportedRef(codes)},
                                                                       {"scales", exportedRef(scales)},
                                                                       {"zero_points", exportedRef(points)},
                                                                       {"axis", exportedInt(0)},
                                                                       {"quant_min", exportedInt(-127)},
                                                                       {"quant_max", exportedInt(127)},
                                                                       {"dtype", {{"as_scalar_type", 2}}}});
  const std::string q =
      net.call("quantized_decomposed.quantize_per_tensor.default",
               {{"input", exportedRef(x)}, {"scale", exportedFloat(0.1)}, {"zero_point", exportedInt(0)}});
  const std::string d =
      net.call("quantized_decomposed.dequantize_per_tensor.default",
               {{"input", exportedRef(q)}, {"scale", exportedFloat(0.1)}, {"zero_point", exportedInt(0)}});
  net.output(net.call("aten.linear.default", {{"input", exportedRef(d)}, {"weight", exportedRef(w)}}));
  const ReadProgram read = readBytes(net.package());
  ASSERT_EQ(read.program.tensors.size(), 1U);
  EXPECT_EQ(read.program.tensors[0].floats(), (std::vector<float>{0.5F, -0.5F, 4, -256}));
  ASSERT_EQ(read.notices.size(), 1U);
  EXPECT_NE(read.notices[0].find("Quantized"), std::string::npos);
}

// --- In place

TEST(Pt2Reader, followsOperatorsThatOverwrite) {
  NetBuilder net;
  const std::string y = linear(net, net.input("x", {{"s0", 2}, 3}), "fc", 4, 3);
  const std::string copy = unary(net, "aten.clone.default", y);
  net.call("aten.mul_.Tensor", {{"self", exportedRef(copy)}, {"other", exportedFloat(3)}});
  net.call("aten.relu_.default", {{"self", exportedRef(y)}});
  const std::string sum = net.call("aten.add.Tensor", {{"self", exportedRef(y)}, {"other", exportedRef(copy)}});
  expectComputes(
      net, sum, {3},
      [&](const at::Tensor& input) {
        const at::Tensor z = linear(net, input, "fc");
        return z.relu() + z * 3;
      },
      1);
}

TEST(Pt2Reader, refusesToOverwriteWhatOthersShare) {
  NetBuilder net;
  const std::string y = linear(net, net.input("x", {{"s0", 2}, 3}), "fc", 4, 3);
  const std::string part =
      net.call("aten.slice.Tensor",
               {{"self", exportedRef(y)}, {"dim", exportedInt(1)}, {"start", exportedInt(0)}, {"end", exportedInt(2)}});
  net.call("aten.relu_.default", {{"self", exportedRef(part)}});
  net.output(y);
  try {
    readBytes(net.package());
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("shares"), std::string::npos) << problem.what();
  }
}

// --- Shapes

TEST(Pt2Shapes, openExtentsComeFromTheImageWithinTheirRange) {
  const auto writer = [] {
    NetBuilder net;
    const std::string x =
        net.input("x", {{"s0", 2}, 3, {"2*s1", 32}, {"Symbol('s2', positive=True, integer=True)", 24}});
    const std::string c = convolution(net, x, "c", {4, 3, 3, 3});
    net.range("s0", 2, 16);
    net.range("s1", 4, 64);
    net.range("s2", 8, 9223372036854775806);
    net.output(net.call("aten.mean.dim", {{"self", exportedRef(c)}, {"dim", exportedInts({2, 3})}}));
    return net.package();
  };
  const ReadProgram exported = readBytes(writer());
  EXPECT_EQ(exported.program.inputs[0].shape, (Shape{-1, 3, 32, 24}));
  EXPECT_EQ(exported.program.inputs[0].openAxes, (std::vector<std::int64_t>{2, 3}));
  EXPECT_TRUE(exported.guessedInput);
  EXPECT_EQ(readBytes(writer(), {3, 48, 20}).program.inputs[0].shape, (Shape{-1, 3, 48, 20}));
  for (const auto& [shape, words] :
       {std::pair(Shape{3, 47, 20}, "cannot be 47"), std::pair(Shape{3, 256, 20}, "expected 4 to 64"),
        std::pair(Shape{3, 32, 4}, "expected 8")})
    try {
      readBytes(writer(), shape);
      FAIL() << words;
    } catch (const InputError& problem) {
      EXPECT_NE(std::string(problem.what()).find(words), std::string::npos) << problem.what();
    }
}

TEST(Pt2Shapes, aFixedBatchIsOpenedWhereImagesAreIndependent) {
  NetBuilder net;
  const std::string c = convolution(net, net.input("x", {1, 3, 8, 8}), "c", {4, 3, 3, 3});
  const std::string flat = net.call("aten.view.default", {{"self", exportedRef(c)}, {"size", exportedInts({1, 256})}});
  net.output(linear(net, flat, "fc", 2, 256));
  EXPECT_EQ(readBytes(net.package()).program.inputs[0].shape, (Shape{-1, 3, 8, 8}));
}

TEST(Pt2Shapes, arithmeticOfExtentsIsComputed) {
  NetBuilder net;
  const std::string x = imageInput(net, 8);
  const std::string c = convolution(net, x, "c", {4, 3, 3, 3});
  const std::string h = net.number("torch.ops.aten.sym_size.int", {{"self", exportedRef(c)}, {"dim", exportedInt(2)}});
  const std::string half = net.number("_operator.floordiv", {{"a", exportedNumber(h)}, {"b", exportedInt(3)}});  // 2
  const std::string more = net.number("torch.sym_max", {{"a", exportedNumber(half)}, {"b", exportedInt(1)}});
  const std::string end = net.number("_operator.sub", {{"a", exportedNumber(h)}, {"b", exportedNumber(more)}});  // 6
  const std::string part = net.call(
      "aten.slice.Tensor",
      {{"self", exportedRef(c)}, {"dim", exportedInt(2)}, {"start", exportedInt(0)}, {"end", exportedNumber(end)}});
  expectComputes(
      net, part, {3, 8, 8}, [&](const at::Tensor& input) { return conv(net, input, "c").narrow(2, 0, 6); }, 1);
}

TEST(SymbolicExtent, computesBothForms) {
  const auto value = [](const std::string& words) { return SymbolicExtent(words, "a").value({{"s0", 5}, {"s1", 3}}); };
  for (const auto& [words, expected] : std::vector<std::pair<std::string, std::int64_t>>{
           {"s0", 5},
           {"2*s0 + 1", 11},
           {"2*(s0 - s1)", 4},
           {"-s0 + 7", 2},
           {"s0**2//s1", 8},
           {"FloorDiv(s0, 2)", 2},
           {"Mod(s0, 3) + Max(s0, s1)", 7},
           {"Add(Mul(Integer(-1), Symbol('s0')), Integer(9))", 4},
           {"Pow(Symbol('s1', positive=True, integer=True), Integer(2))", 9}})
    EXPECT_EQ(value(words), expected) << words;
  EXPECT_FALSE(value("s0 + s9"));
  EXPECT_FALSE(value("s0 * 9223372036854775807"));
  EXPECT_EQ(SymbolicExtent("8*s0 + 4", "a").symbolFor(20), 2);
  EXPECT_FALSE(SymbolicExtent("8*s0 + 4", "a").symbolFor(21));
  EXPECT_FALSE(SymbolicExtent("s0*s0", "a").symbolFor(9));
  for (const std::string& bad : std::vector<std::string>{"", "s0 +", "f(s0)", "Symbol(s0)", "(s0",
                                                         "99999999999999999999", "s0)", std::string(200, '(') + "s0"})
    EXPECT_THROW(SymbolicExtent(bad, "a"), InputError) << bad;
}

// --- Files

TEST(Pt2Files, areRecognizedByContentWhateverTheName) {
  const test::TemporaryFolder folder;
  for (const char* root : {"net/", "", "a much longer name than the first bytes of a file can hold in them/"})
    for (const char* name : {"net.pt2", "net.pt", "net.zip"}) {
      writeFile(folder / name, test::smallPt2().package(test::Pt2Form{.root = root}));
      const Network network = readNetwork(folder / name);
      EXPECT_EQ(network.format, "pt2");
      EXPECT_EQ(network.layers.size(), 2U);
    }
}

TEST(Pt2Files, mayHoldOneModelOfAnyNameAndACompiledForm) {
  EXPECT_EQ(makeNetwork(readBytes(test::smallPt2().package(test::Pt2Form{.model = "encoder"})).program, "a", "pt2")
                .layers.size(),
            2U);
  const ReadProgram read =
      readBytes(test::smallPt2().package(test::Pt2Form{.more = {{"data/aotinductor/model/a.so", {1, 2, 3}}}}));
  EXPECT_EQ(read.notices.size(), 1U);
}

// The layouts whose tensors are pickles.
TEST(Pt2Files, withPickledTensorsGiveTheSame) {
  const Network expected = makeNetwork(readBytes(test::smallPt2().package()).program, "a", "pt2");
  const Pt2Writer net = test::smallPt2();
  std::vector<test::WrittenTensor> tensors;
  for (const auto& [name, payload] : net.weights.items()) {
    Shape shape;
    for (const Json& size : payload["tensor_meta"]["sizes"]) shape.push_back(size["as_int"]);
    const std::string path = payload["path_name"];
    for (const auto& [file, bytes] : net.payloads)
      if (file == "data/weights/" + path) {
        std::vector<float> numbers(bytes.size() / sizeof(float));
        std::memcpy(numbers.data(), bytes.data(), bytes.size());
        tensors.push_back(test::writtenFloats(name, shape, numbers));
      }
  }
  const Bytes state = test::stateDictFile(tensors);
  for (const bool stored : {true, false})
    EXPECT_EQ(makeNetwork(readBytes(net.older(state, stored)).program, "a", "pt2").hash, expected.hash);
  // A file of all weights in the newer layout, and a weight alone.
  Pt2Writer alone = net;
  alone.weights["conv.weight"]["use_pickle"] = true;
  const std::string path = alone.weights["conv.weight"]["path_name"];
  for (auto& [file, bytes] : alone.payloads)
    if (file == "data/weights/" + path) bytes = test::stateDictFile({tensors[0]});
  EXPECT_EQ(makeNetwork(readBytes(alone.package()).program, "a", "pt2").hash, expected.hash);
  EXPECT_THROW(readBytes(net.older({1, 2, 3})), InputError);
  EXPECT_THROW(readBytes(net.older(test::stateDictFile({tensors[0]}))), InputError);
}

// Every alternative of a union written, all but one as null, as versions until 8.2 do; a bare infinity; a newer minor.
TEST(Pt2Files, ofOtherVersionsOfTheSchemaGiveTheSame) {
  const Network expected = makeNetwork(readBytes(test::smallPt2().package()).program, "a", "pt2");
  const auto same = [&](Pt2Writer net, const std::string& document) {
    return makeNetwork(readBytes(net.package(document)).program, "a", "pt2").hash == expected.hash;
  };
  Pt2Writer net = test::smallPt2();
  Json document = net.document();
  for (Json& node : document["graph_module"]["graph"]["nodes"])
    for (Json& argument : node["inputs"])
      for (const char* other : {"as_none", "as_tensor", "as_ints", "as_sym_int", "as_graph"})
        if (!argument["arg"].contains(other)) argument["arg"][other] = nullptr;
  document["schema_version"] = {{"major", 8}, {"minor", 1}};
  EXPECT_TRUE(same(net, document.dump()));
  for (auto& [name, value] : document["graph_module"]["graph"]["tensor_values"].items()) value["storage_offset"] = 0;
  document["schema_version"] = {{"major", 4}, {"minor", 1}};
  EXPECT_TRUE(same(net, document.dump()));
  document["schema_version"] = 2;
  EXPECT_TRUE(same(net, document.dump()));
  // Version 1: maps in the signature, targets and tensor values in objects of their own.
  for (auto& [name, value] : document["graph_module"]["graph"]["tensor_values"].items()) value = {{"meta", value}};
  for (Json& node : document["graph_module"]["graph"]["nodes"])
    node["target"] = {{"name", node["target"]}, {"version", nullptr}};
  document["graph_module"]["signature"] = {
      {"inputs_to_parameters",
       {{"p_conv_weight", "conv.weight"}, {"p_conv_bias", "conv.bias"}, {"p_head_weight", "head.weight"}}},
      {"inputs_to_buffers", Json::object()},
      {"user_inputs", {"x"}},
      {"user_outputs", {net.outputs[0]["as_tensor"]["name"]}},
      {"buffers_to_mutate", Json::object()}};
  document.erase("schema_version");
  EXPECT_TRUE(same(net, document.dump()));
  net = test::smallPt2();
  net.minor = 99;
  EXPECT_EQ(readBytes(net.package()).notices.size(), 1U);
  std::string words = test::smallPt2().document().dump();
  words.insert(1, R"("extra": [NaN, -Infinity, Infinity, "NaN \" Infinity"], )");
  EXPECT_TRUE(same(test::smallPt2(), words));
}

TEST(Pt2Files, ofTheTreeFormOfExpressionsAreRead) {
  Pt2Writer net = test::smallPt2();
  Json document = net.document();
  const Json symbol{{"args", Json::array()}, {"target", nullptr}, {"base", {{"as_symbol", "s1"}}}};
  const Json two{{"args", Json::array()}, {"target", nullptr}, {"base", {{"as_int", 2}}}};
  document["graph_module"]["graph"]["tensor_values"]["x"]["sizes"][2] = {
      {"as_expr",
       {{"expr_str", ""},
        {"expr_ast", {{"args", {two, symbol}}, {"target", "_operator.mul"}}},
        {"hint", {{"as_int", 12}}}}}};
  EXPECT_EQ(readBytes(net.package(document.dump())).program.inputs[0].shape, (Shape{-1, 3, 12, 8}));
}

}  // namespace
}  // namespace bitprism
