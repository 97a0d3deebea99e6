#include "core/quant/choice/error_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/random_inputs.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(QuantError, agreesWithTheDefinitions) {
  for (const std::size_t count : {1u, 2u, 3u, 4u, 7u, 1001u}) {
    const std::vector<float> a = test::normals(count, 1), b = test::normals(count, 2);
    double error = 0, aa = 0, bb = 0, ab = 0, largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double x = a[i], y = b[i];
      error += (x - y) * (x - y);
      aa += x * x;
      bb += y * y;
      ab += x * y;
      largest = std::max(largest, std::fabs(x - y));
    }
    const QuantError found = quantError(a, b);
    EXPECT_NEAR(found.mse, error / static_cast<double>(count), 1e-14);
    EXPECT_NEAR(found.sqnrDb, 10 * std::log10(aa / error), 1e-10);
    EXPECT_NEAR(found.cosine, ab / std::sqrt(aa * bb), 1e-12);
    EXPECT_EQ(found.maxError, largest);
  }
}

TEST(QuantError, hasItsLimits) {
  const std::vector<float> values{1, -2, 3}, zeros{0, 0, 0}, huge{3e38f, -3e38f, 1};
  EXPECT_EQ(quantError(values, values).mse, 0);
  EXPECT_EQ(quantError(values, values).sqnrDb, infinity);
  EXPECT_EQ(quantError(values, values).cosine, 1);
  EXPECT_EQ(quantError(zeros, zeros).sqnrDb, infinity);
  EXPECT_EQ(quantError(zeros, zeros).cosine, 1);
  EXPECT_EQ(quantError(zeros, values).sqnrDb, -infinity);
  EXPECT_EQ(quantError(values, zeros).sqnrDb, 0);
  EXPECT_EQ(quantError(values, zeros).cosine, 0);
  EXPECT_TRUE(std::isfinite(quantError(huge, zeros).mse));
  EXPECT_EQ(quantError({}, {}).mse, 0);
  EXPECT_THROW(quantError(values, std::span(values).first(2)), UsageError);
}

std::vector<QuantScheme> someSchemes() {
  std::vector<QuantScheme> schemes{{.bits = floatBits}};
  for (int bits = 1; bits <= 8; ++bits) schemes.push_back({.bits = bits, .range = RangeRule::LeastSquares});
  return schemes;
}

TEST(ErrorTable, hasARowPerLayerAndScheme) {
  const Network network = test::variedNetwork();
  const std::vector<QuantScheme> schemes = someSchemes();
  std::atomic<std::int64_t> last = 0;
  const std::vector<ErrorRow> rows = errorTable(network, {}, schemes, {}, [&](const ProgressStep& step) {
    EXPECT_EQ(step.total, 27);
    EXPECT_GT(step.done, last);
    last = step.done;
  });
  EXPECT_EQ(last, 27);
  ASSERT_EQ(rows.size(), 27u);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].layer, i / 9);
    EXPECT_EQ(rows[i].scheme, schemes[i % 9]);
    const Layer& layer = network.layers[rows[i].layer];
    EXPECT_EQ(rows[i].bytes, layerBytes(layer, rows[i].scheme));
    const double mse = quantError(*layer.weights, *quantizedWeights(layer, rows[i].scheme)).mse;
    EXPECT_NEAR(rows[i].error.mse, mse, 1e-12 * mse);  // summed in another order
    if (rows[i].scheme.isFloat()) {
      EXPECT_EQ(rows[i].error.mse, 0);
    } else if (rows[i].scheme.bits > 1) {
      EXPECT_GT(rows[i].error.sqnrDb, rows[i - 1].error.sqnrDb);
    }
  }
}

TEST(ErrorTable, tellsRowsInOrderAsTheyAreFinished) {
  const Network network = test::variedNetwork();
  const std::vector<QuantScheme> schemes = someSchemes();
  std::size_t seen = 0;
  forEachError(network, {}, schemes, [&](const ErrorRow& row) {
    EXPECT_EQ(row.layer, seen / schemes.size());
    EXPECT_EQ(row.scheme, schemes[seen % schemes.size()]);
    EXPECT_FALSE(row.outputSqnrDb);
    ++seen;
  });
  EXPECT_EQ(seen, network.layers.size() * schemes.size());
  EXPECT_THROW(forEachError(network, {}, schemes, [](const ErrorRow&) { throw Error("the disk is full"); }), Error);
}

TEST(ErrorTable, knowsTheOutputErrorWhereInputsAreKnown) {
  Network network = test::variedNetwork();
  const auto layer = test::layerWithInputs(1, 7, 4, 3);
  network.layers[2] = layer;
  for (const ErrorRow& row : errorTable(network, {{nullptr, nullptr, layer.inputs}}, {{.bits = 3}, {.bits = 6}})) {
    ASSERT_EQ(row.outputSqnrDb.has_value(), row.layer == 2);
    if (row.layer != 2) continue;
    EXPECT_DOUBLE_EQ(*row.outputSqnrDb, outputSqnrDb(layer, layer.inputs.get(), *quantizedWeights(layer, row.scheme)));
    EXPECT_NEAR(row.error.mse, quantError(*layer.weights, *quantizedWeights(layer, row.scheme)).mse, 1e-15);
  }
}

TEST(ErrorTable, isEmptyWithoutSchemes) {
  EXPECT_TRUE(errorTable(test::variedNetwork(), {}, {}).empty());
}

TEST(ErrorTable, stopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(errorTable(test::variedNetwork(), {}, someSchemes(), source.get_token()), Cancelled);
  std::stop_source later;
  EXPECT_THROW(errorTable(test::variedNetwork(), {}, std::vector<QuantScheme>(3000, QuantScheme{.bits = 4}),
                          later.get_token(), [&](const ProgressStep&) { later.request_stop(); }),
               Cancelled);
}

TEST(ErrorTable, passesOnWhatGoesWrong) {
  EXPECT_THROW(errorTable(test::variedNetwork(), {}, {{.bits = 4}, {.bits = 12}}), UsageError);
}

}  // namespace
}  // namespace bitprism
