#include "core/quant/activations/integer_convolution.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

struct Case {
  std::int64_t images, channels, height, width, outputs, kernelHeight, kernelWidth;
  ConvolutionGeometry geometry;
  QuantScheme scheme;
  BlockFloat format;

  Shape weightShape() const { return {outputs, channels / geometry.groups, kernelHeight, kernelWidth}; }
};

// What the weights and inputs stand for, in doubles.
std::vector<double> exactWeights(const QuantizedTensor& tensor) {
  std::vector<double> weights(tensor.codes.size());
  const BlockGrid grid(tensor.shape, tensor.channelAxis, dsconvOptions(tensor.scheme).block);
  grid.forEachBlock([&](std::size_t block, std::size_t begin, std::size_t size, std::size_t stride) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t at = begin + i * stride;
      const double offset = tensor.offsets.empty() ? 0 : static_cast<double>(tensor.offsets[grid.channelOf(block)]);
      weights[at] = static_cast<double>(tensor.scales[block]) * tensor.codes[at] + offset;
    }
  });
  return weights;
}

// The convolution as its definition says, in floating point over what the numbers stand for.
std::vector<double> emulated(const Case& c, const std::vector<double>& weights, const std::vector<float>& inputs) {
  const auto [stride, padding, dilation, groups] = c.geometry;
  const std::int64_t rows = convolvedExtent(c.height, c.kernelHeight, stride[0], padding[0], dilation[0]);
  const std::int64_t columns = convolvedExtent(c.width, c.kernelWidth, stride[1], padding[1], dilation[1]);
  const std::int64_t perGroup = c.channels / groups, outputsPerGroup = c.outputs / groups;
  std::vector<double> result;
  for (std::int64_t n = 0; n < c.images; ++n)
    for (std::int64_t o = 0; o < c.outputs; ++o)
      for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j) {
          double sum = 0;
          for (std::int64_t k = 0; k < perGroup; ++k)
            for (std::int64_t u = 0; u < c.kernelHeight; ++u)
              for (std::int64_t v = 0; v < c.kernelWidth; ++v) {
                const std::int64_t row = i * stride[0] - padding[0] + u * dilation[0];
                const std::int64_t column = j * stride[1] - padding[1] + v * dilation[1];
                if (row < 0 || row >= c.height || column < 0 || column >= c.width) continue;
                const std::int64_t channel = o / outputsPerGroup * perGroup + k;
                sum +=
                    weights[static_cast<std::size_t>(((o * perGroup + k) * c.kernelHeight + u) * c.kernelWidth + v)] *
                    static_cast<double>(inputs[static_cast<std::size_t>(
                        ((n * c.channels + channel) * c.height + row) * c.width + column)]);
              }
          result.push_back(sum);
        }
  return result;
}

void compare(const Case& c, std::uint64_t seed, const std::string& what) {
  const auto count = static_cast<std::size_t>(elementCount(c.weightShape()));
  const QuantizedTensor tensor = quantize(test::layerOf(c.weightShape(), test::normals(count, seed)), c.scheme);
  std::vector<float> values =
      test::normals(static_cast<std::size_t>(c.images * c.channels * c.height * c.width), seed + 1, 1);
  for (std::size_t i = 0; i < values.size(); i += 3) values[i] = std::max(values[i], 0.0f);
  const auto images = static_cast<std::size_t>(c.images), channels = static_cast<std::size_t>(c.channels),
             inner = static_cast<std::size_t>(c.height * c.width);
  const BlockCodes codes = blockCodes(values.data(), images, channels, inner, c.format);
  std::vector<float> rounded(values.size());
  quantizeBlocks(values.data(), rounded.data(), images, channels, inner, c.format);
  const std::vector<double> found = integerConvolution(tensor, codes, c.height, c.width, c.geometry);
  const std::vector<double> expected = emulated(c, exactWeights(tensor), rounded);
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 1e-9 * std::max(1.0, std::fabs(expected[i]))) << what << ", output " << i;
}

TEST(IntegerConvolution, isTheConvolutionOfWhatTheNumbersStandFor) {
  Random random(1);
  int grouped = 0, depthwise = 0, small = 0, ragged = 0, apart = 0;
  for (int round = 0; round < 150; ++round) {
    const auto upTo = [&](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
    Case c{};
    c.geometry.groups = random.below(3) == 0 ? upTo(5) : 1;
    const bool each = random.below(5) == 0;  // depthwise
    const std::int64_t perGroup = each ? 1 : upTo(45);
    if (each) c.geometry.groups = upTo(20);
    c.images = upTo(2);
    c.channels = perGroup * c.geometry.groups;
    c.outputs = upTo(3) * c.geometry.groups;
    c.kernelHeight = upTo(3);
    c.kernelWidth = upTo(4);
    for (const std::size_t axis : {0, 1}) {
      c.geometry.stride[axis] = upTo(3);
      c.geometry.dilation[axis] = upTo(3);
      c.geometry.padding[axis] = upTo(4) - 1;
    }
    c.height = c.geometry.dilation[0] * (c.kernelHeight - 1) + upTo(7);
    c.width = c.geometry.dilation[1] * (c.kernelWidth - 1) + upTo(9);
    const Correction correction = random.below(2) == 0 ? Correction::None : Correction::Gain;
    c.scheme = {.method = Method::Dsconv,
                .bits = static_cast<int>(upTo(8)),
                .correction = correction,
                .options = DsconvOptions{.block = static_cast<int>(upTo(40))}};
    c.format = {.mantissaBits = static_cast<int>(upTo(10)), .block = static_cast<int>(upTo(40))};
    if (random.below(2) == 0) c.format.block = dsconvOptions(c.scheme).block;  // as DSConv has it
    grouped += c.geometry.groups > 1;
    depthwise += each;
    small += perGroup < dsconvOptions(c.scheme).block;
    ragged += perGroup % dsconvOptions(c.scheme).block != 0 && perGroup > dsconvOptions(c.scheme).block;
    apart += c.format.block != dsconvOptions(c.scheme).block;
    compare(c, static_cast<std::uint64_t>(100 + 2 * round), "round " + std::to_string(round));
    if (HasFatalFailure()) return;
  }
  for (const int seen : {grouped, depthwise, small, ragged, apart}) EXPECT_GE(seen, 15);
}

// A linear layer has no kernel; its input is one position.
TEST(IntegerConvolution, isAProductForALinearLayer) {
  const QuantizedTensor tensor = quantize(test::layerOf({7, 70}, test::normals(490, 3)),
                                          {.method = Method::Dsconv, .bits = 4, .correction = Correction::Mean});
  const std::vector<float> values = test::normals(3 * 70, 4, 1);
  const BlockCodes codes = blockCodes(values.data(), 3, 70, 1, {});
  std::vector<float> rounded(values.size());
  quantizeBlocks(values.data(), rounded.data(), 3, 70, 1, {});
  const std::vector<double> weights = exactWeights(tensor), found = integerConvolution(tensor, codes, 1, 1);
  ASSERT_EQ(found.size(), 21u);
  for (std::size_t n = 0; n < 3; ++n)
    for (std::size_t o = 0; o < 7; ++o) {
      double sum = 0;
      for (std::size_t k = 0; k < 70; ++k) sum += weights[o * 70 + k] * static_cast<double>(rounded[n * 70 + k]);
      EXPECT_NEAR(found[n * 7 + o], sum, 1e-9);
    }
}

// Sums of large products over many channels would leave 32 bits if they were not cut.
TEST(IntegerConvolution, cutsSumsBeforeTheyOverflow) {
  constexpr std::size_t channels = 4096;
  const std::vector<float> ones(channels, 1.0f);
  const QuantizedTensor tensor =
      quantize(test::layerOf({1, channels}, ones), {.method = Method::Dsconv,
                                                    .bits = 8,
                                                    .correction = Correction::None,
                                                    .options = DsconvOptions{.block = channels}});
  ASSERT_EQ(tensor.codes[0], -128);
  const std::vector<float> values(channels, 1.99999f);
  const BlockFloat format{.mantissaBits = 15, .block = channels};
  const BlockCodes codes = blockCodes(values.data(), 1, channels, 1, format);
  ASSERT_EQ(codes.mantissas[0], 32767);
  const double found = integerConvolution(tensor, codes, 1, 1)[0];
  EXPECT_NEAR(found, channels * 32767.0 / 16384, 1e-6);
}

TEST(IntegerConvolution, refusesWhatDoesNotFit) {
  const QuantScheme scheme{.method = Method::Dsconv, .bits = 4};
  const QuantizedTensor tensor = quantize(test::layerOf({4, 8, 3, 3}, test::normals(288, 5)), scheme);
  const std::vector<float> values = test::normals(8 * 25, 6, 1);
  const BlockCodes codes = blockCodes(values.data(), 1, 8, 25, {});
  EXPECT_EQ(integerConvolution(tensor, codes, 5, 5).size(), 4u * 9);
  EXPECT_THROW(integerConvolution(tensor, codes, 5, 6), UsageError);
  EXPECT_THROW(integerConvolution(tensor, codes, 25, 1), UsageError) << "the kernel is wider";
  EXPECT_THROW(integerConvolution(tensor, codes, 5, 5, {.groups = 2}), UsageError);
  EXPECT_THROW(integerConvolution(tensor, codes, 5, 5, {.groups = 0}), UsageError);
  EXPECT_THROW(integerConvolution(tensor, codes, 5, 5, {.stride = {0, 1}}), UsageError);
  EXPECT_THROW(integerConvolution(tensor, codes, 5, 5, {.padding = {0, -1}}), UsageError);
  const QuantizedTensor transposed = quantize(test::layerOf({8, 4, 3, 3}, test::normals(288, 5), 1), scheme);
  EXPECT_THROW(integerConvolution(transposed, codes, 5, 5), UsageError);
  const QuantizedTensor uniform = quantize(test::layerOf({4, 8, 3, 3}, test::normals(288, 5)), {.bits = 4});
  EXPECT_THROW(integerConvolution(uniform, codes, 5, 5), UsageError);
}

}  // namespace
}  // namespace bitprism
