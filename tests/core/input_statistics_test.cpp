#include "core/quant/activations/input_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

constexpr std::size_t channels = 19, positions = 12, images = 4;
constexpr std::int64_t batches = 23;

std::vector<float> batchOf(std::int64_t index) {
  std::vector<float> values = test::normals(images * channels * positions, 100 + static_cast<std::uint64_t>(index), 1);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= static_cast<float>(1 + i / positions % channels);
  return values;
}

std::vector<float> channelsInnermost(const std::vector<float>& values) {
  std::vector<float> turned(values.size());
  for (std::size_t n = 0; n < images; ++n)
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t i = 0; i < positions; ++i)
        turned[(n * positions + i) * channels + c] = values[(n * channels + c) * positions + i];
  return turned;
}

InputStatistics collected(int threads, bool innermost) {
  InputCollector collector(1, batches);
  std::atomic<std::int64_t> next{batches - 1};  // last first: the worst order
  std::vector<std::jthread> workers;
  for (int t = 0; t < threads; ++t)
    workers.emplace_back([&] {
      for (std::int64_t index = next--; index >= 0; index = next--) {
        InputCollector::Batch batch = collector.batch();
        const std::vector<float> values = batchOf(index);
        if (innermost)
          collector.add(batch, 0, channelsInnermost(values), {images * positions, channels, 1});
        else
          collector.add(batch, 0, values, {images, channels, positions});
        collector.finish(index, std::move(batch));
      }
    });
  workers.clear();
  return std::move(collector.take().at(0));
}

TEST(InputStatistics, doNotDependOnThreadsOrOrder) {
  const InputStatistics one = collected(1, false), many = collected(4, false);
  EXPECT_EQ(one.histogram, many.histogram);
  EXPECT_EQ(one.batchExtremes, many.batchExtremes);
  EXPECT_EQ(one.batchTails, many.batchTails);
  ASSERT_EQ(one.channels.size(), channels);
  for (std::size_t c = 0; c < channels; ++c) {
    EXPECT_EQ(one.channels[c].histogram, many.channels[c].histogram);
    EXPECT_EQ(one.channels[c].sums, many.channels[c].sums);  // to the last bit
  }
}

TEST(InputStatistics, seeTheSameInEitherOrderOfMemory) {
  const InputStatistics images = collected(1, false), turned = collected(2, true);
  EXPECT_EQ(images.histogram, turned.histogram);
  EXPECT_EQ(images.batchTails, turned.batchTails);
  for (std::size_t c = 0; c < channels; ++c) {
    EXPECT_EQ(images.channels[c].histogram, turned.channels[c].histogram);
    EXPECT_NEAR(images.channels[c].sums.squares, turned.channels[c].sums.squares,
                1e-9 * images.channels[c].sums.squares);
  }
}

TEST(InputStatistics, sumEveryChannel) {
  const InputStatistics statistics = collected(2, true);
  for (std::size_t c = 0; c < channels; ++c) {
    double positive = 0, negative = 0, squares = 0;
    float low = 0, high = 0;
    for (std::int64_t index = 0; index < batches; ++index) {
      const std::vector<float> values = batchOf(index);
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (i / positions % channels != c) continue;
        const double value = values[i];
        (value > 0 ? positive : negative) += std::abs(value);
        squares += value * value;
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
      }
    }
    const ChannelStatistics& seen = statistics.channels[c];
    EXPECT_NEAR(seen.sums.positive, positive, 1e-9 * positive);
    EXPECT_NEAR(seen.sums.negative, negative, 1e-9 * negative);
    EXPECT_NEAR(seen.sums.squares, squares, 1e-9 * squares);
    EXPECT_EQ(seen.histogram.minimum(), low);
    EXPECT_EQ(seen.histogram.maximum(), high);
    EXPECT_EQ(seen.histogram.count(), batches * static_cast<std::int64_t>(images * positions));
  }
}

TEST(InputStatistics, refuseWhatIsNotFinite) {
  InputCollector collector(1, 1);
  InputCollector::Batch batch = collector.batch();
  EXPECT_THROW(collector.add(batch, 0, std::vector<float>{1, INFINITY}, {1, 2, 1}), Error);
}

TEST(Tails, areLowerMediansOfTheOutermostValues) {
  for (const std::size_t kept : {1, 5, 10})
    for (const std::size_t count : {1, 2, 4, 9, 10, 11, 12, 500}) {
      const std::vector<float> values = test::normals(count, 40 + count, 1);
      Tails tails(kept);
      for (std::size_t first = 0; first < count; first += 7)  // in pieces
        tails.add(std::span(values).subspan(first, std::min<std::size_t>(7, count - first)));
      std::vector<float> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      const std::size_t used = std::min(kept, count);
      EXPECT_EQ(tails.low(), sorted[(used - 1) / 2]) << kept << ' ' << count;
      EXPECT_EQ(tails.high(), sorted[count - used + (used - 1) / 2]) << kept << ' ' << count;
    }
  EXPECT_EQ(Tails().low(), 0);
}

}  // namespace
}  // namespace bitprism
