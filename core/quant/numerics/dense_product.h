#pragma once

#include <cstddef>

namespace bitprism {

// A matrix anywhere in memory: its number (i, j) is data[i * row + j * column].
template <class Number>
struct Strided {
  const Number* data = nullptr;
  std::size_t row = 0, column = 1;
};

// c += factor a b with a of rows x depth, b of depth x columns and c of rows x columns, rows of b and c stride apart.
// Every number of c is summed in the order of depth in steps that no processor changes, unlike Eigen's products, whose
// steps follow the sizes of caches: codes that are found with it are the same on every machine. One thread.
void addProduct(std::size_t rows, std::size_t depth, std::size_t columns, float factor, Strided<float> a,
                const float* b, std::size_t bStride, float* c, std::size_t cStride);
void addProduct(std::size_t rows, std::size_t depth, std::size_t columns, double factor, Strided<double> a,
                const double* b, std::size_t bStride, double* c, std::size_t cStride);

// Overwrites the upper triangle of a symmetric size x size matrix, the only part read, with U of U^T U; the part below
// the diagonal is unchanged. False when the matrix is not positive definite.
bool factorUpper(double* matrix, std::size_t size);

}  // namespace bitprism
