// Architectures in the operators of exported and decomposed graphs give what LibTorch gives.

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/pt2_networks.h"

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
using test::exported::batchNorm;
using test::exported::conv;
using test::exported::convolution;
using test::exported::expectComputes;
using test::exported::flattened;
using test::exported::imageInput;
using test::exported::linear;
using test::exported::NetBuilder;
using test::exported::norm;
using test::exported::numbers;
using test::exported::programOutputs;
using test::exported::unary;

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
  const Network network = makeNetwork(readPt2(net.package(), "net.pt2", {}).program, "net", "pt2");
  const at::Tensor input = numbers({3, 5, 8}, 9), expected = programOutputs(network.program, {input}).at(0);
  const Bytes written = onnxBytes(network, floatPlan(network.layers.size()));
  EXPECT_TRUE(
      at::allclose(expected, programOutputs(readOnnx(written, "net.onnx", "", {}).program, {input}).at(0), 1e-4, 1e-5));
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

}  // namespace
}  // namespace bitprism
