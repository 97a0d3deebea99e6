#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/pt2_reader.h"
#include "tests/support/pt2_archive.h"

// Networks in the operators that exported and decomposed graphs of torch.export use, beside what they compute.
namespace bitprism::test::exported {

inline std::vector<at::Tensor> programOutputs(const Program& program, const std::vector<at::Tensor>& inputs) {
  const c10::InferenceMode inference;
  const Executor executor(program);
  return executor.run(inputs, executor.weights());
}

inline at::Tensor numbers(const std::vector<std::int64_t>& shape, std::uint64_t seed) {
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

inline std::string unary(NetBuilder& net, const std::string& op, const std::string& x) {
  return net.call(op, {{"self", exportedRef(x)}});
}

inline std::string convolution(NetBuilder& net, const std::string& x, const std::string& name, const Shape& shape,
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

inline std::string batchNorm(NetBuilder& net, const std::string& x, const std::string& name, std::int64_t channels) {
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

inline std::string linear(NetBuilder& net, const std::string& x, const std::string& name, std::int64_t out,
                          std::int64_t in) {
  const std::string w = net.weight(name + ".weight", {out, in}), b = net.weight(name + ".bias", {out});
  const std::string t = net.call("aten.permute.default", {{"self", exportedRef(w)}, {"dims", exportedInts({1, 0})}});
  return net.call("aten.addmm.default", {{"self", exportedRef(b)}, {"mat1", exportedRef(x)}, {"mat2", exportedRef(t)}});
}

inline at::Tensor conv(const NetBuilder& net, const at::Tensor& x, const std::string& name, std::int64_t stride = 1,
                       std::int64_t padding = 1, std::int64_t groups = 1) {
  return at::conv2d(x, net[name + ".weight"], net[name + ".bias"], stride, padding, 1, groups);
}

inline at::Tensor norm(const NetBuilder& net, const at::Tensor& x, const std::string& name) {
  return at::batch_norm(x, net[name + ".weight"], net[name + ".bias"], net[name + ".running_mean"],
                        net[name + ".running_var"], false, 0.1, 1e-5, false);
}

inline at::Tensor linear(const NetBuilder& net, const at::Tensor& x, const std::string& name) {
  return at::linear(x, net[name + ".weight"], net[name + ".bias"]);
}

using Forward = std::function<at::Tensor(const at::Tensor&)>;

// Reads it stored and deflated, runs it on three images, and wants as many layers.
inline void expectComputes(NetBuilder& net, const std::string& last, const Shape& image, const Forward& forward,
                           std::size_t layers) {
  net.output(last);
  net.range("s0", 1, 64);
  for (const bool stored : {true, false}) {
    ReadProgram read;
    ASSERT_NO_THROW(read = readPt2(net.package({.stored = stored}), "net.pt2", {}));
    const Network network = makeNetwork(read.program, "net", "pt2");
    EXPECT_EQ(network.layers.size(), layers);
    ASSERT_EQ(network.program.inputs[0].shape[0], -1);
    Shape shape{3};
    shape.insert(shape.end(), image.begin(), image.end());
    const at::Tensor x = numbers(shape, 7);
    const at::Tensor wanted = forward(x), got = programOutputs(network.program, {x}).at(0);
    ASSERT_EQ(wanted.sizes(), got.sizes());
    EXPECT_TRUE(at::allclose(wanted, got, 1e-4, 1e-5)) << (wanted - got).abs().max().item<double>();
  }
}

inline std::string imageInput(NetBuilder& net, std::int64_t side = 16) {
  return net.input("x", {{"s0", 2}, 3, side, side});
}

inline std::string flattened(NetBuilder& net, const std::string& x, std::int64_t count) {
  const std::string batch =
      net.number("torch.ops.aten.sym_size.int", {{"self", exportedRef(x)}, {"dim", exportedInt(0)}});
  return net.call("aten.view.default",
                  {{"self", exportedRef(x)},
                   {"size", {{"as_sym_ints", Json::array({{{"as_name", batch}}, {{"as_int", count}}})}}}});
}

}  // namespace bitprism::test::exported
