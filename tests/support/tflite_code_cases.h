#pragma once

#include "tests/support/tflite_form_cases.h"

// Quantized files: weights in codes alone, and networks of codes throughout.
namespace bitprism::test {

inline constexpr std::int8_t tfliteHalf = 1;
inline constexpr float codeScale = 0.05F;  // of inputs
inline constexpr int codeZero = 3;

// Weights in codes, with one scale or one for each place of an axis (-1: one for all).
inline int codedWeights(TfliteWriter& net, const Shape& shape, int axis, std::int8_t type, float scale = 0.01F) {
  const std::size_t count = tfliteWeights(shape).size();
  const int zero = type == TfliteWriter::uint8 ? 120 : 0;
  std::vector<std::int8_t> codes;
  for (std::size_t i = 0; i < count; ++i)
    codes.push_back(static_cast<std::int8_t>(static_cast<int>(i * 37 % 101) - 50 + zero));
  const int index = net.constant(text("codes", net.tensors.size()), shape, codes, type);
  std::vector<float> scales;
  for (std::int64_t i = 0; i < (axis < 0 ? 1 : shape[static_cast<std::size_t>(axis)]); ++i)
    scales.push_back(scale * (1 + 0.3F * static_cast<float>(i)));
  net.quantize(index, scales, std::vector<std::int64_t>(scales.size(), zero), std::max(axis, 0));
  return index;
}

// Of sums of products of an input and such weights.
inline int codedBias(TfliteWriter& net, int channels, bool each, float scale = 0.01F) {
  Wholes codes;
  std::vector<float> scales;
  for (int i = 0; i < channels; ++i) codes.push_back(400 * i - 500);
  for (int i = 0; i < (each ? channels : 1); ++i)
    scales.push_back(codeScale * scale * (1 + 0.3F * static_cast<float>(i)));
  const int index = net.constant(text("bias", net.tensors.size()), codes);
  net.quantize(index, scales, std::vector<std::int64_t>(scales.size(), 0));
  return index;
}

inline void addTfliteCodedWeights(TfliteCases& cases) {
  const std::int8_t int8 = TfliteWriter::int8;
  struct Kind {
    const char* op;
    Shape weights;
    int axis, channels;
    std::uint8_t options;
  };
  for (const Kind& kind : {Kind{"CONV_2D", {4, 3, 3, 2}, 0, 4, 1}, Kind{"DEPTHWISE_CONV_2D", {1, 3, 3, 2}, 3, 2, 2},
                           Kind{"FULLY_CONNECTED", {5, 40}, 0, 5, 8}}) {
    const bool dense = kind.options == 8;
    const Shape shape = dense ? Shape{2, 40} : Shape{1, 6, 5, 2};
    const auto fields = [&] {
      if (dense) return FlatFields();
      FlatFields options = convolutionOptions(true, 1);
      if (kind.options == 2) options.number(3, std::int32_t{1}).number(4, std::int8_t{0}).number(6, std::int32_t{1});
      return options;
    };
    for (const int axis : {-1, kind.axis}) {
      const std::string words = text("with codes of ", axis < 0 ? "one scale" : "a scale a channel");
      cases.add(kind.op, words + " made numbers", shape, [&](TfliteWriter& net, int x, int y) {
        const int w = net.tensor("numbers", kind.weights);
        net.node(6, {codedWeights(net, kind.weights, axis, int8)}, {w});
        net.codes.back().number(2, std::int32_t{axis < 0 ? 2 : 5});
        net.node(tfliteCode(kind.op), {x, w, floats(net, {kind.channels})}, {y}, kind.options, fields());
      });
      // The runtime rounds such an input to 8 bits on its way; dense layers have one scale then, depthwise ones many.
      if (axis < 0 ? kind.options == 2 : dense) continue;
      const std::size_t first = cases.all.size();
      cases.add(kind.op, words, shape, [&](TfliteWriter& net, int x, int y) {
        net.node(tfliteCode(kind.op), {x, codedWeights(net, kind.weights, axis, int8), floats(net, {kind.channels})},
                 {y}, kind.options, fields());
      });
      for (std::size_t i = first; i < cases.all.size(); ++i) cases.all[i].tolerance = 0.02;
    }
    cases.add(kind.op, "with halves", shape, [&](TfliteWriter& net, int x, int y) {
      std::vector<std::uint16_t> halves;
      for (std::size_t i = 0; i < tfliteWeights(kind.weights).size(); ++i)
        halves.push_back(static_cast<std::uint16_t>(0x3000 + i * 97 % 2048 + (i % 3 == 0 ? 0x8000 : 0)));
      const int w = net.tensor("numbers", kind.weights);
      net.node(6, {net.constant("halves", kind.weights, halves, tfliteHalf)}, {w});
      net.codes.back().number(2, std::int32_t{3});
      net.node(tfliteCode(kind.op), {x, w, floats(net, {kind.channels})}, {y}, kind.options, fields());
    });
  }
}

// Whole networks of codes.
class TfliteCodeCases {
 public:
  // Of the tensor x, to the tensor y; result(scale, zero) tells what y stands for, the zero as of signed codes.
  using Add = std::function<void(TfliteWriter& net, int x, int y)>;

  TfliteCodeCases(std::vector<TfliteCase>& all, std::int8_t type) : type(type), all_(all) {}

  const std::int8_t type;

  void add(const std::string& op, const std::string& words, const Shape& shape, float scale, int zero, double steps,
           const Add& node, std::int8_t result = -1) {
    TfliteWriter net;
    const int x = value(net, shape, codeScale, codeZero),
              y = result == -1 ? value(net, {}, scale, zero) : net.tensor("y", {}, result);
    node(net, x, y);
    TfliteCase item{text(op, " of ", type == TfliteWriter::int8 ? "int8" : "uint8", " codes ", words), op,
                    net.bytes({x}, {y})};
    if (result == -1) item.steps = steps;
    all_.push_back(std::move(item));
  }
  // One that gives codes as it takes them.
  void same(const std::string& op, const Shape& shape, const Add& node, double steps = 0.01) {
    add(op, "", shape, codeScale, codeZero, steps, node);
  }
  int value(TfliteWriter& net, const Shape& shape, float scale, int zero) const {
    const int index = net.tensor(text("value", net.tensors.size()), shape, type);
    net.quantize(index, {scale}, {zero + (type == TfliteWriter::uint8 ? 128 : 0)});
    return index;
  }
  int weights(TfliteWriter& net, const Shape& shape, int axis) const {
    return codedWeights(net, shape, each() ? axis : -1, type);
  }
  int bias(TfliteWriter& net, int channels) const { return codedBias(net, channels, each()); }
  bool each() const { return type == TfliteWriter::int8; }

 private:
  std::vector<TfliteCase>& all_;
};

inline FlatFields depthwiseOptions() {
  return convolutionOptions(true, 1).number(3, std::int32_t{1}).number(4, std::int8_t{0}).number(6, std::int32_t{1});
}

inline void addTfliteCodes(TfliteCodeCases& cases) {
  const Shape picture{1, 6, 5, 3}, row{2, 12};
  for (const int activation : {0, 1, 3})
    cases.add("CONV_2D", text("activation ", activation), picture, 0.08F, -5, 1, [&](TfliteWriter& net, int x, int y) {
      net.node(3, {x, cases.weights(net, {4, 3, 3, 3}, 0), cases.bias(net, 4)}, {y}, 1,
               convolutionOptions(true, 2, activation));
    });
  cases.add("DEPTHWISE_CONV_2D", "", picture, 0.06F, 4, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(4, {x, cases.weights(net, {1, 3, 3, 3}, 3), cases.bias(net, 3)}, {y}, 2, depthwiseOptions());
  });
  // Files leave an activation out that the codes of the result imply.
  for (const float top : {6.0F, 11.0F}) {
    cases.add("CONV_2D", text("from 0 to ", top), picture, top / 255, -128, 1, [&](TfliteWriter& net, int x, int y) {
      net.node(3, {x, cases.weights(net, {4, 3, 3, 3}, 0), cases.bias(net, 4)}, {y}, 1, convolutionOptions(true, 2));
    });
    cases.add("FULLY_CONNECTED", text("from 0 to ", top), row, top / 255, -128, 1,
              [&](TfliteWriter& net, int x, int y) {
                net.node(9, {x, codedWeights(net, {5, 12}, -1, cases.type), codedBias(net, 5, false)}, {y}, 8);
              });
    for (const char* op : {"ADD", "SUB"})
      cases.add(op, text("from 0 to ", top), picture, top / 255, -128, 1,
                [&, op = op](TfliteWriter& net, int x, int y) {
                  net.node(tfliteCode(op), {x, codedWeights(net, {1, 1, 1, 3}, -1, cases.type, 0.02F)}, {y},
                           op[0] == 'A' ? 11 : 28);
                });
  }
  cases.add("TRANSPOSE_CONV", "", picture, 0.08F, 0, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(67, {wholes(net, {1, 12, 10, 2}), cases.weights(net, {2, 3, 3, 3}, 0), x}, {y}, 49,
             FlatFields().number(0, std::int8_t{0}).number(1, std::int32_t{2}).number(2, std::int32_t{2}));
  });
  cases.add("FULLY_CONNECTED", "", row, 0.05F, 2, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(9, {x, codedWeights(net, {5, 12}, -1, cases.type), codedBias(net, 5, false)}, {y}, 8);
  });
  FlatFields pool = convolutionOptions(true, 2);
  pool.number(3, std::int32_t{2}).number(4, std::int32_t{2}).number(5, std::int8_t{0});
  cases.same(
      "AVERAGE_POOL_2D", picture, [&](TfliteWriter& net, int x, int y) { net.node(1, {x}, {y}, 5, pool); }, 1);
  cases.same("MAX_POOL_2D", picture, [&](TfliteWriter& net, int x, int y) { net.node(17, {x}, {y}, 5, pool); });
  for (const auto& [op, kind] : {std::pair{"ADD", 11}, std::pair{"SUB", 28}, std::pair{"MUL", 21}})
    cases.add(op, "", picture, 0.1F, 6, 1, [&, op = op, kind = kind](TfliteWriter& net, int x, int y) {
      net.node(tfliteCode(op), {x, codedWeights(net, {1, 1, 1, 3}, -1, cases.type, 0.02F)}, {y},
               static_cast<std::uint8_t>(kind));
    });
  cases.add("MEAN", "of pixels", picture, 0.02F, 1, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(40, {x, wholes(net, {1, 2})}, {y}, 27, FlatFields().number(0, std::uint8_t{0}));
  });
  cases.add("SUM", "of pixels", picture, 0.3F, 1, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(74, {x, wholes(net, {1, 2})}, {y}, 27, FlatFields().number(0, std::uint8_t{0}));
  });
  for (const char* op : {"REDUCE_MAX", "REDUCE_MIN"})
    cases.same(op, picture, [&](TfliteWriter& net, int x, int y) {
      net.node(tfliteCode(op), {x, wholes(net, {1, 2})}, {y}, 27, FlatFields().number(0, std::uint8_t{1}));
    });
  cases.add("SOFTMAX", "", row, 1 / 256.0F, -128, 1.5,
            [](TfliteWriter& net, int x, int y) { net.node(25, {x}, {y}, 9, FlatFields().number(0, 1.0F)); });
  cases.add("LOG_SOFTMAX", "", row, 16 / 256.0F, 127, 1.5,
            [](TfliteWriter& net, int x, int y) { net.node(50, {x}, {y}, 36); });
  cases.add("LOGISTIC", "", row, 1 / 256.0F, -128, 1.5,
            [](TfliteWriter& net, int x, int y) { net.node(14, {x}, {y}); });
  cases.add("TANH", "", row, 1 / 128.0F, 0, 1.5, [](TfliteWriter& net, int x, int y) { net.node(28, {x}, {y}); });
  cases.add("L2_NORMALIZATION", "", row, 1 / 128.0F, 0, 1.5,
            [](TfliteWriter& net, int x, int y) { net.node(11, {x}, {y}, 12); });
  cases.add("HARD_SWISH", "", row, 0.03F, -110, 1.5, [](TfliteWriter& net, int x, int y) { net.node(117, {x}, {y}); });
  cases.add("LEAKY_RELU", "", row, 0.04F, -60, 1,
            [](TfliteWriter& net, int x, int y) { net.node(98, {x}, {y}, 75, FlatFields().number(0, 0.2F)); });
  cases.add("PRELU", "", picture, 0.04F, -20, 1, [&](TfliteWriter& net, int x, int y) {
    net.node(54, {x, codedWeights(net, {1, 1, 3}, -1, cases.type)}, {y});
  });
  cases.add("RELU", "", picture, 0.03F, -128, 1, [](TfliteWriter& net, int x, int y) { net.node(19, {x}, {y}); });
  cases.add("RELU6", "", picture, 6 / 255.0F, -128, 1, [](TfliteWriter& net, int x, int y) { net.node(21, {x}, {y}); });
  cases.add("QUANTIZE", "to another scale", picture, 0.08F, -9, 1,
            [](TfliteWriter& net, int x, int y) { net.node(114, {x}, {y}); });
  cases.add(
      "DEQUANTIZE", "", picture, 0, 0, 0,
      [](TfliteWriter& net, int x, int y) {
        net.node(6, {x}, {y});
        net.codes.back().number(2, std::int32_t{2});
      },
      TfliteWriter::float32);
  cases.add(
      "ARG_MAX", "", row, 0, 0, 0,
      [](TfliteWriter& net, int x, int y) {
        net.node(56, {x, wholes(net, {1})}, {y}, 40, FlatFields().number(0, std::int8_t{2}));
      },
      TfliteWriter::int32);
  cases.same(
      "RESIZE_BILINEAR", picture,
      [](TfliteWriter& net, int x, int y) {
        net.node(23, {x, wholes(net, {9, 7})}, {y}, 15,
                 FlatFields().number(2, std::uint8_t{0}).number(3, std::uint8_t{1}));
      },
      1);
  cases.same("RESIZE_NEAREST_NEIGHBOR", picture, [](TfliteWriter& net, int x, int y) {
    net.node(97, {x, wholes(net, {9, 7})}, {y}, 74, FlatFields().number(0, std::uint8_t{0}).number(1, std::uint8_t{1}));
  });
  cases.same("CONCATENATION", picture, [](TfliteWriter& net, int x, int y) {
    net.node(2, {x, x}, {y}, 10, FlatFields().number(0, std::int32_t{3}));
  });
  cases.same("RESHAPE", picture, [](TfliteWriter& net, int x, int y) {
    net.node(22, {x, wholes(net, {1, 90})}, {y}, 17);
  });
  cases.same("TRANSPOSE", picture, [](TfliteWriter& net, int x, int y) {
    net.node(39, {x, wholes(net, {0, 3, 1, 2})}, {y}, 26);
  });
  cases.same("PAD", picture, [](TfliteWriter& net, int x, int y) {
    net.node(34, {x, pairs(net, {0, 0, 1, 2, 0, 1, 0, 0})}, {y}, 22);
  });
  cases.same("STRIDED_SLICE", picture, [](TfliteWriter& net, int x, int y) {
    net.node(45, {x, wholes(net, {0, 1, 0, 0}), wholes(net, {1, 6, 5, 3}), wholes(net, {1, 2, 2, 1})}, {y}, 32,
             FlatFields().number(0, std::int32_t{0}));
  });
  for (const int block : {2})
    cases.same("SPACE_TO_DEPTH", {1, 6, 4, 3}, [&](TfliteWriter& net, int x, int y) {
      net.node(26, {x}, {y}, 19, FlatFields().number(0, std::int32_t{block}));
    });
  cases.same("MAXIMUM", picture, [&](TfliteWriter& net, int x, int y) {
    const int turned = cases.value(net, {1, 5, 6, 3}, codeScale, codeZero),
              flat = cases.value(net, {1, 6, 5, 3}, codeScale, codeZero);
    net.node(39, {x, wholes(net, {0, 2, 1, 3})}, {turned}, 26);
    net.node(22, {turned, wholes(net, {1, 6, 5, 3})}, {flat}, 17);
    net.node(55, {x, flat}, {y}, 39);
  });
  // A small network: every value on the way is rounded, each to half a step of its own scale.
  cases.add("CONV_2D", "in a network", picture, 0.05F, 0, 4, [&](TfliteWriter& net, int x, int y) {
    const int first = cases.value(net, {1, 6, 5, 3}, 0.04F, -128), second = cases.value(net, {1, 6, 5, 3}, 0.05F, 5),
              sum = cases.value(net, {1, 6, 5, 3}, 0.08F, -3), mean = cases.value(net, {1, 3}, 0.04F, 0);
    net.node(3, {x, cases.weights(net, {3, 1, 1, 3}, 0), cases.bias(net, 3)}, {first}, 1,
             convolutionOptions(true, 1, 3));
    net.node(4, {first, cases.weights(net, {1, 3, 3, 3}, 3), -1}, {second}, 2, depthwiseOptions());
    net.nodes.back().numbers(1, Wholes{first, static_cast<int>(net.tensors.size()) - 1});
    net.node(0, {x, second}, {sum}, 11);
    net.node(40, {sum, wholes(net, {1, 2})}, {mean}, 27, FlatFields().number(0, std::uint8_t{0}));
    net.node(9, {mean, codedWeights(net, {4, 3}, -1, cases.type, 0.02F)}, {y}, 8);
  });
}

// Values that a file rounds between floats.
inline void addTfliteRoundings(std::vector<TfliteCase>& all) {
  for (const std::int8_t type : {TfliteWriter::int8, TfliteWriter::uint8}) {
    TfliteWriter net;
    const int x = net.tensor("x", {2, 12}), codes = net.tensor("codes", {2, 12}, type), y = net.tensor("y", {2, 12});
    net.quantize(codes, {0.1F}, {type == TfliteWriter::int8 ? 4 : 131});
    net.node(114, {x}, {codes});
    net.node(6, {codes}, {y});
    net.codes.back().number(2, std::int32_t{2});
    all.push_back({text("QUANTIZE and DEQUANTIZE, type ", int{type}), "QUANTIZE", net.bytes({x}, {y}),
                   TfliteNumbers::Usual, 0.501, 0.1});
  }
  TfliteWriter net;
  const int x = net.tensor("x", {2, 12}), y = net.tensor("y", {2, 12});
  net.node(80, {x}, {y}, 58,
           FlatFields().number(0, -8.0F).number(1, 8.0F).number(2, std::int32_t{8}).number(3, std::uint8_t{0}));
  all.push_back({"FAKE_QUANT to 8 bits", "FAKE_QUANT", net.bytes({x}, {y}), TfliteNumbers::Usual, 0.501, 16 / 255.0});
}

}  // namespace bitprism::test
