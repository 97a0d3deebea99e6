#pragma once

#include <functional>

#include "core/network/tensor.h"
#include "tests/support/onnx_models.h"

// Networks as other exporters write them, each with one ONNX operator in one of its variants.
namespace bitprism::test {

struct OnnxCase {
  std::string name;
  Bytes bytes;
  bool judged = true;  // false: ONNX says it, ONNX Runtime does not run it
};

using L = std::vector<std::int64_t>;
using Given = std::vector<std::pair<std::string, ModelBuilder::Value>>;

// A network under construction: values by name, numbers from a seed.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(const L& inputShape, std::int64_t opset = 17)
      : model_(inputShape, opset), generator_(at::detail::createCPUGenerator(7)) {}

  std::string add(const std::string& op, const std::vector<std::string>& inputs, const Given& given = {}) {
    return addMany(op, inputs, 1, given)[0];
  }
  std::vector<std::string> addMany(const std::string& op, const std::vector<std::string>& inputs, std::size_t results,
                                   const Given& given = {}) {
    std::vector<std::string> outputs;
    for (std::size_t i = 0; i < results; ++i) outputs.push_back("v" + std::to_string(count_++));
    auto& node = ModelBuilder::nodeIn(model_.graph(), op, inputs, outputs);
    for (const auto& [name, value] : given) ModelBuilder::set(node, name, value);
    return outputs;
  }
  std::string normals(const L& shape) {
    return model_.constant(at::randn(shape, generator_, at::TensorOptions(at::kFloat)));
  }
  std::string positives(const L& shape) {
    return model_.constant(at::rand(shape, generator_, at::TensorOptions(at::kFloat)) + 0.5);
  }
  std::string integers(const L& values) { return model_.constant(values); }
  std::string constant(const at::Tensor& values) { return model_.constant(values); }
  std::string scalar(float value) { return model_.constant(at::scalar_tensor(value, at::kFloat)); }
  ModelBuilder& model() { return model_; }

 private:
  ModelBuilder model_;
  at::Generator generator_;
  int count_ = 0;
};

class OnnxCases {
 public:
  std::vector<OnnxCase> all;

  using Body = std::function<std::vector<std::string>(NetworkBuilder&, const std::string&)>;

  // The body sees the input as it is.
  void whole(const std::string& name, const L& inputShape, std::int64_t opset, const Body& body) {
    NetworkBuilder network(inputShape, opset);
    const std::vector<std::string> outputs = body(network, "x");
    all.push_back({name, network.model().bytes(outputs)});
  }

  // The body sees a layer's output of the input's shape, so that there is something to quantize.
  void behindALayer(const std::string& name, const L& inputShape, std::int64_t opset, const Body& body) {
    whole(name, inputShape, opset, [&](NetworkBuilder& b, const std::string& x) {
      if (inputShape.size() == 2) return body(b, b.add("MatMul", {x, b.normals({inputShape[1], inputShape[1]})}));
      L weight(inputShape.size(), 1);
      weight[0] = weight[1] = inputShape[1];
      return body(b, b.add("Conv", {x, b.normals(weight), b.normals({inputShape[1]})}));
    });
  }

  // One operator on images of 4 channels and 7 x 9 pixels.
  void plain(const std::string& name, const std::string& op, const Given& given = {}, std::int64_t opset = 17,
             const L& inputShape = {-1, 4, 7, 9}) {
    behindALayer(name, inputShape, opset,
                 [&](NetworkBuilder& b, const std::string& x) { return std::vector{b.add(op, {x}, given)}; });
  }
};

inline void addConvolutions(OnnxCases& cases) {
  const auto convolution = [&](const std::string& name, const std::string& op, const L& input, const L& weight,
                               std::int64_t biases, const Given& given) {
    cases.whole(name, input, 17, [&](NetworkBuilder& b, const std::string& x) {
      std::vector<std::string> inputs{x, b.normals(weight)};
      if (biases > 0) inputs.push_back(b.normals({biases}));
      return std::vector{b.add(op, inputs, given)};
    });
  };
  convolution("conv 1-D", "Conv", {-1, 4, 11}, {6, 2, 3}, 6, {{"group", 2}, {"pads", L{2, 1}}, {"strides", L{2}}});
  convolution("conv 3-D", "Conv", {-1, 2, 5, 6, 7}, {4, 2, 2, 3, 3}, 4,
              {{"pads", L{0, 1, 1, 1, 1, 2}}, {"dilations", L{1, 2, 1}}});
  for (const char* mode : {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
    const std::string text = mode;
    convolution("conv " + text, "Conv", {-1, 4, 7, 10}, {3, 4, 4, 3}, 3, {{"auto_pad", text}, {"strides", L{2, 3}}});
    convolution("conv transposed " + text, "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 4, 3}, 3,
                {{"auto_pad", text}, {"strides", L{2, 2}}});
    convolution("conv transposed tightly " + text, "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 2, 2}, 3,
                {{"auto_pad", text}, {"strides", L{2, 2}}});
    convolution("conv transposed loosely " + text, "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 2, 2}, 3,
                {{"auto_pad", text}, {"strides", L{3, 3}}});
  }
  convolution("conv transposed 1-D", "ConvTranspose", {-1, 4, 6}, {4, 3, 3}, 3,
              {{"strides", L{2}}, {"output_padding", L{1}}, {"pads", L{1, 1}}});
  convolution("conv transposed 3-D", "ConvTranspose", {-1, 2, 3, 4, 5}, {2, 3, 2, 3, 3}, 0,
              {{"strides", L{1, 2, 2}}, {"pads", L{0, 1, 1, 0, 1, 1}}});
  convolution("conv transposed grouped", "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 3, 3}, 6,
              {{"group", 2}, {"strides", L{2, 2}}, {"output_padding", L{1, 1}}, {"dilations", L{1, 2}}});
  convolution("conv transposed padded unevenly", "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 4, 4}, 3,
              {{"strides", L{2, 2}}, {"pads", L{2, 0, 0, 1}}});
  convolution("conv transposed to a shape", "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 3, 3}, 3,
              {{"strides", L{3, 3}}, {"output_shape", L{16, 19}}});
  convolution("conv transposed to a smaller shape", "ConvTranspose", {-1, 4, 5, 6}, {4, 3, 3, 3}, 3,
              {{"strides", L{2, 2}}, {"output_shape", L{10, 12}}, {"output_padding", L{1, 1}}});
}

inline void addNormalizations(OnnxCases& cases) {
  const L image{-1, 4, 7, 9};
  for (const std::int64_t opset : {std::int64_t{18}, std::int64_t{21}})
    cases.behindALayer("group normalization " + std::to_string(opset), image, opset,
                       [&](NetworkBuilder& b, const std::string& x) {
                         const L form{opset < 21 ? 2 : 4};
                         return std::vector{b.add("GroupNormalization", {x, b.normals(form), b.normals(form)},
                                                  {{"num_groups", 2}, {"epsilon", 1e-3}})};
                       });
  for (const L& shape : {L{-1, 4, 9}, image, L{-1, 2, 3, 4, 5}})
    cases.behindALayer(
        "instance normalization of " + std::to_string(shape.size()) + " axes", shape, 17,
        [&](NetworkBuilder& b, const std::string& x) {
          return std::vector{
              b.add("InstanceNormalization", {x, b.normals({shape[1]}), b.normals({shape[1]})}, {{"epsilon", 1e-2}})};
        });
  cases.behindALayer("layer normalization", image, 17, [](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("LayerNormalization", {x, b.normals({9}), b.normals({9})}),
                       b.add("LayerNormalization", {x, b.normals({4, 7, 9})}, {{"axis", 1}}),
                       b.add("LayerNormalization", {x, b.normals({7, 9}), b.normals({7, 9})}, {{"axis", -2}})};
  });
  for (const std::int64_t size : {3, 4, 5})
    cases.plain("local response over " + std::to_string(size), "LRN",
                {{"size", size}, {"alpha", 0.5}, {"beta", 0.6}, {"bias", 2.0}});
  cases.plain("local response along a line", "LRN", {{"size", 3}, {"alpha", 0.5}}, 17, {-1, 4, 9});
  for (OnnxCase& item : cases.all)
    item.judged &= item.name != "local response over 4" && item.name != "local response along a line";
  cases.behindALayer("batch normalization apart", image, 17, [](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("BatchNormalization",
                             {b.add("Relu", {x}), b.normals({4}), b.normals({4}), b.normals({4}), b.positives({4})})};
  });
  cases.whole("batch normalization first", {-1, 6}, 17, [](NetworkBuilder& b, const std::string& x) {
    const std::string normal =
        b.add("BatchNormalization", {x, b.normals({6}), b.normals({6}), b.normals({6}), b.positives({6})});
    return std::vector{b.add("MatMul", {normal, b.normals({6, 3})})};
  });
  cases.plain("L1 normalization", "LpNormalization", {{"p", 1}, {"axis", 1}});
  cases.plain("L2 normalization", "LpNormalization", {{"axis", -1}});
  cases.plain("mean and variance", "MeanVarianceNormalization", {}, 13);
}

inline void addPooling(OnnxCases& cases) {
  for (const std::string op : {"MaxPool", "AveragePool"}) {
    const auto pool = [&](const std::string& name, Given given, const L& shape = {-1, 4, 7, 10}) {
      if (op == "AveragePool") {
        cases.plain(op + " " + name, op, given, 19, shape);
        given.push_back({"count_include_pad", 1});
        cases.plain(op + " " + name + " counting", op, given, 19, shape);
      } else {
        cases.plain(op + " " + name, op, given, 17, shape);
      }
    };
    pool("even", {{"kernel_shape", L{3, 3}}, {"pads", L{1, 1, 1, 1}}, {"strides", L{2, 2}}});
    pool("rounding up", {{"kernel_shape", L{2, 3}}, {"strides", L{2, 2}}, {"ceil_mode", 1}});
    pool("rounding up padded",
         {{"kernel_shape", L{3, 3}}, {"pads", L{1, 1, 1, 1}}, {"strides", L{2, 2}}, {"ceil_mode", 1}});
    pool("rounding up far",
         {{"kernel_shape", L{2, 2}}, {"pads", L{1, 1, 1, 1}}, {"strides", L{3, 3}}, {"ceil_mode", 1}});
    pool("uneven", {{"kernel_shape", L{3, 2}}, {"pads", L{0, 1, 2, 0}}, {"strides", L{2, 2}}});
    pool("uneven rounding up",
         {{"kernel_shape", L{3, 3}}, {"pads", L{0, 0, 1, 1}}, {"strides", L{2, 2}}, {"ceil_mode", 1}});
    pool("upper", {{"kernel_shape", L{3, 3}}, {"auto_pad", "SAME_UPPER"}, {"strides", L{2, 2}}});
    pool("lower", {{"kernel_shape", L{2, 3}}, {"auto_pad", "SAME_LOWER"}, {"strides", L{2, 3}}});
    pool("1-D", {{"kernel_shape", L{3}}, {"strides", L{2}}, {"pads", L{1, 1}}}, {-1, 4, 11});
    pool("3-D", {{"kernel_shape", L{2, 2, 3}}, {"strides", L{1, 2, 2}}}, {-1, 2, 4, 5, 6});
  }
  cases.plain("MaxPool dilated", "MaxPool",
              {{"kernel_shape", L{2, 3}}, {"dilations", L{3, 2}}, {"pads", L{1, 1, 1, 1}}});
  cases.plain("LpPool", "LpPool", {{"kernel_shape", L{2, 3}}, {"strides", L{2, 2}}, {"p", 3}});
  for (const char* op : {"GlobalAveragePool", "GlobalMaxPool"}) {
    cases.plain(op, op);
    cases.plain(std::string(op) + " 1-D", op, {}, 17, {-1, 4, 9});
  }
}

inline void addRecurrent(OnnxCases& cases) {
  struct Kind {
    std::string op;
    std::int64_t gates;
  };
  for (const auto& [op, gates] : {Kind{"LSTM", 4}, Kind{"GRU", 3}, Kind{"RNN", 1}})
    for (const std::string direction : {"forward", "reverse", "bidirectional"})
      for (const int more : {0, 1}) {  // biases and initial states
        const std::int64_t directions = direction == "bidirectional" ? 2 : 1;
        cases.behindALayer(
            op + " " + direction + (more ? " with states" : ""), {-1, 6, 5}, 17,
            [&](NetworkBuilder& b, const std::string& x) {
              std::vector<std::string> inputs{b.add("Transpose", {x}, {{"perm", L{2, 0, 1}}}),
                                              b.normals({directions, gates * 6, 6}),
                                              b.normals({directions, gates * 6, 6})};
              if (more) {
                inputs.push_back(b.normals({directions, 2 * gates * 6}));
                inputs.emplace_back("");
                const std::string mean = b.add("ReduceMean", {x}, {{"axes", L{2}}, {"keepdims", 0}});
                const std::string one = b.add("Unsqueeze", {mean, b.integers({0})});
                const std::string state =
                    directions == 1 ? one : b.add("Concat", {one, b.add("Neg", {one})}, {{"axis", 0}});
                inputs.push_back(state);
                if (op == "LSTM") inputs.push_back(b.add("Tanh", {state}));
              }
              Given given{{"hidden_size", 6}, {"direction", direction}};
              if (op == "GRU") given.push_back({"linear_before_reset", 1});
              if (op == "RNN" && more) given.push_back({"activations", std::vector<std::string>(directions, "Relu")});
              const std::vector<std::string> results = b.addMany(op, inputs, op == "LSTM" ? 3 : 2, given);
              std::vector<std::string> outputs{b.add("Transpose", {results[0]}, {{"perm", L{2, 0, 1, 3}}})};
              for (std::size_t i = 1; i < results.size(); ++i)
                outputs.push_back(b.add("Transpose", {results[i]}, {{"perm", L{1, 0, 2}}}));
              return outputs;
            });
      }
}

inline void addResizing(OnnxCases& cases) {
  const auto resize = [&](const std::string& name, const Given& given, const std::vector<double>& scales,
                          const L& sizes = {}, const L& shape = {-1, 3, 6, 5}) {
    cases.behindALayer("resize " + name, shape, 13, [&](NetworkBuilder& b, const std::string& x) {
      std::vector<std::string> inputs{x, "", ""};
      if (!scales.empty()) inputs[2] = b.constant(at::tensor(scales, at::kFloat));
      if (!sizes.empty()) {
        const std::string leading = b.add("Slice", {b.add("Shape", {x}), b.integers({0}), b.integers({2})});
        inputs.push_back(b.add("Concat", {leading, b.integers(sizes)}, {{"axis", 0}}));
      }
      return std::vector{b.add("Resize", inputs, given)};
    });
  };
  for (const char* coordinates : {"half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"}) {
    const std::string text = coordinates;
    for (const char* rounding : {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"})
      resize("nearest " + text + " " + rounding,
             {{"mode", "nearest"}, {"coordinate_transformation_mode", text}, {"nearest_mode", rounding}},
             {1, 1, 2, 1.5});
    resize("nearest down " + text, {{"mode", "nearest"}, {"coordinate_transformation_mode", text}}, {1, 1, 0.5, 0.6});
    for (const char* mode : {"linear", "cubic"}) {
      const Given given{{"mode", mode}, {"coordinate_transformation_mode", text}};
      resize(std::string(mode) + " " + text, given, {1, 1, 2, 1.6});
      resize(std::string(mode) + " down " + text, given, {1, 1, 0.5, 0.7});
      resize(std::string(mode) + " to sizes " + text, given, {}, {9, 4});
    }
  }
  resize("linear 1-D", {{"mode", "linear"}}, {1, 1, 2.5}, {}, {-1, 3, 6});
  resize("linear 3-D", {{"mode", "linear"}}, {1, 1, 2, 2, 2}, {}, {-1, 3, 3, 4, 5});
  cases.behindALayer("upsample 9", {-1, 3, 6, 5}, 9, [](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("Upsample", {x, b.constant(at::tensor({1.F, 1.F, 2.F, 3.F}))}, {{"mode", "nearest"}})};
  });
  cases.behindALayer("resize some axes", {-1, 3, 6, 5}, 18, [](NetworkBuilder& b, const std::string& x) {
    return std::vector{
        b.add("Resize", {x, "", b.constant(at::tensor({2.F, 3.F}))}, {{"mode", "linear"}, {"axes", L{2, 3}}})};
  });
}

inline void addShapes(OnnxCases& cases) {
  const L image{-1, 4, 6, 8};
  const auto one = [&](const std::string& name, std::int64_t opset,
                       const std::function<std::string(NetworkBuilder&, const std::string&)>& body,
                       const L& shape = {-1, 4, 6, 8}) {
    cases.behindALayer(name, shape, opset,
                       [&](NetworkBuilder& b, const std::string& x) { return std::vector{body(b, x)}; });
  };
  for (const char* mode : {"constant", "reflect", "edge", "wrap"})
    one(std::string("pad ") + mode, 19, [&](NetworkBuilder& b, const std::string& x) {
      std::vector<std::string> inputs{x, b.integers({0, 0, 1, 2, 0, 0, 2, 0})};
      if (std::string(mode) == "constant") inputs.push_back(b.scalar(0.75));
      return b.add("Pad", inputs, {{"mode", mode}});
    });
  one("pad some axes", 18, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Pad", {x, b.integers({1, 2, 0, 3}), "", b.integers({3, 1})});
  });
  one("pad by less than nothing", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Pad", {x, b.integers({0, 0, -1, 2, 0, 0, 0, -3})});
  });
  one("pad a line by reflection", 17,
      [](NetworkBuilder& b, const std::string& x) {
        return b.add("Pad", {x, b.integers({0, 0, 2, 0, 0, 3})}, {{"mode", "reflect"}});
      },
      {-1, 4, 9});
  one("depth to space DCR", 13, [](NetworkBuilder& b, const std::string& x) {
    return b.add("DepthToSpace", {x}, {{"blocksize", 2}, {"mode", "DCR"}});
  });
  one("depth to space CRD", 13, [](NetworkBuilder& b, const std::string& x) {
    return b.add("DepthToSpace", {x}, {{"blocksize", 2}, {"mode", "CRD"}});
  });
  one("space to depth", 13, [](NetworkBuilder& b, const std::string& x) {
    return b.add("SpaceToDepth", {x}, {{"blocksize", 2}});
  });
  for (const std::int64_t upper : {0, 1})
    for (const std::int64_t diagonal : {-1, 0, 2})
      one("triangle " + std::to_string(upper) + " at " + std::to_string(diagonal), 17,
          [&](NetworkBuilder& b, const std::string& x) {
            return b.add("Trilu", {x, b.constant(at::scalar_tensor(diagonal, at::kLong))}, {{"upper", upper}});
          });
  one("einsum of channels", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Einsum", {x, b.normals({4, 3})}, {{"equation", "bchw,cd->bdhw"}});
  });
  one("einsum of itself", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Einsum", {x, x}, {{"equation", "b c h w, b d h w -> b c d"}});
  });
  one("einsum with dots", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Einsum", {x, b.normals({8, 5})}, {{"equation", "...ij,jk->...ik"}});
  });
  one("slice backwards", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Slice", {x, b.integers({-1, 6}), b.integers({-100, 1}), b.integers({2, 3}), b.integers({-2, -1})});
  });
  one("slice", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Slice", {x, b.integers({-5, 1}), b.integers({1000, -1}), b.integers({-1, 1}), b.integers({2, 1})});
  });
  cases.behindALayer("split", image, 18, [](NetworkBuilder& b, const std::string& x) {
    const auto even = b.addMany("Split", {x}, 3, {{"axis", -1}, {"num_outputs", 3}});
    const auto parts = b.addMany("Split", {x, b.integers({1, 3})}, 2, {{"axis", 1}});
    return std::vector{even[0], even[2], parts[1], b.add("Relu", {parts[0]})};
  });
  one("tile", 17, [](NetworkBuilder& b, const std::string& x) { return b.add("Tile", {x, b.integers({1, 2, 1, 3})}); });
  one("expand", 17, [](NetworkBuilder& b, const std::string& x) {
    const std::string mean = b.add("ReduceMean", {x}, {{"axes", L{2, 3}}});
    return b.add("Expand", {mean, b.integers({1, 1, 3, 5})});
  });
  one("flatten elsewhere", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Reshape", {b.add("Flatten", {x}, {{"axis", 3}}), b.integers({-1, 4, 48})});
  });
}

inline void addIndexing(OnnxCases& cases) {
  const auto one = [&](const std::string& name, std::int64_t opset,
                       const std::function<std::string(NetworkBuilder&, const std::string&)>& body,
                       const L& shape = {-1, 4, 6, 8}) {
    cases.behindALayer(name, shape, opset,
                       [&](NetworkBuilder& b, const std::string& x) { return std::vector{body(b, x)}; });
  };
  const auto whole = [](L shape, const L& values) { return at::tensor(values, at::kLong).reshape(shape); };
  one("gather several", 17, [&](NetworkBuilder& b, const std::string& x) {
    return b.add("Gather", {x, b.constant(whole({2, 2}, {3, -1, 0, 2}))}, {{"axis", 1}});
  });
  one("gather one", 17, [](NetworkBuilder& b, const std::string& x) {
    return b.add("Gather", {x, b.constant(at::scalar_tensor(-2, at::kLong))}, {{"axis", 3}});
  });
  // The batch is fixed: indices and updates are as long as their tensor.
  one("gather elements", 17,
      [&](NetworkBuilder& b, const std::string& x) {
        return b.add("GatherElements", {x, b.constant(whole({2, 3}, {0, -1, 2, 3, 3, 1}))}, {{"axis", 1}});
      },
      {2, 4});
  one("gather points", 17,
      [&](NetworkBuilder& b, const std::string& x) {
        return b.add("GatherND", {x, b.constant(whole({3, 2}, {0, 1, 1, 3, 1, -1}))});
      },
      {2, 4});
  one("scatter elements", 17,
      [&](NetworkBuilder& b, const std::string& x) {
        return b.add("ScatterElements", {x, b.constant(whole({2, 2}, {0, -1, 2, 1})), b.normals({2, 2})},
                     {{"axis", 1}});
      },
      {2, 4});
  one("scatter points", 17,
      [&](NetworkBuilder& b, const std::string& x) {
        return b.add("ScatterND", {x, b.constant(whole({2, 2}, {0, 1, 1, -1})), b.normals({2})});
      },
      {2, 4});
  one("scatter rows", 17,
      [&](NetworkBuilder& b, const std::string& x) {
        return b.add("ScatterND", {x, b.constant(whole({1, 1}, {1})), b.normals({1, 4})});
      },
      {2, 4});
  one("one-hot of the largest", 17, [](NetworkBuilder& b, const std::string& x) {
    const std::string top = b.add("ArgMax", {x}, {{"axis", 1}, {"keepdims", 0}});
    return b.add("OneHot", {top, b.constant(at::scalar_tensor(4, at::kLong)), b.constant(at::tensor({-1.F, 2.F}))},
                 {{"axis", 1}});
  });
  for (const std::int64_t opset : {std::int64_t{16}, std::int64_t{20}})
    for (const std::string mode : {"bilinear", "nearest", "bicubic"})
      for (const std::string padding : {"zeros", "border", "reflection"})
        for (const std::int64_t corners : {0, 1}) {
          const std::string said = opset < 20 || mode == "nearest" ? mode : mode == "bilinear" ? "linear" : "cubic";
          one("grid " + said + " " + padding + " " + std::to_string(corners), opset,
              [&](NetworkBuilder& b, const std::string& x) {
                const std::string first = b.add("Slice", {x, b.integers({0}), b.integers({2}), b.integers({1})});
                const std::string grid = b.add("Transpose", {first}, {{"perm", L{0, 2, 3, 1}}});
                const std::string bounded = b.add("Mul", {b.add("Tanh", {grid}), b.scalar(1.3F)});
                return b.add("GridSample", {x, bounded},
                             {{"mode", said}, {"padding_mode", padding}, {"align_corners", corners}});
              });
        }
  cases.behindALayer("top three", {-1, 4, 6, 8}, 17, [](NetworkBuilder& b, const std::string& x) {
    const auto top = b.addMany("TopK", {x, b.integers({3})}, 2, {{"axis", -1}});
    return std::vector{top[0], b.add("Cast", {top[1]}, {{"to", 1}})};
  });
  for (const std::int64_t exclusive : {0, 1})
    for (const std::int64_t reverse : {0, 1})
      one("running sum " + std::to_string(exclusive) + std::to_string(reverse), 17,
          [&](NetworkBuilder& b, const std::string& x) {
            return b.add("CumSum", {x, b.constant(at::scalar_tensor(2, at::kLong))},
                         {{"exclusive", exclusive}, {"reverse", reverse}});
          });
}

inline void addActivations(OnnxCases& cases) {
  cases.plain("gelu", "Gelu", {}, 20);
  cases.plain("gelu by tanh", "Gelu", {{"approximate", "tanh"}}, 20);
  cases.plain("selu", "Selu", {{"alpha", 1.5}, {"gamma", 1.2}});
  cases.plain("elu", "Elu", {{"alpha", 0.7}});
  cases.plain("celu", "Celu", {{"alpha", 0.7}});
  cases.plain("thresholded", "ThresholdedRelu", {{"alpha", 0.3}});
  cases.plain("hard sigmoid", "HardSigmoid", {{"alpha", 0.3}, {"beta", 0.4}});
  cases.plain("shrink", "Shrink", {{"lambd", 0.4}, {"bias", 0.2}});
  cases.plain("softmax over the rest", "Softmax", {{"axis", 1}}, 11);
  cases.plain("softmax over channels", "Softmax", {{"axis", 1}}, 13);
  cases.plain("log-softmax", "LogSoftmax", {{"axis", -1}}, 13);
  for (const char* op : {"Softsign", "Softplus", "Mish", "HardSwish", "Round", "Sign", "Asinh", "Atan"})
    cases.plain(op, op, {}, 18);
  for (const L& slope : {L{4, 1, 1}, L{1}, L{4, 7, 9}, L{9}})
    cases.behindALayer("prelu of " + std::to_string(slope.size()) + " axes, " + std::to_string(slope[0]), {-1, 4, 7, 9},
                       17, [&](NetworkBuilder& b, const std::string& x) {
                         return std::vector{b.add("PRelu", {x, b.normals(slope)})};
                       });
  for (const char* op : {"ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp", "ReduceProd", "ReduceMin"}) {
    cases.plain(op, op, {{"axes", L{1, -1}}});
    cases.plain(std::string(op) + " without axes kept", op, {{"axes", L{2}}, {"keepdims", 0}});
  }
}

// Branches and loops that do not depend on the input.
inline void addControlFlow(OnnxCases& cases) {
  for (const bool condition : {false, true})
    cases.behindALayer(std::string("if ") + (condition ? "so" : "not"), {-1, 4, 7, 9}, 17,
                       [&](NetworkBuilder& b, const std::string& x) {
                         const auto branch = [&](const std::string& op) {
                           onnx::GraphProto graph;
                           graph.set_name(op);
                           ModelBuilder::nodeIn(graph, op, {x}, {"result_" + op});
                           graph.add_output()->set_name("result_" + op);
                           return graph;
                         };
                         return std::vector{b.add("If", {b.constant(at::scalar_tensor(condition, at::kBool))},
                                                  {{"then_branch", branch("Relu")}, {"else_branch", branch("Tanh")}})};
                       });
  cases.behindALayer("loop", {-1, 4, 7, 9}, 17, [](NetworkBuilder& b, const std::string& x) {
    onnx::GraphProto body;
    body.set_name("body");
    ModelBuilder::describe(*body.add_input(), "i", {}, onnx::TensorProto::INT64);
    ModelBuilder::describe(*body.add_input(), "going", {}, onnx::TensorProto::BOOL);
    ModelBuilder::describe(*body.add_input(), "state", {-1, 4, 7, 9});
    ModelBuilder::nodeIn(body, "Identity", {"going"}, {"still"});
    ModelBuilder::nodeIn(body, "Sin", {"state"}, {"sine"});
    ModelBuilder::nodeIn(body, "Add", {"sine", x}, {"next"});
    ModelBuilder::nodeIn(body, "ReduceMax", {"next"}, {"kept"}).add_attribute();
    auto* axes = body.mutable_node(3)->mutable_attribute(0);
    axes->set_name("axes");
    axes->set_type(onnx::AttributeProto::INTS);
    axes->add_ints(3);
    ModelBuilder::describe(*body.add_output(), "still", {}, onnx::TensorProto::BOOL);
    ModelBuilder::describe(*body.add_output(), "next", {-1, 4, 7, 9});
    ModelBuilder::describe(*body.add_output(), "kept", {-1, 4, 7, 1});
    const auto results = b.addMany("Loop", {b.constant(at::scalar_tensor(3, at::kLong)), "", x}, 2, {{"body", body}});
    return std::vector{results[0], b.add("Transpose", {results[1]}, {{"perm", L{1, 0, 2, 3, 4}}})};
  });
}

// Dosovitskiy et al. 2021: patches, a class token, positions, one block of attention with two heads, a head.
inline void addTransformer(OnnxCases& cases) {
  cases.whole("vision transformer", {-1, 3, 8, 8}, 17, [](NetworkBuilder& b, const std::string& x) {
    constexpr std::int64_t width = 12, heads = 2;
    const auto product = [&](const std::string& of, std::int64_t from, std::int64_t to) {
      return b.add("Add", {b.add("MatMul", {of, b.normals({from, to})}), b.normals({to})});
    };
    const auto normal = [&](const std::string& of) {
      return b.add("LayerNormalization", {of, b.normals({width}), b.normals({width})});
    };
    const std::string patches = b.add("Conv", {x, b.normals({width, 3, 4, 4})}, {{"strides", L{4, 4}}});
    const std::string batch = b.add("Gather", {b.add("Shape", {patches}), b.integers({0})});
    const std::string form = b.add("Concat", {batch, b.integers({width, -1})}, {{"axis", 0}});
    const std::string tokens = b.add("Transpose", {b.add("Reshape", {patches, form})}, {{"perm", L{0, 2, 1}}});
    const std::string wide = b.add("Concat", {batch, b.integers({1, width})}, {{"axis", 0}});
    const std::string first = b.add("Expand", {b.normals({1, 1, width}), wide});
    std::string state = b.add("Add", {b.add("Concat", {first, tokens}, {{"axis", 1}}), b.normals({1, 5, width})});
    const std::string seen = normal(state);
    const auto head = [&](const L& order) {
      const std::string apart =
          b.add("Reshape", {product(seen, width, width), b.integers({0, 0, heads, width / heads})});
      return b.add("Transpose", {apart}, {{"perm", order}});
    };
    const std::string query = head({0, 2, 1, 3}), key = head({0, 2, 3, 1}), value = head({0, 2, 1, 3});
    const std::string scores = b.add("Div", {b.add("MatMul", {query, key}), b.scalar(2.449489743F)});
    const std::string mixed = b.add("MatMul", {b.add("Softmax", {scores}, {{"axis", -1}}), value});
    const std::string joined =
        b.add("Reshape", {b.add("Transpose", {mixed}, {{"perm", L{0, 2, 1, 3}}}), b.integers({0, 0, width})});
    state = b.add("Add", {state, product(joined, width, width)});
    const std::string inner = product(normal(state), width, 24);
    const std::string erf = b.add("Erf", {b.add("Div", {inner, b.scalar(1.414213562F)})});
    const std::string gelu = b.add("Mul", {b.add("Mul", {inner, b.add("Add", {erf, b.scalar(1)})}), b.scalar(0.5)});
    state = b.add("Add", {state, product(gelu, 24, width)});
    const std::string token =
        b.add("Gather", {normal(state), b.constant(at::scalar_tensor(0, at::kLong))}, {{"axis", 1}});
    return std::vector{b.add("Gemm", {token, b.normals({5, width}), b.normals({5})}, {{"transB", 1}})};
  });
}

// Attention and what goes with it, as operators of their own.
inline void addAttention(OnnxCases& cases) {
  const auto heads = [](NetworkBuilder& b, const std::string& x, std::int64_t count, std::int64_t width) {
    const std::string flat = b.add("MatMul", {x, b.normals({12, count * width})});
    return b.add("Transpose", {b.add("Reshape", {flat, b.integers({0, 0, count, width})})}, {{"perm", L{0, 2, 1, 3}}});
  };
  const auto flat = [](NetworkBuilder& b, const std::string& x, std::int64_t width) {
    return b.add("MatMul", {x, b.normals({12, width})});
  };
  const L words{-1, 5, 12};
  cases.whole("attention of heads", words, 23, [&](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("Attention", {heads(b, x, 3, 4), heads(b, x, 3, 4), heads(b, x, 3, 4)})};
  });
  cases.whole("attention looking back", words, 23, [&](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("Attention", {heads(b, x, 4, 4), heads(b, x, 2, 4), heads(b, x, 2, 4)},
                             {{"is_causal", 1}, {"scale", 0.3}})};
  });
  cases.whole("attention of flat heads", words, 24, [&](NetworkBuilder& b, const std::string& x) {
    return std::vector{
        b.add("Attention", {flat(b, x, 12), flat(b, x, 6), flat(b, x, 6)}, {{"q_num_heads", 4}, {"kv_num_heads", 2}})};
  });
  cases.whole("attention with a mask", words, 23, [&](NetworkBuilder& b, const std::string& x) {
    const std::string mask = b.constant(at::tensor({1, 1, 1, 0, 1}, at::kLong).to(at::kBool).reshape({1, 5}));
    return std::vector{b.add("Attention", {heads(b, x, 3, 4), heads(b, x, 3, 4), heads(b, x, 3, 4),
                                           b.add("Expand", {mask, b.integers({5, 5})})})};
  });
  cases.whole("multi-head attention", words, 17, [&](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("com.microsoft.MultiHeadAttention",
                             {flat(b, x, 12), flat(b, x, 12), flat(b, x, 8), b.normals({32})}, {{"num_heads", 4}})};
  });
  cases.whole("packed attention", words, 17, [&](NetworkBuilder& b, const std::string& x) {
    return std::vector{b.add("com.microsoft.Attention", {x, b.normals({12, 24}), b.normals({24})}, {{"num_heads", 2}})};
  });
  for (const std::int64_t interleaved : {0, 1}) {
    const std::string how = interleaved ? "interleaved" : "in halves";
    cases.whole("rotary " + how, words, 23, [&, interleaved](NetworkBuilder& b, const std::string& x) {
      return std::vector{b.add("RotaryEmbedding", {flat(b, x, 16), b.normals({1, 5, 4}), b.normals({1, 5, 4})},
                               {{"num_heads", 2}, {"interleaved", interleaved}})};
    });
    cases.all.back().judged = false;  // angles of one batch for all: said by the standard's reference alone
    cases.whole("rotary by position " + how, {1, 5, 12}, 23, [&, interleaved](NetworkBuilder& b, const std::string& x) {
      const std::string positions = b.constant(at::tensor({3, 1, 0, 2, 5}, at::kLong).reshape({1, 5}));
      return std::vector{b.add("RotaryEmbedding", {heads(b, x, 2, 8), b.normals({6, 3}), b.normals({6, 3}), positions},
                               {{"interleaved", interleaved}, {"rotary_embedding_dim", 6}})};
    });
    cases.whole("contributed rotary " + how, {1, 5, 12}, 17, [&, interleaved](NetworkBuilder& b, const std::string& x) {
      const std::string positions = b.constant(at::tensor({3, 1, 0, 2, 5}, at::kLong).reshape({1, 5}));
      return std::vector{b.add("com.microsoft.RotaryEmbedding",
                               {heads(b, x, 2, 8), positions, b.normals({6, 4}), b.normals({6, 4})},
                               {{"interleaved", interleaved}})};
    });
  }
  cases.behindALayer("skip and root mean square", {-1, 12}, 17, [](NetworkBuilder& b, const std::string& x) {
    const std::string rows = b.add("Unsqueeze", {x, b.integers({1})});
    return b.addMany("com.microsoft.SkipSimplifiedLayerNormalization", {rows, b.add("Relu", {rows}), b.positives({12})},
                     1);
  });
  for (const std::int64_t bits : {4, 8}) {
    const std::int64_t block = 16, blocks = 2, bytes = block * bits / 8;
    const auto codes = [](const L& shape) {
      return (at::arange(elementCount(shape)) * 37 % 256).to(at::kByte).reshape(shape);
    };
    cases.whole("blocks of " + std::to_string(bits) + " bits", {-1, 12}, 17,
                [=](NetworkBuilder& b, const std::string& x) {
                  const std::string wide = b.add("MatMul", {x, b.normals({12, 24})});
                  return std::vector{b.add("com.microsoft.MatMulNBits",
                                           {wide, b.constant(codes({6, blocks, bytes})), b.positives({12})},
                                           {{"K", 24}, {"N", 6}, {"bits", bits}, {"block_size", block}})};
                });
    cases.whole("blocks of " + std::to_string(bits) + " bits with zero points", {-1, 12}, 17,
                [=](NetworkBuilder& b, const std::string& x) {
                  const std::string wide = b.add("MatMul", {x, b.normals({12, 24})});
                  return std::vector{b.add("com.microsoft.MatMulNBits",
                                           {wide, b.constant(codes({6, blocks, bytes})), b.positives({12}),
                                            b.constant(codes({6, blocks * bits / 8}))},
                                           {{"K", 24}, {"N", 6}, {"bits", bits}, {"block_size", block}})};
                });
  }
  cases.plain("swish", "Swish", {}, 24);
  cases.plain("swish with a slope", "Swish", {{"alpha", 1.5}}, 24);
  cases.plain("hardmax", "Hardmax", {{"axis", 1}});
  for (const char* activation : {"Relu", "Sigmoid", "Tanh"})
    cases.whole(std::string("fused convolution with ") + activation, {-1, 4, 7, 9}, 17,
                [activation](NetworkBuilder& b, const std::string& x) {
                  return std::vector{b.add("com.microsoft.FusedConv", {x, b.normals({6, 4, 3, 3}), b.normals({6})},
                                           {{"activation", std::string(activation)}, {"pads", L{1, 1, 1, 1}}})};
                });
}

// Operators that sample pictures, or crop and reverse them.
inline void addSampling(OnnxCases& cases) {
  const L image{2, 4, 7, 9};
  const auto one = [&](const std::string& name, std::int64_t opset, const L& shape,
                       const std::function<std::string(NetworkBuilder&, const std::string&)>& body) {
    cases.behindALayer(name, shape, opset,
                       [&](NetworkBuilder& b, const std::string& x) { return std::vector{body(b, x)}; });
  };
  // One region inside, one across the border, one outside, one without an extent; in both images, not in their order.
  const at::Tensor regions = at::tensor({1.F,  1.5F, 9.F, 6.F, -3.F, -2.F, 20.F, 5.F, 30.F, 30.F,
                                         40.F, 40.F, 4.F, 4.F, 4.F,  4.F,  0.F,  2.F, 17.F, 13.F})
                                 .reshape({5, 4});
  for (const std::int64_t opset : {10, 16})
    for (const std::int64_t sampling : {0, 2})
      one("aligned regions " + std::to_string(opset) + " " + std::to_string(sampling), opset, image,
          [&](NetworkBuilder& b, const std::string& x) {
            return b.add(
                "RoiAlign", {x, b.constant(regions), b.integers({1, 0, 0, 1, 0})},
                {{"output_height", 3}, {"output_width", 2}, {"sampling_ratio", sampling}, {"spatial_scale", 0.5}});
          });
  one("aligned regions of output pixels", 16, image, [&](NetworkBuilder& b, const std::string& x) {
    return b.add("RoiAlign", {x, b.constant(regions), b.integers({0, 0, 1, 1, 1})},
                 {{"output_height", 2}, {"output_width", 2}, {"coordinate_transformation_mode", "output_half_pixel"}});
  });
  for (const std::int64_t p : {1, 2, 3}) cases.plain("global p-norm " + std::to_string(p), "GlobalLpPool", {{"p", p}});
  cases.plain("global p-norm of volumes", "GlobalLpPool", {}, 17, {-1, 2, 3, 4, 5});
  one("reversed rows of images", 17, {3, 5, 4}, [](NetworkBuilder& b, const std::string& x) {
    return b.add("ReverseSequence", {x, b.integers({5, 2, 1})}, {{"batch_axis", 0}, {"time_axis", 1}});
  });
  one("reversed images of rows", 17, {4, 3, 5}, [](NetworkBuilder& b, const std::string& x) {
    return b.add("ReverseSequence", {x, b.integers({4, 1, 3})});
  });
  one("all reversed alike", 17, {3, 5, 4}, [](NetworkBuilder& b, const std::string& x) {
    return b.add("ReverseSequence", {x, b.integers({4, 4, 4})}, {{"batch_axis", 0}, {"time_axis", 1}});
  });
  for (const L& target : {L{4, 12}, L{10, 6}, L{7, 9}, L{8, 8}})
    one("centred in " + std::to_string(target[0]) + " x " + std::to_string(target[1]), 18, {-1, 4, 7, 9},
        [&](NetworkBuilder& b, const std::string& x) {
          return b.add("CenterCropPad", {x, b.integers(target)}, {{"axes", L{-2, -1}}});
        });
  one("centred on all axes", 18, image, [](NetworkBuilder& b, const std::string& x) {
    return b.add("CenterCropPad", {x, b.integers({2, 3, 10, 4})});
  });
  for (const std::int64_t corners : {0, 1}) {
    cases.whole("affine grid " + std::to_string(corners), {2, 6}, 20, [&](NetworkBuilder& b, const std::string& x) {
      const std::string maps = b.add("Reshape", {b.add("MatMul", {x, b.normals({6, 6})}), b.integers({2, 2, 3})});
      return std::vector{b.add("AffineGrid", {maps, b.integers({2, 3, 5, 4})}, {{"align_corners", corners}})};
    });
    cases.whole(
        "affine grid of volumes " + std::to_string(corners), {2, 12}, 20, [&](NetworkBuilder& b, const std::string& x) {
          const std::string maps = b.add("Reshape", {b.add("MatMul", {x, b.normals({12, 12})}), b.integers({2, 3, 4})});
          return std::vector{b.add("AffineGrid", {maps, b.integers({2, 3, 3, 5, 4})}, {{"align_corners", corners}})};
        });
  }
}

// Offsets and masks come from the data, as in networks.
inline void addDeformableConvolutions(OnnxCases& cases) {
  struct Form {
    std::string name;
    std::int64_t groups, parts;
    bool mask;
    Given given;
  };
  const std::vector<Form> forms = {{"", 1, 1, false, {}},
                                   {" in groups", 2, 2, true, {{"pads", L{1, 1, 1, 1}}}},
                                   {" of two parts", 1, 2, false, {{"strides", L{2, 1}}, {"pads", L{0, 2, 1, 1}}}},
                                   {" dilated", 4, 1, true, {{"dilations", L{2, 1}}, {"pads", L{2, 1, 2, 1}}}}};
  for (const Form& form : forms)
    cases.whole("deformable convolution" + form.name, {-1, 4, 7, 9}, 19, [&](NetworkBuilder& b, const std::string& x) {
      const auto like = [&](std::int64_t channels) {  // of the results' extents
        return b.add("Conv", {x, b.normals({channels, 4, 3, 3})}, form.given);
      };
      std::vector<std::string> inputs{x, b.normals({8, 4 / form.groups, 3, 3}), like(2 * 9 * form.parts),
                                      b.normals({8})};
      if (form.mask) inputs.push_back(b.add("Sigmoid", {like(9 * form.parts)}));
      Given given = form.given;
      given.emplace_back("group", form.groups);
      given.emplace_back("offset_group", form.parts);
      return std::vector{b.add("DeformConv", inputs, given)};
    });
}

inline std::vector<OnnxCase> onnxCases() {
  OnnxCases cases;
  addConvolutions(cases);
  addNormalizations(cases);
  addPooling(cases);
  addRecurrent(cases);
  addResizing(cases);
  addShapes(cases);
  addIndexing(cases);
  addActivations(cases);
  addControlFlow(cases);
  addTransformer(cases);
  addAttention(cases);
  addSampling(cases);
  addDeformableConvolutions(cases);
  return std::move(cases.all);
}

}  // namespace bitprism::test
