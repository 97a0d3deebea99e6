#include "core/quant/numerics/dense_product.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "core/base/random.h"

namespace bitprism {
namespace {

template <class Number>
using Rows = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class Number>
Rows<Number> randomMatrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Random random(seed);
  return Rows<Number>::NullaryExpr(rows, columns, [&] { return static_cast<Number>(random.normal()); });
}

template <class Number>
void comparesWithEigen(Number tolerance) {
  for (const auto& [rows, depth, columns] :
       {std::tuple{1, 1, 1}, {6, 256, 16}, {7, 300, 17}, {13, 5, 530}, {40, 513, 70}, {3, 0, 4}}) {
    const Rows<Number> a = randomMatrix<Number>(rows, depth, 1), b = randomMatrix<Number>(depth, columns + 3, 2);
    const Rows<Number> c = randomMatrix<Number>(rows, columns + 2, 3), transposed = a.transpose();
    Rows<Number> expected = c;
    expected.leftCols(columns) -= a * b.middleCols(1, columns);
    const auto size = [](auto value) { return static_cast<std::size_t>(value); };
    for (const bool flipped : {false, true}) {
      Rows<Number> found = c;
      const Strided<Number> left =
          flipped ? Strided<Number>{transposed.data(), 1, size(rows)} : Strided<Number>{a.data(), size(depth), 1};
      addProduct({size(rows), size(depth), size(columns)}, Number{-1}, left, {b.data() + 1, size(columns + 3)},
                 {found.data(), size(columns + 2)});
      EXPECT_LE((found - expected).cwiseAbs().maxCoeff(), tolerance) << rows << ' ' << depth << ' ' << columns;
    }
  }
}

TEST(DenseProduct, isEigens) {
  comparesWithEigen<float>(2e-4f);
  comparesWithEigen<double>(1e-12);
}

TEST(DenseProduct, factorsPositiveDefiniteMatrices) {
  for (const Eigen::Index size : {1, 5, 48, 49, 200}) {
    const Rows<double> x = randomMatrix<double>(size, size + 5, 7);
    const Rows<double> matrix = x * x.transpose();
    Rows<double> upper = matrix;
    ASSERT_TRUE(factorUpper(upper.data(), static_cast<std::size_t>(size)));
    const Rows<double> factor = upper.triangularView<Eigen::Upper>();
    EXPECT_LE((factor.transpose() * factor - matrix).cwiseAbs().maxCoeff(), 1e-11 * matrix.maxCoeff());
    EXPECT_GT(factor.diagonal().minCoeff(), 0);
  }
  Rows<double> indefinite(2, 2);
  indefinite << 1, 2, 2, 1;
  EXPECT_FALSE(factorUpper(indefinite.data(), 2));
}

}  // namespace
}  // namespace bitprism
