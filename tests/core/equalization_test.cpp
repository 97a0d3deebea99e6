#include "core/quant/methods/equalization.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/base/error.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::addConvolution;
using test::addTensor;
using test::addUnary;
using test::normals;
using Integers64 = std::vector<std::int64_t>;

struct Value {
  Shape shape;
  std::vector<double> numbers;
};

// Runs the few operators that the programs here are made of, in double.
class ChainRunner {
 public:
  explicit ChainRunner(const Program& program) : program_(program) {}

  std::vector<double> run(const Value& image) {
    values_[0] = image;
    for (const Instruction& instruction : program_.instructions)
      values_[instruction.outputs[0]] = result(instruction, values_.at(std::get<Slot>(instruction.inputs[0]).index));
    return values_.at(program_.outputs[0]).numbers;
  }
  const Value& slot(int index) const { return values_.at(index); }

 private:
  std::vector<double> constant(const Operand& operand) const {
    if (std::holds_alternative<None>(operand)) return {};
    const ConstantArray<float>& floats =
        program_.tensors[static_cast<std::size_t>(std::get<TensorIndex>(operand).index)].floats();
    return {floats.begin(), floats.end()};
  }

  Value result(const Instruction& instruction, const Value& in) const {
    const std::string& op = instruction.op;
    const auto each = [&](const auto& map) {
      Value out = in;
      for (double& x : out.numbers) x = map(x);
      return out;
    };
    if (op == "aten::relu") return each([](double x) { return std::max(x, 0.0); });
    if (op == "aten::relu6") return each([](double x) { return std::clamp(x, 0.0, 6.0); });
    if (op == "aten::leaky_relu") return each([](double x) { return x > 0 ? x : 0.1 * x; });
    if (op == "aten::flatten") return {{in.shape[0], elementCount(in.shape) / in.shape[0]}, in.numbers};
    if (op == "aten::reshape") return {{in.shape[0], std::get<Integers64>(instruction.inputs[1])[1]}, in.numbers};
    if (op == "aten::linear") return linear(instruction, in);
    if (op == "aten::convolution") return convolution(instruction, in);
    if (op == "aten::mean" || op == "aten::max_pool2d") return pooled(op == "aten::mean", instruction, in);
    throw Error("the test knows no operator " + op);
  }

  Value linear(const Instruction& instruction, const Value& in) const {
    const std::vector<double> w = constant(instruction.inputs[1]), b = constant(instruction.inputs[2]);
    const std::size_t features = static_cast<std::size_t>(in.shape.back()), outputs = w.size() / features;
    Value out{{in.shape[0], static_cast<std::int64_t>(outputs)}, {}};
    for (std::size_t n = 0; n < in.numbers.size(); n += features)
      for (std::size_t o = 0; o < outputs; ++o) {
        double sum = b.empty() ? 0 : b[o];
        for (std::size_t i = 0; i < features; ++i) sum += w[o * features + i] * in.numbers[n + i];
        out.numbers.push_back(sum);
      }
    return out;
  }

  Value convolution(const Instruction& instruction, const Value& in) const {
    const Shape& shape =
        program_.tensors[static_cast<std::size_t>(std::get<TensorIndex>(instruction.inputs[1]).index)].shape;
    const std::vector<double> w = constant(instruction.inputs[1]), b = constant(instruction.inputs[2]);
    const std::int64_t stride = std::get<Integers64>(instruction.inputs[3])[0],
                       pad = std::get<Integers64>(instruction.inputs[4])[0];
    const std::int64_t groups = std::get<std::int64_t>(instruction.inputs[8]), side = in.shape[2], inputs = in.shape[1];
    const bool transposed = std::get<bool>(instruction.inputs[6]);
    const std::int64_t outputs = transposed ? shape[1] : shape[0], kernel = shape[2];
    const std::int64_t to = transposed ? (side - 1) * stride + kernel : (side + 2 * pad - kernel) / stride + 1;
    Value out{{in.shape[0], outputs, to, to}, {}};
    out.numbers.assign(static_cast<std::size_t>(elementCount(out.shape)), 0);
    const auto at = [](const Shape& s, std::int64_t a, std::int64_t c, std::int64_t y, std::int64_t x) {
      return static_cast<std::size_t>(((a * s[1] + c) * s[2] + y) * s[3] + x);
    };
    for (std::int64_t n = 0; n < in.shape[0]; ++n)
      for (std::int64_t o = 0; o < outputs; ++o) {
        for (std::int64_t p = 0; p < to * to; ++p)
          out.numbers[at(out.shape, n, o, p / to, p % to)] = b.empty() ? 0 : b[static_cast<std::size_t>(o)];
        for (std::int64_t i = 0; i < inputs / groups; ++i)
          for (std::int64_t k = 0; k < kernel * kernel; ++k) {
            const std::int64_t ky = k / kernel, kx = k % kernel, c = o / (outputs / groups) * (inputs / groups) + i;
            if (transposed) {
              for (std::int64_t y = 0; y < side; ++y)
                for (std::int64_t x = 0; x < side; ++x)
                  out.numbers[at(out.shape, n, o, y * stride + ky, x * stride + kx)] +=
                      w[at(shape, i, o, ky, kx)] * in.numbers[at(in.shape, n, c, y, x)];
              continue;
            }
            for (std::int64_t y = 0; y < to; ++y)
              for (std::int64_t x = 0; x < to; ++x) {
                const std::int64_t fromY = y * stride + ky - pad, fromX = x * stride + kx - pad;
                if (fromY < 0 || fromX < 0 || fromY >= side || fromX >= side) continue;
                out.numbers[at(out.shape, n, o, y, x)] +=
                    w[at(shape, o, i, ky, kx)] * in.numbers[at(in.shape, n, c, fromY, fromX)];
              }
          }
      }
    return out;
  }

  // Over the whole image, or 2 x 2 without overlap.
  Value pooled(bool mean, const Instruction& instruction, const Value& in) const {
    const std::int64_t planes = in.shape[0] * in.shape[1], side = in.shape[2];
    const bool keep = mean && std::get<bool>(instruction.inputs[2]);
    const std::int64_t to = mean ? 1 : side / 2, size = mean ? side : 2;
    Value out{{in.shape[0], in.shape[1], to, to}, {}};
    for (std::int64_t p = 0; p < planes; ++p)
      for (std::int64_t y = 0; y < to; ++y)
        for (std::int64_t x = 0; x < to; ++x) {
          double sum = 0, largest = -1e300;
          for (std::int64_t k = 0; k < size * size; ++k) {
            const double value =
                in.numbers[static_cast<std::size_t>((p * side + y * size + k / size) * side + x * size + k % size)];
            sum += value;
            largest = std::max(largest, value);
          }
          out.numbers.push_back(mean ? sum / static_cast<double>(size * size) : largest);
        }
    if (mean && !keep) out.shape.resize(2);
    return out;
  }

  const Program& program_;
  std::map<int, Value> values_;
};

Value randomImages(std::int64_t count, std::int64_t channels, std::int64_t side, std::uint64_t seed) {
  Value value{{count, channels, side, side}, {}};
  for (const float number : normals(static_cast<std::size_t>(elementCount(value.shape)), seed, 1))
    value.numbers.push_back(static_cast<double>(number));
  return value;
}

// Convolution weights whose output channels have very different sizes.
std::vector<float> unevenWeights(std::size_t outputs, std::size_t each, std::uint64_t seed) {
  std::vector<float> weights = normals(outputs * each, seed, 0.3);
  Random random(seed + 77);
  for (std::size_t o = 0; o < outputs; ++o) {
    const auto factor = static_cast<float>(std::exp(1.5 * random.normal()));
    for (std::size_t i = 0; i < each; ++i) weights[o * each + i] *= factor;
  }
  return weights;
}

// A chain that grows operator by operator.
struct Chain {
  Program program;
  int slot = 0;
  std::uint64_t seed;
  int count = 0;

  explicit Chain(std::int64_t channels, std::int64_t side, std::uint64_t seed) : seed(seed) {
    program.inputs.push_back({"input", {-1, channels, side, side}});
    program.slotCount = 1;
  }
  std::string name(const char* what) { return "layer" + std::to_string(count) + what; }
  void convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t padding = 0,
                   std::int64_t groups = 1, bool bias = true) {
    ++count;
    const int weight = addTensor(program, name(".weight"), {outputs, inputs / groups, kernel, kernel},
                                 unevenWeights(static_cast<std::size_t>(outputs),
                                               static_cast<std::size_t>(inputs / groups * kernel * kernel), ++seed));
    Operand b = None{};
    if (bias)
      b = TensorIndex{addTensor(program, name(".bias"), {outputs}, normals(static_cast<std::size_t>(outputs), ++seed))};
    slot = addConvolution(program, slot, weight, b, 1, padding, groups);
  }
  void transposed(std::int64_t inputs, std::int64_t outputs) {
    ++count;
    const int weight =
        addTensor(program, name(".weight"), {inputs, outputs, 2, 2},
                  unevenWeights(static_cast<std::size_t>(inputs), static_cast<std::size_t>(outputs * 4), ++seed));
    slot = addConvolution(program, slot, weight, None{}, 2, 0);
    program.instructions.back().inputs[6] = true;
  }
  void linear(std::int64_t inputs, std::int64_t outputs) {
    ++count;
    const int weight =
        addTensor(program, name(".weight"), {outputs, inputs},
                  unevenWeights(static_cast<std::size_t>(outputs), static_cast<std::size_t>(inputs), ++seed));
    const int bias = addTensor(program, name(".bias"), {outputs}, normals(static_cast<std::size_t>(outputs), ++seed));
    add("aten::linear", {Slot{slot}, TensorIndex{weight}, TensorIndex{bias}});
  }
  void unary(const std::string& op) { slot = addUnary(program, op, slot); }
  void add(const std::string& op, std::vector<Operand> inputs, const std::string& overload = "") {
    program.instructions.push_back({op, overload, std::move(inputs), {program.slotCount}, ""});
    slot = program.slotCount++;
  }
  void mean(bool keep = false) { add("aten::mean", {Slot{slot}, Integers64{2, 3}, keep, None{}}, "dim"); }
  void leaky() { add("aten::leaky_relu", {Slot{slot}, 0.1}); }
  void maxPool() {
    add("aten::max_pool2d",
        {Slot{slot}, Integers64{2, 2}, Integers64{2, 2}, Integers64{0, 0}, Integers64{1, 1}, false});
  }
  void flatten() { add("aten::flatten", {Slot{slot}, std::int64_t{1}, std::int64_t{-1}}, "using_ints"); }
  Network network() {
    program.outputs = {slot};
    program.outputNames = {"output"};
    return makeNetwork(program, "chain", "onnx");
  }
};

void expectSameFunction(const Network& before, const Network& after, const Value& images, double tolerance = 1e-5) {
  const std::vector<double> a = ChainRunner(before.program).run(images), b = ChainRunner(after.program).run(images);
  ASSERT_EQ(a.size(), b.size());
  double largest = 0;
  for (const double value : a) largest = std::max(largest, std::fabs(value));
  EXPECT_GT(largest, 0);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], tolerance * largest);
}

std::vector<std::pair<std::string, std::string>> namesOf(const Equalization& equalization) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const EqualizedPair& pair : equalization.pairs) names.emplace_back(pair.first, pair.second);
  return names;
}

// Largest |w| of every output channel, and of every input channel of a layer of one group.
std::vector<double> ranges(const Layer& layer, bool ofOutputs) {
  const std::size_t outputs = static_cast<std::size_t>(layer.shape[0]),
                    inputs = static_cast<std::size_t>(layer.shape[1]);
  const std::size_t kernel = layer.weights->size() / outputs / inputs;
  std::vector<double> result(ofOutputs ? outputs : inputs, 0);
  for (std::size_t i = 0; i < layer.weights->size(); ++i) {
    double& range = result[ofOutputs ? i / kernel / inputs : i / kernel % inputs];
    range = std::max(range, std::fabs(static_cast<double>((*layer.weights)[i])));
  }
  return result;
}

TEST(Equalization, makesRangesEqualAndKeepsTheFunction) {
  Chain chain(3, 7, 1);
  chain.convolution(3, 6, 3, 1);
  chain.unary("aten::relu");
  chain.convolution(6, 5, 3);
  chain.unary("aten::relu");
  chain.mean();
  chain.linear(5, 4);
  const Network network = chain.network();
  const Equalization result = equalized(network);
  EXPECT_EQ(namesOf(result),
            (std::vector<std::pair<std::string, std::string>>{{"layer1", "layer2"}, {"layer2", "layer3"}}));
  expectSameFunction(network, result.network, randomImages(2, 3, 7, 9));
  for (std::size_t l = 0; l < 2; ++l) {
    const std::vector<double> first = ranges(result.network.layers[l], true),
                              second = ranges(result.network.layers[l + 1], false);
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_NEAR(first[i] / second[i], 1, 1e-4);
    const EqualizedPair& pair = result.pairs[l];
    EXPECT_EQ(pair.channels, static_cast<std::int64_t>(first.size()));
    EXPECT_NEAR(pair.firstAfter.least, *std::min_element(first.begin(), first.end()), 1e-5);
    EXPECT_NEAR(pair.secondAfter.largest, *std::max_element(second.begin(), second.end()), 1e-5);
    EXPECT_EQ(pair.firstBefore.largest, [&] {
      const std::vector<double> before = ranges(network.layers[l], true);
      return *std::max_element(before.begin(), before.end());
    }());
    EXPECT_LT(pair.firstAfter.largest / pair.firstAfter.least, pair.firstBefore.largest / pair.firstBefore.least);
  }
  EXPECT_EQ(result.network.parameters, network.parameters);
  EXPECT_EQ(equalized(result.network).pairs.size(), 2u);
}

// r1, r2 and r3 of a depthwise triple become the cube root of their product.
TEST(Equalization, takesDepthwiseTriplesToTheCubeRoot) {
  Chain chain(2, 8, 3);
  chain.convolution(2, 8, 1);
  chain.unary("aten::relu");
  chain.convolution(8, 8, 3, 1, 8);
  chain.unary("aten::relu");
  chain.convolution(8, 3, 1, 0, 1, false);
  const Network network = chain.network();
  const Equalization result = equalized(network);
  ASSERT_EQ(result.pairs.size(), 2u);
  expectSameFunction(network, result.network, randomImages(2, 2, 8, 9));
  const auto& before = network.layers;
  const auto& after = result.network.layers;
  for (std::size_t i = 0; i < 8; ++i) {
    const double root =
        std::cbrt(ranges(before[0], true)[i] * ranges(before[1], true)[i] * ranges(before[2], false)[i]);
    EXPECT_NEAR(ranges(after[0], true)[i], root, 1e-4 * root);
    EXPECT_NEAR(ranges(after[1], true)[i], root, 1e-4 * root);
    EXPECT_NEAR(ranges(after[2], false)[i], root, 1e-4 * root);
  }
}

TEST(Equalization, keepsTheFunctionOfRandomChains) {
  int pairs = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed);
    Chain chain(2, 16, 100 * seed);
    std::int64_t channels = 2, side = 16;
    const auto activation = [&] {
      const std::uint64_t which = random.below(4);
      if (which == 0) chain.unary("aten::relu");
      if (which == 1) chain.leaky();
      if (which == 2) chain.unary("aten::relu6");
    };
    for (int l = 0; l < 4; ++l) {
      const auto next = static_cast<std::int64_t>(2 * (1 + random.below(4)));
      switch (random.below(4)) {
        case 0:
          chain.convolution(channels, channels, 3, 1, channels);
          break;
        case 1:
          chain.convolution(channels, next, 3, 1, 2, false);
          channels = next;
          break;
        default:
          chain.convolution(channels, next, 1);
          channels = next;
      }
      activation();
      if (random.below(3) == 0) {
        chain.maxPool();
        side /= 2;
      }
    }
    if (seed % 4 == 0) {
      chain.transposed(channels, 3);
      channels = 3;
      side *= 2;
      activation();
    }
    if (seed % 3 == 0) {
      chain.flatten();
      channels *= side * side;
    } else {
      chain.mean(seed % 3 == 1);
      if (seed % 3 == 1) chain.add("aten::reshape", {Slot{chain.slot}, Integers64{-1, channels}});
    }
    chain.linear(channels, 5);
    activation();
    chain.linear(5, 3);
    const Network network = chain.network();
    const Equalization result = equalized(network);
    pairs += static_cast<int>(result.pairs.size());
    expectSameFunction(network, result.network, randomImages(2, 2, 16, seed), 2e-5);
    ASSERT_EQ(network.layers.size(), result.network.layers.size());
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      EXPECT_EQ(network.layers[l].name, result.network.layers[l].name);
  }
  EXPECT_GT(pairs, 80);
}

TEST(Equalization, leavesOutWhatIsNotHomogeneousOrReadTwice) {
  const auto pairsOf = [](const std::function<void(Chain&)>& between) {
    Chain chain(3, 8, 5);
    chain.convolution(3, 4, 1);
    between(chain);
    chain.convolution(4, 2, 1);
    return equalized(chain.network()).pairs.size();
  };
  EXPECT_EQ(pairsOf([](Chain&) {}), 1u);
  EXPECT_EQ(pairsOf([](Chain& chain) { chain.unary("aten::relu6"); }), 0u);
  EXPECT_EQ(pairsOf([](Chain& chain) { chain.unary("aten::sigmoid"); }), 0u);
  EXPECT_EQ(pairsOf([](Chain& chain) { chain.add("aten::hardtanh", {Slot{chain.slot}, 0.0, 6.0}); }), 0u);
  EXPECT_EQ(pairsOf([](Chain& chain) {
              chain.add("aten::mean", {Slot{chain.slot}, Integers64{1}, true, None{}}, "dim");
            }),
            0u);
  EXPECT_EQ(pairsOf([](Chain& chain) {
              chain.add("aten::constant_pad_nd", {Slot{chain.slot}, Integers64{1, 1, 1, 1}, 0.0});
            }),
            1u);
  EXPECT_EQ(pairsOf([](Chain& chain) {
              chain.add("aten::constant_pad_nd", {Slot{chain.slot}, Integers64{1, 1, 1, 1}, 0.5});
            }),
            0u);
  EXPECT_EQ(pairsOf([](Chain& chain) {
              chain.add("aten::constant_pad_nd", {Slot{chain.slot}, Integers64{0, 0, 0, 0, 1, 1}, 0.0});
            }),
            0u);
  EXPECT_EQ(pairsOf([](Chain& chain) {  // a residual connection
              const int before = chain.slot;
              chain.unary("aten::relu");
              chain.add("aten::add", {Slot{chain.slot}, Slot{before}, std::int64_t{1}}, "Tensor");
            }),
            0u);
  // The last axis of an image is not its channels.
  Chain wrong(3, 4, 5);
  wrong.convolution(3, 4, 1);
  wrong.linear(4, 2);
  EXPECT_TRUE(equalized(wrong.network()).pairs.empty());
  // Weights that two operators share.
  Chain shared(4, 4, 5);
  shared.convolution(4, 4, 1);
  shared.unary("aten::relu");
  const Instruction again = shared.program.instructions[0];
  shared.slot =
      addConvolution(shared.program, shared.slot, std::get<TensorIndex>(again.inputs[1]).index, again.inputs[2], 1, 0);
  shared.unary("aten::relu");
  shared.convolution(4, 2, 1);
  const Network network = shared.network();
  EXPECT_TRUE(equalized(network).pairs.empty());
  EXPECT_EQ(equalized(network).network.hash, network.hash);
}

TEST(Equalization, skipsChannelsOfZeros) {
  Chain chain(2, 6, 5);
  chain.convolution(2, 4, 1);
  chain.unary("aten::relu");
  chain.convolution(4, 3, 1);
  std::vector<float> weights = chain.program.tensors[0].floats().copy();
  weights[2] = weights[3] = 0;  // output channel 1
  chain.program.tensors[0] = floatTensor("layer1.weight", chain.program.tensors[0].shape, weights);
  weights = chain.program.tensors[2].floats().copy();
  for (std::size_t o = 0; o < 3; ++o) weights[o * 4 + 2] = 0;  // input channel 2
  chain.program.tensors[2] = floatTensor("layer2.weight", chain.program.tensors[2].shape, weights);
  const Network network = chain.network();
  const Equalization result = equalized(network);
  EXPECT_EQ(result.pairs.at(0).skipped, 2);
  expectSameFunction(network, result.network, randomImages(2, 2, 6, 1));
  EXPECT_EQ(ranges(result.network.layers[0], true)[2], ranges(network.layers[0], true)[2]);
}

TEST(Equalization, copiesABiasThatOthersShare) {
  Chain chain(2, 6, 5);
  chain.convolution(2, 4, 1);
  const Operand bias = chain.program.instructions[0].inputs[2];
  chain.unary("aten::relu");
  chain.convolution(4, 4, 1);
  chain.program.instructions.back().inputs[2] = bias;
  chain.unary("aten::relu6");
  const Network network = chain.network();
  const Equalization result = equalized(network);
  ASSERT_EQ(result.pairs.size(), 1u);
  expectSameFunction(network, result.network, randomImages(2, 2, 6, 1));
}

// A bias so large that nothing is ever cut off: absorbing it changes nothing but where it is.
TEST(Equalization, absorbsBiasesThatCalibrationSawAreAbove) {
  for (const bool padded : {false, true}) {
    Chain chain(2, 6, 5);
    chain.convolution(2, 5, 1);
    chain.unary("aten::relu");
    chain.convolution(5, 3, 3, padded ? 1 : 0, 1, false);
    const auto bias = std::vector<float>{40, 60, 50, -1, 300};
    chain.program.tensors[1] = floatTensor("layer1.bias", {5}, bias);
    const Network network = chain.network();
    const Value images = randomImages(3, 2, 6, 8);
    std::vector<std::vector<float>> inputs(1);
    for (std::size_t n = 0; n < 3; ++n)
      for (std::size_t p = 0; p < 36; ++p)
        for (std::size_t c = 0; c < 2; ++c)
          inputs[0].push_back(static_cast<float>(images.numbers[(n * 2 + c) * 36 + p]));
    const Calibration calibration{{test::momentsFrom(inputs, 2), nullptr}};
    const Equalization plain = equalized(network),
                       absorbed = equalized(network, {.absorb = true, .calibration = calibration});
    EXPECT_EQ(plain.pairs[0].absorbed, 0);
    EXPECT_EQ(absorbed.pairs[0].absorbed, padded ? 0 : 4);
    expectSameFunction(network, plain.network, images);
    expectSameFunction(network, absorbed.network, images, 1e-3);  // some value is beyond three deviations
    if (padded) continue;
    // The outputs of the first layer became smaller, by their mean less three deviations.
    const auto largestHidden = [&](const Network& of) {
      ChainRunner evaluator(of.program);
      evaluator.run(images);
      const std::vector<double>& hidden = evaluator.slot(of.program.instructions[1].outputs[0]).numbers;
      return *std::max_element(hidden.begin(), hidden.end());
    };
    EXPECT_LT(largestHidden(absorbed.network), 0.5 * largestHidden(plain.network));
  }
}

}  // namespace
}  // namespace bitprism
