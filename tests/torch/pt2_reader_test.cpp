// Archives of torch.export: what other formats give, architectures in the operators of exported graphs, versions of the
// schema, layouts, shapes.

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
#include "tests/support/pt2_of_program.h"
#include "tests/support/residual_network.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

using test::exportedBool;
using test::exportedFloat;
using test::exportedInt;
using test::exportedInts;
using test::exportedNone;
using test::exportedNumber;
using test::exportedRef;
using test::exportedRefs;
using test::Pt2Writer;

ReadProgram readBytes(const Bytes& bytes, const Shape& shape = {}) {
  return readPt2(bytes, "net.pt2", shape);
}

std::vector<at::Tensor> run(const Program& program, const std::vector<at::Tensor>& inputs) {
  const c10::InferenceMode inference;
  const Executor executor(program);
  return executor.run(inputs, executor.weights());
}

// With the names of outputs that a graph of torch.export does not keep.
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
    expected = run(before.program, inputs);
  } catch (const std::exception&) {
    return;  // takes no batch of two
  }
  got = run(after.program, inputs);
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
    const std::vector<at::Tensor> expected = run(written, inputs), got = run(read.program, inputs);
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

// --- Architectures, in the operators that exported and decomposed graphs use

at::Tensor numbers(const std::vector<std::int64_t>& shape, std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  return at::randn(shape, generator, at::TensorOptions(at::kFloat)) * 0.3;
}

// Adds parameters to a graph and keeps them for the expected result.
class NetBuilder : public Pt2Writer {
 public:
  std::string weight(const std::string& name, const std::vector<std::int64_t>& shape) {
    const at::Tensor values = numbers(shape, seed_++);
    return keep(name, values, "parameter");
  }
  std::string positive(const std::string& name, std::int64_t count) {
    return keep(name, numbers({count}, seed_++).abs() + 0.5, "buffer");
  }
  const at::Tensor& operator[](const std::string& name) const { return tensors_.at(name); }

 private:
  std::string keep(const std::string& name, const at::Tensor& values, const std::string& kind) {
    const at::Tensor plain = values.contiguous();
    tensors_[name] = plain;
    return floats(name, plain.sizes().vec(), {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()}, kind);
  }
  std::map<std::string, at::Tensor> tensors_;
  std::uint64_t seed_ = 100;
};

using Arguments = Pt2Writer::Arguments;

std::string unary(NetBuilder& net, const std::string& op, const std::string& x) {
  return net.call(op, {{"self", exportedRef(x)}});
}

std::string convolution(NetBuilder& net, const std::string& x, const std::string& name, const Shape& shape,
                        std::int64_t stride = 1, std::int64_t padding = 1, std::int64_t groups = 1) {
  const std::string w = net.weight(name + ".weight", shape), b = net.weight(name + ".bias", {shape[0]});
  return net.call("aten.convolution.default", {{"input", exportedRef(x)},
                                               {"weight", exportedRef(w)},
                                               {"bias", exportedRef(b)},
                                               {"stride", exportedInts({stride, stride})},
                                               {"padding", exportedInts({padding, padding})},
                                               {"dilation", exportedInts({1, 1})},
                                               {"transposed", exportedBool(false)},
                                               {"output_padding", exportedInts({0, 0})},
                                               {"groups", exportedInt(groups)}});
}

std::string batchNorm(NetBuilder& net, const std::string& x, const std::string& name, std::int64_t channels) {
  const std::string w = net.weight(name + ".weight", {channels}), b = net.weight(name + ".bias", {channels}),
                    m = net.weight(name + ".running_mean", {channels}),
                    v = net.positive(name + ".running_var", channels);
  return net.call("aten._native_batch_norm_legit_no_training.default",
                  {{"input", exportedRef(x)},
                   {"weight", exportedRef(w)},
                   {"bias", exportedRef(b)},
                   {"running_mean", exportedRef(m)},
                   {"running_var", exportedRef(v)},
                   {"momentum", exportedFloat(0.1)},
                   {"eps", exportedFloat(1e-5)}},
                  3);
}

std::string linear(NetBuilder& net, const std::string& x, const std::string& name, std::int64_t out, std::int64_t in) {
  const std::string w = net.weight(name + ".weight", {out, in}), b = net.weight(name + ".bias", {out});
  const std::string t = net.call("aten.permute.default", {{"self", exportedRef(w)}, {"dims", exportedInts({1, 0})}});
  return net.call("aten.addmm.default", {{"self", exportedRef(b)}, {"mat1", exportedRef(x)}, {"mat2", exportedRef(t)}});
}

at::Tensor conv(const NetBuilder& net, const at::Tensor& x, const std::string& name, std::int64_t stride = 1,
                std::int64_t padding = 1, std::int64_t groups = 1) {
  return at::conv2d(x, net[name + ".weight"], net[name + ".bias"], stride, padding, 1, groups);
}

at::Tensor norm(const NetBuilder& net, const at::Tensor& x, const std::string& name) {
  return at::batch_norm(x, net[name + ".weight"], net[name + ".bias"], net[name + ".running_mean"],
                        net[name + ".running_var"], false, 0.1, 1e-5, false);
}

at::Tensor linear(const NetBuilder& net, const at::Tensor& x, const std::string& name) {
  return at::linear(x, net[name + ".weight"], net[name + ".bias"]);
}

using Forward = std::function<at::Tensor(const at::Tensor&)>;

// Reads it stored and deflated, runs it on three images, and wants as many layers.
void expectComputes(NetBuilder& net, const std::string& last, const Shape& image, const Forward& forward,
                    std::size_t layers) {
  net.output(last);
  net.range("s0", 1, 64);
  for (const bool stored : {true, false}) {
    ReadProgram read;
    ASSERT_NO_THROW(read = readBytes(net.package({.stored = stored})));
    const Network network = makeNetwork(read.program, "net", "pt2");
    EXPECT_EQ(network.layers.size(), layers);
    ASSERT_EQ(network.program.inputs[0].shape[0], -1);
    Shape shape{3};
    shape.insert(shape.end(), image.begin(), image.end());
    const at::Tensor x = numbers(shape, 7);
    const at::Tensor wanted = forward(x), got = run(network.program, {x}).at(0);
    ASSERT_EQ(wanted.sizes(), got.sizes());
    EXPECT_TRUE(at::allclose(wanted, got, 1e-4, 1e-5)) << (wanted - got).abs().max().item<double>();
  }
}

std::string imageInput(NetBuilder& net, std::int64_t side = 16) {
  return net.input("x", {{"s0", 2}, 3, side, side});
}

std::string flattened(NetBuilder& net, const std::string& x, std::int64_t count) {
  const std::string batch =
      net.number("torch.ops.aten.sym_size.int", {{"self", exportedRef(x)}, {"dim", exportedInt(0)}});
  return net.call("aten.view.default",
                  {{"self", exportedRef(x)},
                   {"size", {{"as_sym_ints", Json::array({{{"as_name", batch}}, {{"as_int", count}}})}}}});
}

TEST(Pt2Architectures, plainNetworkWithBatchNorm) {
  NetBuilder net;
  std::string x =
      unary(net, "aten.relu.default", batchNorm(net, convolution(net, imageInput(net), "c1", {6, 3, 3, 3}), "n1", 6));
  x = net.call("aten.max_pool2d_with_indices.default",
               {{"self", exportedRef(x)}, {"kernel_size", exportedInts({2, 2})}, {"stride", exportedInts({2, 2})}}, 2);
  x = linear(net, flattened(net, x, 6 * 64), "fc", 5, 6 * 64);
  expectComputes(
      net, x, {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor y = at::max_pool2d(at::relu(norm(net, conv(net, input, "c1"), "n1")), {2, 2}, {2, 2});
        return linear(net, y.flatten(1), "fc");
      },
      2);
}

TEST(Pt2Architectures, residualBlock) {
  NetBuilder net;
  const std::string stem = unary(net, "aten.relu_.default",
                                 batchNorm(net, convolution(net, imageInput(net), "stem", {8, 3, 3, 3}), "n0", 8));
  const std::string a =
      unary(net, "aten.relu.default", batchNorm(net, convolution(net, stem, "a", {8, 8, 3, 3}), "n1", 8));
  const std::string b = batchNorm(net, convolution(net, a, "b", {8, 8, 3, 3}), "n2", 8);
  const std::string sum = net.call("aten.add_.Tensor", {{"self", exportedRef(b)}, {"other", exportedRef(stem)}});
  const std::string mean = net.call(
      "aten.mean.dim", {{"self", exportedRef(unary(net, "aten.relu.default", sum))}, {"dim", exportedInts({2, 3})}});
  expectComputes(
      net, linear(net, mean, "fc", 4, 8), {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor s = at::relu(norm(net, conv(net, input, "stem"), "n0"));
        const at::Tensor y = norm(net, conv(net, at::relu(norm(net, conv(net, s, "a"), "n1")), "b"), "n2") + s;
        return linear(net, at::relu(y).mean({2, 3}), "fc");
      },
      4);
}

TEST(Pt2Architectures, depthwiseNetworkWithSqueezeAndExcitation) {
  NetBuilder net;
  std::string x = unary(net, "aten.hardswish.default", convolution(net, imageInput(net), "stem", {8, 3, 3, 3}, 2));
  x = net.call("aten.hardtanh.default", {{"self", exportedRef(convolution(net, x, "depth", {8, 1, 3, 3}, 1, 1, 8))},
                                         {"min_val", exportedFloat(0)},
                                         {"max_val", exportedFloat(6)}});
  std::string gate = net.call(
      "aten.mean.dim", {{"self", exportedRef(x)}, {"dim", exportedInts({-1, -2})}, {"keepdim", exportedBool(true)}});
  gate = unary(net, "aten.silu.default", convolution(net, gate, "squeeze", {4, 8, 1, 1}, 1, 0));
  gate = unary(net, "aten.hardsigmoid.default", convolution(net, gate, "excite", {8, 4, 1, 1}, 1, 0));
  x = net.call("aten.mul.Tensor", {{"self", exportedRef(x)}, {"other", exportedRef(gate)}});
  x = net.call("aten._adaptive_avg_pool2d.default",
               {{"self", exportedRef(convolution(net, x, "point", {10, 8, 1, 1}, 1, 0))},
                {"output_size", exportedInts({1, 1})}});
  x = net.call("aten.squeeze.dims", {{"self", exportedRef(x)}, {"dim", exportedInts({2, 3})}});
  expectComputes(
      net, x, {3, 16, 16},
      [&](const at::Tensor& input) {
        at::Tensor y = at::hardtanh(conv(net, at::hardswish(conv(net, input, "stem", 2)), "depth", 1, 1, 8), 0, 6);
        const at::Tensor g =
            at::hardsigmoid(conv(net, at::silu(conv(net, y.mean({2, 3}, true), "squeeze", 1, 0)), "excite", 1, 0));
        return conv(net, y * g, "point", 1, 0).mean({2, 3});
      },
      5);
}

// Tokens of 8 numbers, two heads, in the operators before decomposition.
TEST(Pt2Architectures, transformerBlock) {
  for (const bool causal : {false, true}) {
    NetBuilder net;
    const std::string x = net.input("x", {{"s0", 2}, 5, 8});
    const std::string w = net.weight("norm.weight", {8}), b = net.weight("norm.bias", {8});
    const std::string n = net.call("aten.native_layer_norm.default",
                                   {{"input", exportedRef(x)},
                                    {"normalized_shape", exportedInts({8})},
                                    {"weight", exportedRef(w)},
                                    {"bias", exportedRef(b)},
                                    {"eps", exportedFloat(1e-5)}},
                                   3);
    const std::string qw = net.weight("qkv.weight", {24, 8}), qb = net.weight("qkv.bias", {24});
    const std::string qkv = net.call(
        "aten.linear.default", {{"input", exportedRef(n)}, {"weight", exportedRef(qw)}, {"bias", exportedRef(qb)}});
    const std::vector<std::string> parts =
        net.list("aten.split_with_sizes_copy.default",
                 {{"self", exportedRef(qkv)}, {"split_sizes", exportedInts({8, 8, 8})}, {"dim", exportedInt(-1)}}, 3);
    std::vector<std::string> heads;
    for (const std::string& part : parts) {
      const std::string batch =
          net.number("torch.ops.aten.sym_size.int", {{"self", exportedRef(x)}, {"dim", exportedInt(0)}});
      const std::string split =
          net.call("aten.view.default",
                   {{"self", exportedRef(part)},
                    {"size",
                     {{"as_sym_ints",
                       Json::array({{{"as_name", batch}}, {{"as_int", 5}}, {{"as_int", 2}}, {{"as_int", 4}}})}}}});
      heads.push_back(net.call("aten.transpose.int",
                               {{"self", exportedRef(split)}, {"dim0", exportedInt(1)}, {"dim1", exportedInt(2)}}));
    }
    const std::string mixed =
        net.call("aten.scaled_dot_product_attention.default", {{"query", exportedRef(heads[0])},
                                                               {"key", exportedRef(heads[1])},
                                                               {"value", exportedRef(heads[2])},
                                                               {"is_causal", exportedBool(causal)}});
    const std::string back = net.call(
        "aten.transpose.int", {{"self", exportedRef(mixed)}, {"dim0", exportedInt(1)}, {"dim1", exportedInt(2)}});
    const std::string joined =
        net.call("aten.flatten.using_ints",
                 {{"self", exportedRef(unary(net, "aten.clone.default", back))}, {"start_dim", exportedInt(2)}});
    const std::string pw = net.weight("out.weight", {8, 8});
    const std::string projected =
        net.call("aten.linear.default", {{"input", exportedRef(joined)}, {"weight", exportedRef(pw)}});
    const std::string dropped =
        net.call("aten.dropout.default",
                 {{"input", exportedRef(projected)}, {"p", exportedFloat(0.1)}, {"train", exportedBool(false)}});
    const std::string sum = net.call("aten.add.Tensor", {{"self", exportedRef(x)}, {"other", exportedRef(dropped)}});
    expectComputes(
        net, sum, {5, 8},
        [&](const at::Tensor& input) {
          const at::Tensor all = at::linear(at::layer_norm(input, {8}, net["norm.weight"], net["norm.bias"]),
                                            net["qkv.weight"], net["qkv.bias"]);
          const auto head = [&](std::int64_t i) {
            return all.narrow(2, 8 * i, 8).reshape({-1, 5, 2, 4}).transpose(1, 2);
          };
          at::Tensor scores = at::matmul(head(0), head(1).transpose(-2, -1)) / 2;
          if (causal)
            scores = scores.masked_fill(at::ones({5, 5}, at::kBool).triu(1), -std::numeric_limits<double>::infinity());
          const at::Tensor y = at::matmul(scores.softmax(-1), head(2)).transpose(1, 2).reshape({-1, 5, 8});
          return input + at::linear(y, net["out.weight"]);
        },
        2);
  }
}

// Four heads of queries share two of keys and values (Ainslie et al. 2023); the result can be written as ONNX.
TEST(Pt2Architectures, attentionOfSharedKeys) {
  NetBuilder net;
  const std::string x = net.input("x", {{"s0", 2}, 5, 8});
  const auto heads = [&](const std::string& name, std::int64_t count) {
    const std::string w = net.weight(name + ".weight", {2 * count, 8});
    const std::string flat = net.call("aten.linear.default", {{"input", exportedRef(x)}, {"weight", exportedRef(w)}});
    const std::string split =
        net.call("aten.unflatten.int",
                 {{"self", exportedRef(flat)}, {"dim", exportedInt(2)}, {"sizes", exportedInts({count, 2})}});
    return net.call("aten.transpose.int",
                    {{"self", exportedRef(split)}, {"dim0", exportedInt(1)}, {"dim1", exportedInt(2)}});
  };
  const std::string q = heads("q", 4), k = heads("k", 2), v = heads("v", 2);
  const std::string mixed = net.call("aten.scaled_dot_product_attention.default", {{"query", exportedRef(q)},
                                                                                   {"key", exportedRef(k)},
                                                                                   {"value", exportedRef(v)},
                                                                                   {"scale", exportedFloat(0.3)},
                                                                                   {"enable_gqa", exportedBool(true)}});
  expectComputes(
      net, mixed, {5, 8},
      [&](const at::Tensor& input) {
        const auto head = [&](const std::string& name, std::int64_t count) {
          return at::linear(input, net[name + ".weight"]).reshape({-1, 5, count, 2}).transpose(1, 2);
        };
        const at::Tensor keys = head("k", 2).repeat_interleave(2, 1), values = head("v", 2).repeat_interleave(2, 1);
        return at::matmul((at::matmul(head("q", 4), keys.transpose(-2, -1)) * 0.3).softmax(-1), values);
      },
      3);
  const Network network = makeNetwork(readBytes(net.package()).program, "net", "pt2");
  const at::Tensor input = numbers({3, 5, 8}, 9), expected = run(network.program, {input}).at(0);
  const Bytes written = onnxBytes(network, floatPlan(network.layers.size()));
  EXPECT_TRUE(at::allclose(expected, run(readOnnx(written, "net.onnx", "", {}).program, {input}).at(0), 1e-4, 1e-5));
}

TEST(Pt2Architectures, recurrentNetworkWithoutLstm) {
  NetBuilder net;
  const std::string x = net.input("x", {{"s0", 2}, 4, 6});
  const std::string w = net.weight("in.weight", {5, 6}), u = net.weight("hidden.weight", {5, 5}),
                    b = net.weight("hidden.bias", {5});
  std::string state;
  for (int step = 0; step < 4; ++step) {
    const std::string now =
        net.call("aten.select.int", {{"self", exportedRef(x)}, {"dim", exportedInt(1)}, {"index", exportedInt(step)}});
    std::string sum = net.call("aten.linear.default", {{"input", exportedRef(now)}, {"weight", exportedRef(w)}});
    if (!state.empty())
      sum = net.call("aten.add.Tensor",
                     {{"self", exportedRef(sum)},
                      {"other", exportedRef(net.call("aten.linear.default", {{"input", exportedRef(state)},
                                                                             {"weight", exportedRef(u)},
                                                                             {"bias", exportedRef(b)}}))}});
    state = unary(net, "aten.tanh.default", sum);
  }
  expectComputes(
      net, state, {4, 6},
      [&](const at::Tensor& input) {
        at::Tensor h;
        for (std::int64_t step = 0; step < 4; ++step) {
          at::Tensor sum = at::linear(input.select(1, step), net["in.weight"]);
          if (h.defined()) sum = sum + at::linear(h, net["hidden.weight"], net["hidden.bias"]);
          h = sum.tanh();
        }
        return h;
      },
      2);
}

TEST(Pt2Architectures, decoderWithTransposedConvolution) {
  NetBuilder net;
  const std::string top = unary(net, "aten.relu.default", convolution(net, imageInput(net), "top", {4, 3, 3, 3}));
  const std::string down =
      net.call("aten.avg_pool2d.default", {{"self", exportedRef(top)}, {"kernel_size", exportedInts({2, 2})}});
  const std::string deep = net.call(
      "aten.leaky_relu.default",
      {{"self", exportedRef(convolution(net, down, "deep", {6, 4, 3, 3}))}, {"negative_slope", exportedFloat(0.2)}});
  const std::string w = net.weight("up.weight", {6, 4, 2, 2}), b = net.weight("up.bias", {4});
  const std::string up = net.call("aten.conv_transpose2d.input", {{"input", exportedRef(deep)},
                                                                  {"weight", exportedRef(w)},
                                                                  {"bias", exportedRef(b)},
                                                                  {"stride", exportedInts({2, 2})}});
  const std::string wide = net.call(
      "aten.upsample_nearest2d.vec",
      {{"input", exportedRef(down)}, {"output_size", exportedNone()}, {"scale_factors", {{"as_floats", {2.0, 2.0}}}}});
  const std::string smooth = net.call("aten.upsample_bilinear2d.vec", {{"input", exportedRef(down)},
                                                                       {"output_size", exportedInts({16, 16})},
                                                                       {"align_corners", exportedBool(true)},
                                                                       {"scale_factors", exportedNone()}});
  const std::string joined =
      net.call("aten.cat.default", {{"tensors", exportedRefs({up, top, wide, smooth})}, {"dim", exportedInt(1)}});
  expectComputes(
      net, convolution(net, joined, "last", {2, 16, 1, 1}, 1, 0), {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor t = at::relu(conv(net, input, "top")), d = at::avg_pool2d(t, {2, 2});
        const at::Tensor u =
            at::conv_transpose2d(at::leaky_relu(conv(net, d, "deep"), 0.2), net["up.weight"], net["up.bias"], {2, 2});
        return conv(net,
                    at::cat({u, t, at::upsample_nearest2d(d, {16, 16}), at::upsample_bilinear2d(d, {16, 16}, true)}, 1),
                    "last", 1, 0);
      },
      4);
}

TEST(Pt2Architectures, groupNormNetwork) {
  NetBuilder net;
  const std::string c = convolution(net, imageInput(net), "c", {8, 3, 3, 3});
  const std::string w = net.weight("norm.weight", {8}), b = net.weight("norm.bias", {8});
  const std::string batch =
      net.number("torch.ops.aten.sym_size.int", {{"self", exportedRef(c)}, {"dim", exportedInt(0)}});
  const std::string n = net.call("aten.native_group_norm.default",
                                 {{"input", exportedRef(c)},
                                  {"weight", exportedRef(w)},
                                  {"bias", exportedRef(b)},
                                  {"N", exportedNumber(batch)},
                                  {"C", exportedInt(8)},
                                  {"HxW", exportedInt(256)},
                                  {"group", exportedInt(4)},
                                  {"eps", exportedFloat(1e-6)}},
                                 3);
  const std::string scaled = net.call(
      "aten.mul.Tensor", {{"self", exportedRef(unary(net, "aten.sigmoid.default", n))}, {"other", exportedFloat(0.5)}});
  const std::string moved = net.call("aten.add.Tensor", {{"self", exportedRef(scaled)}, {"other", exportedInt(1)}});
  expectComputes(
      net, convolution(net, moved, "d", {2, 8, 1, 1}, 1, 0), {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor y = at::group_norm(conv(net, input, "c"), 4, net["norm.weight"], net["norm.bias"], 1e-6);
        return conv(net, at::sigmoid(y) * 0.5 + 1, "d", 1, 0);
      },
      2);
}

TEST(Pt2Architectures, blockOfLayerNormAndGelu) {
  NetBuilder net;
  const std::string x = convolution(net, imageInput(net), "patch", {8, 3, 4, 4}, 4, 0);
  const std::string depth = convolution(net, x, "depth", {8, 1, 3, 3}, 1, 1, 8);
  const std::string last =
      net.call("aten.permute_copy.default", {{"self", exportedRef(depth)}, {"dims", exportedInts({0, 2, 3, 1})}});
  const std::string w = net.weight("norm.weight", {8}), b = net.weight("norm.bias", {8});
  const std::string n = net.call("aten.layer_norm.default", {{"input", exportedRef(last)},
                                                             {"normalized_shape", exportedInts({8})},
                                                             {"weight", exportedRef(w)},
                                                             {"bias", exportedRef(b)},
                                                             {"eps", exportedFloat(1e-6)}});
  const std::string w1 = net.weight("wide.weight", {16, 8}), w2 = net.weight("narrow.weight", {8, 16}),
                    scale = net.weight("gamma", {8});
  const std::string wide = net.call(
      "aten.gelu.default",
      {{"self", exportedRef(net.call("aten.linear.default", {{"input", exportedRef(n)}, {"weight", exportedRef(w1)}}))},
       {"approximate", {{"as_string", "tanh"}}}});
  const std::string narrow =
      net.call("aten.linear.default", {{"input", exportedRef(wide)}, {"weight", exportedRef(w2)}});
  const std::string scaled =
      net.call("aten.mul.Tensor", {{"self", exportedRef(narrow)}, {"other", exportedRef(scale)}});
  const std::string first =
      net.call("aten.permute.default", {{"self", exportedRef(scaled)}, {"dims", exportedInts({0, 3, 1, 2})}});
  const std::string sum = net.call("aten.add.Tensor", {{"self", exportedRef(x)}, {"other", exportedRef(first)}});
  expectComputes(
      net, sum, {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor p = conv(net, input, "patch", 4, 0);
        const at::Tensor y = at::layer_norm(conv(net, p, "depth", 1, 1, 8).permute({0, 2, 3, 1}), {8},
                                            net["norm.weight"], net["norm.bias"], 1e-6);
        const at::Tensor z =
            at::linear(at::gelu(at::linear(y, net["wide.weight"]), "tanh"), net["narrow.weight"]) * net["gamma"];
        return p + z.permute({0, 3, 1, 2});
      },
      4);
}

TEST(Pt2Architectures, fireModules) {
  NetBuilder net;
  const std::string s =
      unary(net, "aten.relu.default", convolution(net, imageInput(net), "squeeze", {4, 3, 1, 1}, 1, 0));
  const std::string a = unary(net, "aten.relu.default", convolution(net, s, "one", {6, 4, 1, 1}, 1, 0));
  const std::string b = unary(net, "aten.relu.default", convolution(net, s, "three", {6, 4, 3, 3}));
  const std::string joined = net.call("aten.cat.default", {{"tensors", exportedRefs({a, b})}, {"dim", exportedInt(1)}});
  const std::string pooled = net.call("aten.max_pool2d.default", {{"self", exportedRef(joined)},
                                                                  {"kernel_size", exportedInts({3, 3})},
                                                                  {"stride", exportedInts({2, 2})},
                                                                  {"padding", exportedInts({0, 0})},
                                                                  {"dilation", exportedInts({1, 1})},
                                                                  {"ceil_mode", exportedBool(true)}});
  const std::string c = unary(net, "aten.relu.default", convolution(net, pooled, "head", {5, 12, 1, 1}, 1, 0));
  const std::string mean =
      net.call("aten.adaptive_avg_pool2d.default", {{"self", exportedRef(c)}, {"output_size", exportedInts({1, 1})}});
  const std::string flat =
      net.call("aten.flatten.using_ints", {{"self", exportedRef(mean)}, {"start_dim", exportedInt(1)}});
  expectComputes(
      net,
      net.call("aten._softmax.default",
               {{"self", exportedRef(flat)}, {"dim", exportedInt(1)}, {"half_to_float", exportedBool(false)}}),
      {3, 16, 16},
      [&](const at::Tensor& input) {
        const at::Tensor q = at::relu(conv(net, input, "squeeze", 1, 0));
        const at::Tensor y = at::cat({at::relu(conv(net, q, "one", 1, 0)), at::relu(conv(net, q, "three"))}, 1);
        return at::relu(conv(net, at::max_pool2d(y, {3, 3}, {2, 2}, {0, 0}, {1, 1}, true), "head", 1, 0))
            .mean({2, 3})
            .softmax(1);
      },
      4);
}

TEST(Pt2Architectures, perceptronWithRootMeanSquareNorm) {
  NetBuilder net;
  const std::string x = net.input("x", {{"s0", 2}, 12});
  const std::string w = net.weight("norm.weight", {12});
  const std::string n = net.call("aten.rms_norm.default", {{"input", exportedRef(x)},
                                                           {"normalized_shape", exportedInts({12})},
                                                           {"weight", exportedRef(w)},
                                                           {"eps", exportedFloat(1e-6)}});
  const std::string h = unary(net, "aten.tanh.default", linear(net, n, "one", 7, 12));
  const std::string halves =
      net.call("aten._to_copy.default", {{"self", exportedRef(h)},
                                         {"dtype", {{"as_scalar_type", 6}}},
                                         {"device", {{"as_device", {{"type", "cuda"}, {"index", 0}}}}}});
  net.add("torch.ops.aten._assert_tensor_metadata.default",
          {{"a", exportedRef(halves)}, {"dtype", {{"as_scalar_type", 6}}}}, Json::array());
  expectComputes(
      net, linear(net, halves, "two", 3, 7), {12},
      [&](const at::Tensor& input) {
        const at::Tensor y = input * at::rsqrt((input * input).mean(1, true) + 1e-6) * net["norm.weight"];
        return linear(net, linear(net, y, "one").tanh(), "two");
      },
      2);
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
