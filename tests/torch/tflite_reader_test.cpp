#include "core/torch/read/tflite_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>

#include "core/base/error.h"
#include "core/network/image_input.h"
#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/readable_formats.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/onnx_models.h"
#include "tests/support/tflite_writer.h"

namespace bitprism {
namespace {

using test::convolutionOptions;
using test::FlatFields;
using test::TfliteWriter;

std::vector<float> values(std::size_t count, float step) {
  std::vector<float> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(static_cast<float>(i * 5 % 13) * step - 6 * step);
  return result;
}

ReadProgram read(const Bytes& bytes) {
  prepareTorch();
  return readTflite(bytes, "net.tflite", {});
}

// The first output for an input of this shape.
std::vector<float> outputs(const Program& program, const Shape& shape, const std::vector<float>& input) {
  const Executor executor(program);
  const at::Tensor x = at::tensor(at::ArrayRef<float>(input), at::kFloat).reshape(shape);
  const at::Tensor y = executor.run({x}, executor.weights())[0].contiguous();
  return {y.data_ptr<float>(), y.data_ptr<float>() + y.numel()};
}

void expectNear(const std::vector<float>& given, const std::vector<float>& expected) {
  ASSERT_EQ(given.size(), expected.size());
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_NEAR(given[i], expected[i], 1e-4) << i;
}

// One window operator with plain loops over H x W x C; weight(oc, dy, dx, c) is 0 where it does not read.
struct Plain {
  int height, width, channels, results, kernel, stride, dilation;
  bool same;

  int extent() const { return (kernel - 1) * dilation + 1; }
  int out(int size) const { return same ? (size + stride - 1) / stride : (size - extent()) / stride + 1; }
  int before(int size) const { return same ? std::max((out(size) - 1) * stride + extent() - size, 0) / 2 : 0; }
  // reduce(oc, visit) calls visit(place) -> for each pixel of the window inside the image.
  std::vector<float> run(const std::vector<float>& x,
                         const std::function<float(int, const std::vector<std::array<int, 3>>&)>& reduce) const {
    std::vector<float> y;
    for (int r = 0; r < out(height); ++r)
      for (int c = 0; c < out(width); ++c)
        for (int o = 0; o < results; ++o) {
          std::vector<std::array<int, 3>> window;  // place in x of channel 0, row and column of the kernel
          for (int dy = 0; dy < kernel; ++dy)
            for (int dx = 0; dx < kernel; ++dx) {
              const int py = r * stride + dy * dilation - before(height),
                        px = c * stride + dx * dilation - before(width);
              if (py >= 0 && py < height && px >= 0 && px < width)
                window.push_back({(py * width + px) * channels, dy, dx});
            }
          y.push_back(reduce(o, window));
        }
    (void)x;
    return y;
  }
};

TEST(TfliteReader, convolvesLikePlainLoops) {
  for (const bool same : {true, false})
    for (const int stride : {1, 2})
      for (const int dilation : {1, 2}) {
        const Plain plain{7, 6, 2, 3, 3, stride, dilation, same};
        const std::vector<float> x = values(84, 0.3F), w = values(54, 0.2F), b = values(3, 0.5F);
        TfliteWriter net;
        net.tensor("x", {1, 7, 6, 2});
        net.constant("w", {3, 3, 3, 2}, w);
        net.constant("b", {3}, b);
        net.tensor("y", {1, plain.out(7), plain.out(6), 3});
        net.node(3, {0, 1, 2}, {3}, 1, convolutionOptions(same, stride, 1, dilation));
        const std::vector<float> expected = plain.run(x, [&](int o, const std::vector<std::array<int, 3>>& window) {
          float sum = b[static_cast<std::size_t>(o)];
          for (const auto& [place, dy, dx] : window)
            for (int c = 0; c < 2; ++c)
              sum +=
                  x[static_cast<std::size_t>(place + c)] * w[static_cast<std::size_t>(((o * 3 + dy) * 3 + dx) * 2 + c)];
          return std::max(sum, 0.0F);
        });
        SCOPED_TRACE(testing::Message() << same << stride << dilation);
        expectNear(outputs(read(net.bytes({0}, {3})).program, {1, 7, 6, 2}, x), expected);
      }
}

TEST(TfliteReader, convolvesChannelsAloneLikePlainLoops) {
  for (const bool same : {true, false}) {
    const Plain plain{5, 6, 2, 4, 3, 2, 1, same};
    const std::vector<float> x = values(60, 0.3F), w = values(36, 0.2F);
    TfliteWriter net;
    net.tensor("x", {1, 5, 6, 2});
    net.constant("w", {1, 3, 3, 4}, w);
    net.tensor("y", {1, plain.out(5), plain.out(6), 4});
    FlatFields options;
    options.number(0, std::int8_t{static_cast<std::int8_t>(same ? 0 : 1)}).number(1, std::int32_t{2});
    options.number(2, std::int32_t{2}).number(3, std::int32_t{2});
    net.node(4, {0, 1, -1}, {2}, 2, options);
    const std::vector<float> expected = plain.run(x, [&](int o, const std::vector<std::array<int, 3>>& window) {
      float sum = 0;
      for (const auto& [place, dy, dx] : window)
        sum += x[static_cast<std::size_t>(place + o / 2)] * w[static_cast<std::size_t>((dy * 3 + dx) * 4 + o)];
      return sum;
    });
    const Network network = makeNetwork(read(net.bytes({0}, {2})).program, "net", "tflite");
    expectNear(outputs(network.program, {1, 5, 6, 2}, x), expected);
    EXPECT_EQ(network.layers.at(0).shape, (Shape{4, 1, 3, 3}));
    EXPECT_EQ(network.layers.at(0).groups, 2);
  }
}

TEST(TfliteReader, poolsLikePlainLoops) {
  for (const bool same : {true, false})
    for (const bool average : {true, false}) {
      const Plain plain{5, 5, 3, 3, 2, 2, 1, same};
      const std::vector<float> x = values(75, 0.3F);
      TfliteWriter net;
      net.tensor("x", {1, 5, 5, 3});
      net.tensor("y", {1, plain.out(5), plain.out(5), 3});
      FlatFields options;
      options.number(0, std::int8_t{static_cast<std::int8_t>(same ? 0 : 1)});
      for (const int field : {1, 2, 3, 4}) options.number(field, std::int32_t{2});
      net.node(average ? 1 : 17, {0}, {1}, 5, options);
      const std::vector<float> expected = plain.run(x, [&](int o, const std::vector<std::array<int, 3>>& window) {
        float sum = 0, most = -1e9F;
        for (const auto& [place, dy, dx] : window) {
          sum += x[static_cast<std::size_t>(place + o)];
          most = std::max(most, x[static_cast<std::size_t>(place + o)]);
        }
        return average ? sum / static_cast<float>(window.size()) : most;
      });
      expectNear(outputs(read(net.bytes({0}, {1})).program, {1, 5, 5, 3}, x), expected);
    }
}

// A convolution 1 x 1 that doubles each of two channels, so that what follows gets channels first; then one operator.
std::vector<float> afterConvolution(const Shape& result, const std::function<void(TfliteWriter&, int, int)>& add) {
  TfliteWriter net;
  net.tensor("x", {1, 2, 3, 2});
  net.constant("w", {2, 1, 1, 2}, {2, 0, 0, 2});
  net.tensor("twice", {1, 2, 3, 2});
  net.tensor("y", result);
  net.node(3, {0, 1, -1}, {2}, 1, convolutionOptions(false, 1));
  add(net, 2, 3);
  std::vector<float> x(12);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) / 2;
  return outputs(read(net.bytes({0}, {3})).program, {1, 2, 3, 2}, x);  // of the numbers 0 to 11
}

TEST(TfliteReader, keepsTheOrderOfTheFileBehindConvolutions) {
  const std::vector<float> counted{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  expectNear(afterConvolution({1, 12},
                              [](TfliteWriter& net, int x, int y) {  // RESHAPE
                                net.node(22, {x, net.constant("to", {1, 12})}, {y});
                              }),
             counted);
  expectNear(afterConvolution({1, 2, 3, 2},
                              [](TfliteWriter& net, int x, int y) {  // MUL by channels
                                net.node(18, {x, net.constant("by", {1, 1, 2}, {1, -1})}, {y}, 21);
                              }),
             {0, -1, 2, -3, 4, -5, 6, -7, 8, -9, 10, -11});
  expectNear(afterConvolution({1, 2, 3, 2},
                              [](TfliteWriter& net, int x, int y) {  // ADD of a plane
                                net.node(0, {x, net.constant("by", {2, 3, 1}, {0, 100, 200, 300, 400, 500})}, {y}, 11);
                              }),
             {0, 1, 102, 103, 204, 205, 306, 307, 408, 409, 510, 511});
  expectNear(afterConvolution({1, 2, 3, 4},
                              [](TfliteWriter& net, int x, int y) {  // CONCATENATION of channels
                                net.node(2, {x, x}, {y}, 10, FlatFields().number(0, std::int32_t{-1}));
                              }),
             {0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9, 8, 9, 10, 11, 10, 11});
  expectNear(afterConvolution({1, 2},
                              [](TfliteWriter& net, int x, int y) {  // MEAN of pixels
                                net.node(40, {x, net.constant("axes", {1, 2})}, {y}, 27);
                              }),
             {5, 6});
  expectNear(afterConvolution({1, 3, 2},
                              [](TfliteWriter& net, int x, int y) {  // SUM of rows
                                net.node(74, {x, net.constant("axes", {1})}, {y}, 27);
                              }),
             {6, 8, 10, 12, 14, 16});
  expectNear(afterConvolution({1, 1, 2, 2},
                              [](TfliteWriter& net, int x, int y) {  // STRIDED_SLICE
                                net.node(45,
                                         {x, net.constant("from", {0, 1, 0, 0}), net.constant("to", {1, 2, 3, 2}),
                                          net.constant("by", {1, 1, 2, 1})},
                                         {y}, 32);
                              }),
             {6, 7, 10, 11});
  expectNear(afterConvolution(
                 {2, 3, 2},
                 [](TfliteWriter& net, int x, int y) {  // of which an axis is removed
                   net.node(
                       45,
                       {x, net.constant("from", {0, 0, 0, 0}), net.constant("to", {1, 2, 3, 2}),
                        net.constant("by", {1, 1, -1, 1})},
                       {y}, 32,
                       FlatFields().number(0, std::int32_t{4}).number(1, std::int32_t{4}).number(4, std::int32_t{1}));
                 }),
             {4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7});
  expectNear(afterConvolution({1, 2, 3, 1},
                              [](TfliteWriter& net, int x, int y) {  // STRIDED_SLICE x[0:1, ..., 1:2]
                                net.node(45,
                                         {x, net.constant("from", {0, 0, 1}), net.constant("to", {1, 0, 2}),
                                          net.constant("by", {1, 1, 1})},
                                         {y}, 32, FlatFields().number(2, std::int32_t{2}));
                              }),
             {1, 3, 5, 7, 9, 11});
  expectNear(afterConvolution(
                 {1, 1, 2, 3},
                 [](TfliteWriter& net, int x, int y) {  // STRIDED_SLICE x[:, new, ..., 1]
                   net.node(
                       45,
                       {x, net.constant("from", {0, 0, 0, 1}), net.constant("to", {1, 0, 0, 2}),
                        net.constant("by", {1, 1, 1, 1})},
                       {y}, 32,
                       FlatFields().number(2, std::int32_t{4}).number(3, std::int32_t{2}).number(4, std::int32_t{8}));
                 }),
             {1, 3, 5, 7, 9, 11});
  expectNear(afterConvolution({1, 3, 2, 2},
                              [](TfliteWriter& net, int x, int y) {  // TRANSPOSE
                                net.node(39, {x, net.constant("order", {0, 2, 1, 3})}, {y});
                              }),
             {0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11});
  expectNear(afterConvolution(
                 {1, 2, 4, 2},
                 [](TfliteWriter& net, int x, int y) {  // MIRROR_PAD at a border
                   net.node(100, {x, net.constant("by", {4, 2}, std::vector<std::int32_t>{0, 0, 0, 0, 1, 0, 0, 0}, 2)},
                            {y}, 77, FlatFields().number(0, std::int8_t{0}));
                 }),
             {2, 3, 0, 1, 2, 3, 4, 5, 8, 9, 6, 7, 8, 9, 10, 11});
  expectNear(afterConvolution({1, 4, 6, 2},
                              [](TfliteWriter& net, int x, int y) {  // RESIZE_NEAREST_NEIGHBOR
                                net.node(97, {x, net.constant("to", {4, 6})}, {y}, 74);
                              }),
             {0, 1, 0, 1, 2, 3, 2, 3, 4,  5,  4,  5,  0, 1, 0, 1, 2, 3, 2, 3, 4,  5,  4,  5,
              6, 7, 6, 7, 8, 9, 8, 9, 10, 11, 10, 11, 6, 7, 6, 7, 8, 9, 8, 9, 10, 11, 10, 11});
  expectNear(afterConvolution({1, 2, 3, 2},
                              [](TfliteWriter& net, int x, int y) {  // PRELU of the negative numbers
                                const int less = net.tensor("less", {1, 2, 3, 2});
                                net.node(41, {x, net.constant("by", {}, std::vector<float>{10})}, {less}, 28);
                                net.node(54, {less, net.constant("slope", {1, 1, 2}, {0.5F, 0.1F})}, {y});
                              }),
             {-5, -0.9F, -4, -0.7F, -3, -0.5F, -2, -0.3F, -1, -0.1F, 0, 1});
}

// A transposed convolution of stride 2 adds each pixel times the kernel; SAME cuts the last row and column off.
TEST(TfliteReader, convolvesTransposedLikePlainLoops) {
  for (const int size : {6, 7}) {
    const bool same = size == 6;
    const std::vector<float> x = values(18, 0.3F), w = values(54, 0.2F);
    TfliteWriter net;
    net.tensor("x", {1, 3, 3, 2});
    net.constant("w", {3, 3, 3, 2}, w);
    net.constant("to", {1, size, size, 3});
    net.tensor("y", {1, size, size, 3});
    net.node(67, {2, 1, 0}, {3}, 49,
             FlatFields()
                 .number(0, std::int8_t{static_cast<std::int8_t>(same ? 0 : 1)})
                 .number(1, std::int32_t{2})
                 .number(2, std::int32_t{2}));
    std::vector<float> expected(static_cast<std::size_t>(size * size * 3), 0);
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 3; ++c)
        for (int dy = 0; dy < 3; ++dy)
          for (int dx = 0; dx < 3; ++dx)
            for (int o = 0; o < 3; ++o)
              for (int i = 0; i < 2; ++i)
                if (2 * r + dy < size && 2 * c + dx < size)
                  expected[static_cast<std::size_t>(((2 * r + dy) * size + 2 * c + dx) * 3 + o)] +=
                      x[static_cast<std::size_t>((r * 3 + c) * 2 + i)] *
                      w[static_cast<std::size_t>(((o * 3 + dy) * 3 + dx) * 2 + i)];
    expectNear(outputs(read(net.bytes({0}, {3})).program, {1, 3, 3, 2}, x), expected);
  }
}

// Codes with a scale for each row, an offset input and result: the numbers that they stand for.
TEST(TfliteReader, readsCodesAsTheirNumbers) {
  TfliteWriter net;
  net.tensor("x", {1, 3}, TfliteWriter::int8);
  net.quantize(0, {0.5F}, {-3});
  net.constant("w", {2, 3}, std::vector<std::int8_t>{1, -2, 3, 100, 0, -128}, TfliteWriter::int8);
  net.quantize(1, {0.1F, 0.01F}, {0, 5}, 0);
  net.constant("b", {2}, std::vector<std::int32_t>{10, -20}, TfliteWriter::int32);
  net.quantize(2, {0.05F, 0.005F}, {0, 0}, 0);
  net.tensor("y", {1, 2}, TfliteWriter::int8);
  net.quantize(3, {0.25F}, {7});
  net.node(9, {0, 1, 2}, {3}, 8, FlatFields());
  const ReadProgram program = read(net.bytes({0}, {3}));
  const std::vector<float> x{1, -2, 0.5F};
  expectNear(outputs(program.program, {1, 3}, x),
             {0.1F + 0.4F + 0.15F + 0.5F, 0.95F + 0.1F - 0.01F * 133 * 0.5F - 0.1F});
  std::string all;
  for (const std::string& sentence : program.notices) all += sentence + "\n";
  for (const char* words : {"already quantized", "Input 'x' is read as the numbers that its int8 codes represent",
                            "Output 'y' is read as the numbers that its int8 codes represent"})
    EXPECT_NE(all.find(words), std::string::npos) << all;
}

// Codes from 0 on, or from 0 to 6, are what a ReLU or ReLU6 leaves; files do not name it then.
TEST(TfliteReader, readsActivationsThatRangesOfCodesImply) {
  for (const bool six : {false, true}) {
    TfliteWriter net;
    net.tensor("x", {1, 3}, TfliteWriter::uint8);
    net.quantize(0, {0.1F}, {128});
    net.constant("w", {2, 3}, std::vector<std::int8_t>{100, 0, 0, 0, -100, 0}, TfliteWriter::int8);
    net.quantize(1, {0.05F}, {0});
    net.tensor("y", {1, 2}, TfliteWriter::uint8);
    net.quantize(2, {(six ? 6 : 12) / 255.0F}, {0});
    net.node(9, {0, 1, -1}, {2}, 8, FlatFields());
    const ReadProgram program = read(net.bytes({0}, {2}));
    expectNear(outputs(program.program, {1, 3}, {2, 1, 0}), {six ? 6.0F : 10.0F, 0});
    expectNear(outputs(program.program, {1, 3}, {-2, -1, 0}), {0, 5});
  }
}

// The same network from ONNX has the same layers and gives the same.
TEST(TfliteReader, agreesWithTheReaderOfOnnx) {
  const Network lite = makeNetwork(read(test::smallTfliteBytes()).program, "lite", "tflite");
  ASSERT_EQ(lite.layers.size(), 2U);
  EXPECT_EQ(lite.layers[0].name, "conv");
  EXPECT_EQ(lite.layers[1].name, "dense");
  EXPECT_EQ(lite.layers[0].shape, (Shape{3, 2, 3, 3}));
  EXPECT_EQ(imageInput(lite.program), (ImageInput{ImageLayout::ChannelsLast, 2, 5, 5}));

  test::ModelBuilder builder({-1, 5, 5, 2});
  const auto tensorOf = [](const Layer& layer) {
    return at::tensor(layer.weights->copy(), at::kFloat).reshape(layer.shape);
  };
  std::vector<float> bias;
  for (std::size_t i = 0; i < 3; ++i) bias.push_back(static_cast<float>(i * 7 % 11) * 0.2F - 4 * 0.2F);
  test::ModelBuilder::set(builder.node("Transpose", {"x"}, "moved"), "perm", std::vector<std::int64_t>{0, 3, 1, 2});
  auto& convolution = builder.node("Conv",
                                   {"moved", builder.constant(tensorOf(lite.layers[0])),
                                    builder.constant(at::tensor(at::ArrayRef<float>(bias), at::kFloat))},
                                   "filtered");
  test::ModelBuilder::set(convolution, "auto_pad", std::string("SAME_UPPER"));
  test::ModelBuilder::set(convolution, "strides", std::vector<std::int64_t>{2, 2});
  builder.node("Clip",
               {"filtered", builder.constant(at::scalar_tensor(0.0F)), builder.constant(at::scalar_tensor(6.0F))},
               "positive");
  auto& mean = builder.node("ReduceMean", {"positive"}, "mean");
  test::ModelBuilder::set(mean, "axes", std::vector<std::int64_t>{2, 3});
  test::ModelBuilder::set(mean, "keepdims", std::int64_t{0});
  auto& linear = builder.node("Gemm", {"mean", builder.constant(tensorOf(lite.layers[1]))}, "y");
  test::ModelBuilder::set(linear, "transB", std::int64_t{1});
  const Network onnx = makeNetwork(readOnnx(builder.bytes("y"), "net.onnx", "", {}).program, "onnx", "onnx");
  ASSERT_EQ(onnx.layers.size(), lite.layers.size());
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(onnx.layers[l].kind, lite.layers[l].kind);
    EXPECT_EQ(onnx.layers[l].shape, lite.layers[l].shape);
    EXPECT_EQ(*onnx.layers[l].weights, *lite.layers[l].weights);
  }
  ASSERT_EQ(onnx.program.instructions.size(), lite.program.instructions.size());
  for (std::size_t i = 0; i < onnx.program.instructions.size(); ++i)
    EXPECT_EQ(onnx.program.instructions[i].op, lite.program.instructions[i].op);
  const std::vector<float> images = values(100, 0.4F);
  EXPECT_EQ(outputs(onnx.program, {2, 5, 5, 2}, images), outputs(lite.program, {2, 5, 5, 2}, images));
}

TEST(TfliteReader, givesNetworksThatAreExportedAsOnnx) {
  const Network lite = makeNetwork(read(test::smallTfliteBytes()).program, "lite", "tflite");
  const Bytes exported = onnxBytes(lite, floatPlan(lite.layers.size()));
  const Network onnx = makeNetwork(readOnnx(exported, "net.onnx", "", {}).program, "onnx", "onnx");
  EXPECT_EQ(imageInput(onnx.program), imageInput(lite.program));
  const std::vector<float> images = values(100, 0.4F);
  expectNear(outputs(onnx.program, {2, 5, 5, 2}, images), outputs(lite.program, {2, 5, 5, 2}, images));
}

TEST(TfliteReader, isChosenByContent) {
  const Bytes bytes = test::smallTfliteBytes();
  EXPECT_EQ(networkReaderFor(std::span(bytes).first(64), "anything.onnx").format.name, "tflite");
}

// --- Bad files: each is refused in one sentence.

std::string sentence(const Bytes& bytes) {
  try {
    makeNetwork(read(bytes).program, "net.tflite", "tflite");
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

struct BadTflite {
  const char* words;
  std::function<void(TfliteWriter&)> change;
};

TEST(TfliteReader, refusesWhatDoesNotFit) {
  ASSERT_EQ(sentence(test::smallTfliteBytes()), "");
  const BadTflite cases[] = {
      {"schema has version 2", [](TfliteWriter& net) { net.version = 2; }},
      {"names tensor 99",
       [](TfliteWriter& net) {
         net.nodes[0].numbers(1, std::vector<std::int32_t>{99, 1, 2});
       }},
      {"gives nothing", [](TfliteWriter& net) { net.nodes[0].numbers(2, std::vector<std::int32_t>{}); }},
      {"is of kind 77", [](TfliteWriter& net) { net.nodes[0].number(0, std::uint32_t{77}); }},
      {"options of kind 8, expected 1", [](TfliteWriter& net) { net.nodes[0].number(3, std::uint8_t{8}); }},
      {"lies in buffer 500", [](TfliteWriter& net) { net.tensors[1].number(2, std::uint32_t{500}); }},
      {"bytes, expected",
       [](TfliteWriter& net) {
         net.tensors[1].numbers(0, std::vector<std::int32_t>{4, 3, 3, 2});
       }},
      {"extent of -3",
       [](TfliteWriter& net) {
         net.tensors[1].numbers(0, std::vector<std::int32_t>{-3, 3, 3, 2});
       }},
      {"has 9 axes", [](TfliteWriter& net) { net.tensors[1].numbers(0, std::vector<std::int32_t>(9, 1)); }},
      {"impossible size", [](TfliteWriter& net) { net.tensors[1].numbers(0, std::vector<std::int32_t>(4, 1 << 30)); }},
      {"impossible size", [](TfliteWriter& net) { net.tensors[0].numbers(0, std::vector<std::int32_t>(4, 1 << 30)); }},
      {"elements of type text", [](TfliteWriter& net) { net.tensors[1].number(1, std::int8_t{5}); }},
      {"elements of type number 88", [](TfliteWriter& net) { net.tensors[0].number(1, std::int8_t{88}); }},
      {"the file states",
       [](TfliteWriter& net) {
         net.tensors[3].numbers(0, std::vector<std::int32_t>{1, 4, 4, 3});
       }},
      {"before anything gives it", [](TfliteWriter& net) { std::swap(net.nodes[0], net.nodes[1]); }},
      {"before anything gives it",
       [](TfliteWriter& net) {
         net.nodes[0].numbers(1, std::vector<std::int32_t>{3, 1, 2});
       }},
      {"given already", [](TfliteWriter& net) { net.nodes.push_back(net.nodes.back()); }},
      {"CUSTOM 'Own' at 'scores' is not supported",
       [](TfliteWriter& net) { net.codes[2] = FlatFields().number(0, std::int8_t{32}).string(1, "Own"); }},
      {"LSTM at 'scores' is not supported",
       [](TfliteWriter& net) { net.codes[2] = FlatFields().number(0, std::int8_t{16}); }},
      {"number 4000 at 'scores'", [](TfliteWriter& net) { net.codes[2] = FlatFields().number(3, std::int32_t{4000}); }},
      {"stride", [](TfliteWriter& net) { net.nodes[0].table(4, convolutionOptions(true, 0)); }},
      {"padding 7",
       [](TfliteWriter& net) { net.nodes[0].table(4, convolutionOptions(true, 1).number(0, std::int8_t{7})); }},
      {"activation 9", [](TfliteWriter& net) { net.nodes[0].table(4, convolutionOptions(true, 2, 9)); }},
      {"variable",
       [](TfliteWriter& net) {
         net.nodes[0].numbers(1, std::vector<std::int32_t>{static_cast<std::int32_t>(net.tensors.size()), 1, 2});
         net.tensor("state", {1, 5, 5, 2});
         net.tensors.back().number(5, std::uint8_t{1});
       }},
      {"stored sparse", [](TfliteWriter& net) { net.tensors[1].table(6, FlatFields()); }},
  };
  for (const BadTflite& bad : cases) {
    TfliteWriter net = test::smallTflite();
    bad.change(net);
    const std::string said = sentence(net.bytes({0}, {7}));
    EXPECT_NE(said.find(bad.words), std::string::npos) << bad.words << ": " << said;
    EXPECT_TRUE(said.starts_with("cannot read 'net.tflite': ")) << said;
  }
  const TfliteWriter net = test::smallTflite();
  EXPECT_NE(sentence(net.bytes({}, {7})).find("no input"), std::string::npos);
  EXPECT_NE(sentence(net.bytes({0}, {})).find("no output"), std::string::npos);
}

// Any cut and any changed byte is read, or refused in a sentence: an offset that leads outside, back or into itself.
TEST(TfliteReader, survivesCutsAndChanges) {
  const Bytes whole = test::smallTfliteBytes();
  for (std::size_t size = 8; size + 1 < whole.size(); size += 97)
    EXPECT_NE(sentence(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "") << size;
  for (std::size_t i = 8; i < whole.size(); i += 7)
    for (const int change : {0xff, 0x80}) {
      Bytes bytes = whole;
      bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ change);
      sentence(bytes);  // throws nothing but errors
    }
  Bytes loop = whole;
  for (std::size_t i = 0; i < 4; ++i) loop[i] = 0;  // the root is at the offset itself
  EXPECT_NE(sentence(loop).find("is 0, expected one that leads on"), std::string::npos) << sentence(loop);
}

}  // namespace
}  // namespace bitprism
