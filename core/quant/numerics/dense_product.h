#pragma once

#include <cstddef>
#include <stop_token>

namespace bitprism {

// A matrix anywhere in memory: its number (i, j) is data[i * row + j * column].
template <class Number>
struct Strided {
  const Number* data = nullptr;
  std::size_t row = 0, column = 1;
};

// A matrix whose rows are contiguous and begin `stride` numbers apart.
template <class Number>
struct MatrixRows {
  Number* data = nullptr;
  std::size_t stride = 0;
};

// Of a product a b: a has rows x depth numbers, b depth x columns.
struct ProductSize {
  std::size_t rows = 0, depth = 0, columns = 0;
};

// c += factor a b.
// Every number of c is summed in the order of depth with the same rounding on every processor, unlike Eigen's products,
// whose order of summation depends on cache sizes: codes computed with it are the same on every machine. One thread.
// Throws Cancelled within a millisecond of a stop, with c partly done.
void addProduct(const ProductSize& size, float factor, Strided<float> a, MatrixRows<const float> b, MatrixRows<float> c,
                const std::stop_token& stop = {});
void addProduct(const ProductSize& size, double factor, Strided<double> a, MatrixRows<const double> b,
                MatrixRows<double> c, const std::stop_token& stop = {});

// Overwrites the upper triangle of a symmetric size x size matrix, the only part read, with U of U^T U; the part below
// the diagonal is unchanged. False when the matrix is not positive definite. Throws Cancelled as a product does.
bool factorUpper(double* matrix, std::size_t size, const std::stop_token& stop = {});

}  // namespace bitprism
