#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/torch/read/tflite_names.h"
#include "tests/support/tflite_writer.h"

// TensorFlow Lite files of one operator with one choice of options each; those of four axes also behind a convolution,
// whose result the reader holds with channels first.
namespace bitprism::test {

enum class TfliteNumbers { Usual, Positive, Halves, Small };

struct TfliteCase {
  std::string name, op;
  Bytes bytes;
  TfliteNumbers numbers = TfliteNumbers::Usual;
  double steps = 0;         // of the output's scale that it may differ by; 0: a float, within 1e-4 of the largest
  double tolerance = 1e-4;  // relative to the largest, of floats
};

inline int tfliteCode(const std::string& op) {
  for (int code = 0; code < 200; ++code)
    if (tfliteOperatorName(code) == op) return code;
  throw std::logic_error("no operator " + op);
}

inline std::vector<float> tfliteWeights(std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(i * 37 % 101) * 0.02F - 1);
  return values;
}

inline std::vector<float> tfliteWeights(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  return tfliteWeights(static_cast<std::size_t>(count));
}

using Wholes = std::vector<std::int32_t>;

class TfliteCases {
 public:
  // Adds the operator's node, of the tensor x, its results from the tensor y on.
  using Add = std::function<void(TfliteWriter& net, int x, int y)>;

  std::vector<TfliteCase> all;
  TfliteNumbers numbers = TfliteNumbers::Usual;
  std::int8_t result = TfliteWriter::float32;
  int results = 1;

  void add(const std::string& op, const std::string& options, const Shape& shape, const Add& node) {
    all.push_back({op + " " + options, op, file(shape, node, false), numbers});
    if (shape.size() == 4)
      all.push_back({op + " " + options + " behind a convolution", op, file(shape, node, true), numbers});
  }

 private:
  Bytes file(const Shape& shape, const Add& node, bool convolved) const {
    TfliteWriter net;
    const int x = net.tensor("x", shape);
    int from = x;
    if (convolved) {
      const auto channels = static_cast<int>(shape.back());
      const float beside = numbers == TfliteNumbers::Halves ? 0 : 0.25F;
      std::vector<float> mixed(static_cast<std::size_t>(channels * channels), beside);
      for (int i = 0; i < channels; ++i) mixed[static_cast<std::size_t>(i * channels + i)] = 1;
      const int w = net.constant("mixed", {channels, 1, 1, channels}, mixed),
                b = net.constant("none", {channels}, std::vector<float>(static_cast<std::size_t>(channels), 0));
      from = net.tensor("before", shape);
      net.node(3, {x, w, b}, {from}, 1, convolutionOptions(false, 1));
    }
    // Their shapes are the runtime's to find.
    std::vector<std::int32_t> given;
    for (int i = 0; i < results; ++i) given.push_back(net.tensor(text("y", i), {}, result));
    node(net, from, given[0]);
    return net.bytes({x}, given);
  }
};

inline int wholes(TfliteWriter& net, const Wholes& values) {
  return net.constant(text("wholes", net.tensors.size()), values);
}
inline int floats(TfliteWriter& net, const Shape& shape) {
  return net.constant(text("floats", net.tensors.size()), shape, tfliteWeights(shape));
}

struct WindowOptions {
  bool same = true;
  int height = 3, width = 3, down = 1, right = 1, dilatedDown = 1, dilatedRight = 1, activation = 0;

  std::string words() const {
    return text(same ? "SAME " : "VALID ", height, " x ", width, " by ", down, " x ", right, " dilated ", dilatedDown,
                " x ", dilatedRight, " activation ", int{activation});
  }
  // dilation: its first field; 0: none.
  FlatFields fields(int activationField, int dilation) const {
    FlatFields options;
    options.number(0, static_cast<std::int8_t>(same ? 0 : 1)).number(1, std::int32_t{right});
    options.number(2, std::int32_t{down}).number(activationField, static_cast<std::int8_t>(activation));
    if (dilation != 0)
      options.number(dilation, std::int32_t{dilatedRight}).number(dilation + 1, std::int32_t{dilatedDown});
    return options;
  }
};

inline std::vector<WindowOptions> windowOptions() {
  std::vector<WindowOptions> all;
  for (const bool same : {true, false}) {
    all.push_back({same});
    all.push_back({same, 1, 1});
    all.push_back({same, 2, 3});
    all.push_back({same, 2, 2, 2, 2});
    all.push_back({same, 3, 3, 2, 2, 1, 1, 1});
    all.push_back({same, 3, 2, 1, 2, 1, 1, 2});
    all.push_back({same, 5, 4, 3, 2, 1, 1, 3});
    all.push_back({same, 3, 3, 1, 1, 2, 2});
    all.push_back({same, 3, 3, 1, 1, 1, 2, 3});
    all.push_back({same, 1, 1, 2, 2});
  }
  return all;
}

inline void addTfliteConvolutions(TfliteCases& cases) {
  for (const WindowOptions& options : windowOptions())
    for (const Shape& shape : {Shape{1, 9, 8, 3}, Shape{2, 7, 10, 3}}) {
      if (!options.same && shape[0] == 1) continue;
      const std::string words = options.words() + " of " + shapeText(shape);
      cases.add("CONV_2D", words, shape, [&](TfliteWriter& net, int x, int y) {
        net.node(3, {x, floats(net, {5, options.height, options.width, 3}), floats(net, {5})}, {y}, 1,
                 options.fields(3, 4));
      });
      for (const int multiplier : {1, 2}) {
        if (multiplier == 2 && (shape[0] == 2) == options.same) continue;
        cases.add("DEPTHWISE_CONV_2D", text(words, " times ", multiplier), shape, [&](TfliteWriter& net, int x, int y) {
          const int w = floats(net, {1, options.height, options.width, 3 * multiplier}),
                    b = floats(net, {3 * multiplier});
          net.node(4, {x, w, b}, {y}, 2, options.fields(4, 5).number(3, std::int32_t{multiplier}));
        });
      }
      if (options.dilatedDown != 1 || options.dilatedRight != 1) continue;
      for (const char* op : {"AVERAGE_POOL_2D", "MAX_POOL_2D"})
        cases.add(op, words, shape, [&](TfliteWriter& net, int x, int y) {
          const FlatFields fields =
              options.fields(5, 0).number(3, std::int32_t{options.width}).number(4, std::int32_t{options.height});
          net.node(tfliteCode(op), {x}, {y}, 5, fields);
        });
    }
  cases.add("CONV_2D", "in two groups", {1, 5, 6, 4}, [](TfliteWriter& net, int x, int y) {
    net.node(3, {x, floats(net, {6, 3, 3, 2}), floats(net, {6})}, {y}, 1, convolutionOptions(true, 1));
  });
  for (const bool same : {true, false})
    for (const int kernel : {1, 2, 3, 4, 5})
      for (const int stride : {1, 2, 3})
        for (const int more : {0, 1}) {
          const int rows = same ? 4 * stride - more : 3 * stride + kernel + more,
                    columns = same ? 3 * stride - more : 2 * stride + kernel;
          if (more >= stride) continue;
          const bool bias = kernel != 3;
          cases.add("TRANSPOSE_CONV",
                    text(same ? "SAME " : "VALID ", kernel, " by ", stride, " to ", rows, " x ", columns), {1, 4, 3, 2},
                    [&](TfliteWriter& net, int x, int y) {
                      Wholes inputs{wholes(net, {1, rows, columns, 3}), floats(net, {3, kernel, kernel, 2}), x};
                      if (bias) inputs.push_back(floats(net, {3}));
                      net.node(67, inputs, {y}, 49,
                               FlatFields()
                                   .number(0, static_cast<std::int8_t>(same ? 0 : 1))
                                   .number(1, std::int32_t{stride})
                                   .number(2, std::int32_t{stride}));
                    });
        }
}

inline void addTflitePictures(TfliteCases& cases) {
  for (const auto& [op, kind, field] :
       {std::tuple{"RESIZE_BILINEAR", 15, 2}, std::tuple{"RESIZE_NEAREST_NEIGHBOR", 74, 0}})
    for (const int aligned : {0, 1, 2})
      for (const Wholes& size : {Wholes{10, 8}, Wholes{7, 9}, Wholes{3, 2}, Wholes{5, 4}, Wholes{1, 1}, Wholes{2, 13}})
        cases.add(op, text("aligned ", aligned, " to ", size[0], " x ", size[1]), {1, 5, 4, 2},
                  [&, code = tfliteCode(op), kind = kind, field = field](TfliteWriter& net, int x, int y) {
                    net.node(code, {x, wholes(net, size)}, {y}, static_cast<std::uint8_t>(kind),
                             FlatFields()
                                 .number(field, static_cast<std::uint8_t>(aligned == 1))
                                 .number(field + 1, static_cast<std::uint8_t>(aligned == 2)));
                  });
  for (const int block : {2, 3}) {
    cases.add("SPACE_TO_DEPTH", text("of ", block), {1, 6, 12, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(26, {x}, {y}, 19, FlatFields().number(0, std::int32_t{block}));
    });
    cases.add("DEPTH_TO_SPACE", text("of ", block), {1, 2, 3, 36}, [&](TfliteWriter& net, int x, int y) {
      net.node(5, {x}, {y}, 94, FlatFields().number(0, std::int32_t{block}));
    });
  }
}

inline void addTfliteArithmetic(TfliteCases& cases) {
  const std::vector<std::pair<Shape, Shape>> shapes{{{1, 3, 4, 2}, {}},
                                                    {{1, 3, 4, 2}, {1}},
                                                    {{1, 3, 4, 2}, {2}},
                                                    {{1, 3, 4, 2}, {4, 1}},
                                                    {{1, 3, 4, 2}, {3, 1, 1}},
                                                    {{1, 3, 4, 2}, {1, 3, 4, 2}},
                                                    {{1, 1, 4, 2}, {1, 3, 1, 2}},
                                                    {{2, 3, 4, 1}, {1, 1, 5}},
                                                    {{2, 5}, {5}},
                                                    {{1, 4}, {3, 4}},
                                                    {{2, 3, 4}, {3, 1}}};
  for (const auto& [op, kind] :
       {std::pair{"ADD", 11}, std::pair{"SUB", 28}, std::pair{"MUL", 21}, std::pair{"DIV", 29},
        std::pair{"MAXIMUM", 39}, std::pair{"MINIMUM", 39}, std::pair{"SQUARED_DIFFERENCE", 76}, std::pair{"POW", 56}})
    for (const auto& [shape, other] : shapes)
      for (const bool first : {false, true}) {
        const bool fused = kind < 30 && shape.size() == 4, power = kind == 56;
        const auto activation = static_cast<std::int8_t>(fused ? other.size() % 4 : 0);
        cases.numbers = power ? TfliteNumbers::Positive : TfliteNumbers::Usual;
        cases.add(
            op, text(shapeText(shape), first ? " after " : " and ", shapeText(other), " activation ", int{activation}),
            shape, [&, kind = kind, op = op, other = other](TfliteWriter& net, int x, int y) {
              std::vector<float> values = tfliteWeights(other);
              for (float& value : values) value = (std::abs(value) + 0.25F) * (power ? 1 : value < 0 ? -1 : 1);
              const int z = net.constant("z", other, values);
              FlatFields options;
              if (fused) options.number(0, activation);
              net.node(tfliteCode(op), first ? Wholes{z, x} : Wholes{x, z}, {y}, static_cast<std::uint8_t>(kind),
                       options);
            });
      }
  cases.numbers = TfliteNumbers::Usual;
  for (const Shape& shape : {Shape{1, 3, 4, 2}, Shape{2, 5}, Shape{7}})
    cases.add("ADD_N", "of " + shapeText(shape), shape, [&](TfliteWriter& net, int x, int y) {
      net.node(106, {x, floats(net, shape), x}, {y});
    });
  for (const Shape& shape : {Shape{1, 3, 4, 2}, Shape{2, 5}, Shape{2, 3, 4}}) {
    for (const char* op :
         {"ABS", "NEG", "EXP", "LOG", "SQRT", "RSQRT", "FLOOR", "CEIL", "ROUND", "SIN", "COS", "SQUARE"}) {
      const std::string name = op;
      cases.numbers = name == "LOG" || name.ends_with("SQRT") ? TfliteNumbers::Positive
                      : name == "ROUND" || name == "FLOOR"    ? TfliteNumbers::Halves
                                                              : TfliteNumbers::Usual;
      cases.add(op, "of " + shapeText(shape), shape,
                [&](TfliteWriter& net, int x, int y) { net.node(tfliteCode(op), {x}, {y}); });
    }
  }
  cases.numbers = TfliteNumbers::Usual;
}

inline void addTfliteActivations(TfliteCases& cases) {
  for (const Shape& shape : {Shape{1, 3, 4, 2}, Shape{2, 5}, Shape{2, 3, 4}, Shape{6}}) {
    const std::string of = "of " + shapeText(shape);
    for (const char* op :
         {"RELU", "TANH", "LOGISTIC", "HARD_SWISH", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "ELU", "LOG_SOFTMAX"})
      cases.add(op, of, shape, [&](TfliteWriter& net, int x, int y) { net.node(tfliteCode(op), {x}, {y}); });
    for (const float slope : {0.0F, 0.2F, 1.5F})
      cases.add("LEAKY_RELU", text(of, " slope ", slope), shape,
                [&](TfliteWriter& net, int x, int y) { net.node(98, {x}, {y}, 75, FlatFields().number(0, slope)); });
    for (const std::uint8_t byTanh : {0, 1})
      cases.add("GELU", text(of, " by tanh ", int{byTanh}), shape,
                [&](TfliteWriter& net, int x, int y) { net.node(150, {x}, {y}, 116, FlatFields().number(0, byTanh)); });
    for (const float beta : {1.0F, 0.3F, 2.5F})
      cases.add("SOFTMAX", text(of, " beta ", beta), shape,
                [&](TfliteWriter& net, int x, int y) { net.node(25, {x}, {y}, 9, FlatFields().number(0, beta)); });
    for (const TfliteNumbers numbers : {TfliteNumbers::Usual, TfliteNumbers::Small}) {
      cases.numbers = numbers;
      cases.add("L2_NORMALIZATION", text(of, numbers == TfliteNumbers::Small ? " of small numbers" : ""), shape,
                [](TfliteWriter& net, int x, int y) { net.node(11, {x}, {y}, 12); });
    }
    cases.numbers = TfliteNumbers::Usual;
    for (std::size_t axes = 0; axes <= shape.size(); ++axes)
      for (const bool channels : {true, false}) {
        Shape slopes(shape.end() - static_cast<std::ptrdiff_t>(axes), shape.end());
        if (channels && !slopes.empty()) std::fill(slopes.begin(), slopes.end() - 1, 1);
        if (!channels && axes < 3) continue;
        cases.add("PRELU", text(of, " with slopes ", shapeText(slopes)), shape, [&](TfliteWriter& net, int x, int y) {
          net.node(54, {x, floats(net, slopes)}, {y});
        });
      }
  }
}

}  // namespace bitprism::test
