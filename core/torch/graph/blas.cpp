#include "core/torch/graph/blas.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <Eigen/Core>
#include <algorithm>
#include <complex>
#include <set>

// Matrices are stored by columns; op(X) is X, its transpose or its conjugate transpose, as 'N', 'T' or 'C' says.
namespace bitprism {
namespace {

thread_local std::uint64_t productsHere = 0;

bool isPlain(char transposed) {
  return transposed == 'N' || transposed == 'n';
}

bool isConjugate(char transposed) {
  return transposed == 'C' || transposed == 'c';
}

using OneDnnProduct = int (*)(char, char, std::int64_t, std::int64_t, std::int64_t, float, const float*, std::int64_t,
                              const float*, std::int64_t, float, float*, std::int64_t);

// Looked up at run time, not linked: LibTorch may be built without it.
OneDnnProduct oneDnnProduct() {
  static const auto found = reinterpret_cast<OneDnnProduct>(::dlsym(RTLD_DEFAULT, "dnnl_sgemm"));
  return found;
}

// One thread per product, also on threads unknown to LibTorch: otherwise rounding would depend on the thread.
void multiplyAlone() {
  thread_local const bool alone = (at::set_num_threads(1), true);
  static_cast<void>(alone);
}

template <typename T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

// A stored matrix X, where op(X) is a factor; columns begin `stride` numbers apart.
template <typename T>
struct Factor {
  char transposed;
  const T* values;
  int stride;
};

// op(X) with its numbers of rows and columns.
template <typename T>
Matrix<T> operand(const Factor<T>& factor, int rows, int columns) {
  const bool plain = isPlain(factor.transposed);
  const Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>> stored(
      factor.values, plain ? rows : columns, plain ? columns : rows, Eigen::OuterStride<>(factor.stride));
  if (plain) return stored;
  if (isConjugate(factor.transposed)) return stored.adjoint();
  return stored.transpose();
}

// C = alpha op(A) op(B) + beta C with op(A) of m x k; with beta 0 the old values of C do not matter, even NaN.
template <typename T>
struct Product {
  int m, n, k;
  T alpha;
  Factor<T> a, b;
  T beta;
  T* c;
  int strideC;
};

template <typename T>
void multiply(const Product<T>& product) {
  const auto& [m, n, k, alpha, a, b, beta, c, strideC] = product;
  if (m <= 0 || n <= 0) return;
  Eigen::Map<Matrix<T>, 0, Eigen::OuterStride<>> result(c, m, n, Eigen::OuterStride<>(strideC));
  if (beta == T(0))
    result.setZero();
  else if (beta != T(1))
    result *= beta;
  if (k <= 0 || alpha == T(0)) return;
  const Matrix<T> left = operand(a, m, k), right = operand(b, k, n);
  result.noalias() += alpha * (left * right);
}

template <typename T>
void compute(const Product<T>& product) {
  ++productsHere;
  if constexpr (std::is_same_v<T, float>) {
    const auto& [m, n, k, alpha, a, b, beta, c, strideC] = product;
    if (const OneDnnProduct fast = oneDnnProduct(); fast && m > 0 && n > 0 && k > 0) {
      multiplyAlone();
      // In row-major order, as in oneDNN, every matrix is its transpose: C' = op(B)' op(A)'.
      if (fast(b.transposed, a.transposed, n, m, k, alpha, b.values, b.stride, a.values, a.stride, beta, c, strideC) ==
          0)
        return;
    }
  }
  multiply(product);
}

// A vector whose entries are `step` apart.
template <typename T>
struct Entries {
  T* values;
  int step;
};

// y = alpha op(A) x + beta y, A of rows x columns.
template <typename T>
struct VectorProduct {
  int rows, columns;
  T alpha;
  Factor<T> a;
  Entries<const T> x;
  T beta;
  Entries<T> y;
};

// As a matrix product: a vector is a matrix of one row with its step as leading dimension.
template <typename T>
void compute(const VectorProduct<T>& product) {
  const Factor<T>& a = product.a;
  const Entries<const T>& x = product.x;
  const Entries<T>& y = product.y;
  const bool plain = isPlain(a.transposed);
  const int outputs = plain ? product.rows : product.columns, inputs = plain ? product.columns : product.rows;
  const auto ofRows = [&](const T* from, int stepFrom, T* to, int stepTo) {
    const Factor<T> matrix{plain ? 'T' : 'N', a.values, a.stride};
    compute(Product<T>{1, outputs, inputs, product.alpha, {'N', from, stepFrom}, matrix, product.beta, to, stepTo});
  };
  if (x.step > 0 && y.step > 0) return ofRows(x.values, x.step, y.values, y.step);
  // A negative step counts from the end.
  const auto place = [](int i, int count, int step) { return step > 0 ? i * step : (i - count + 1) * step; };
  std::vector<T> from, to;
  for (int i = 0; i < inputs; ++i) from.push_back(x.values[place(i, inputs, x.step)]);
  for (int i = 0; i < outputs; ++i) to.push_back(y.values[place(i, outputs, y.step)]);
  ofRows(from.data(), 1, to.data(), 1);
  for (int i = 0; i < outputs; ++i) y.values[place(i, outputs, y.step)] = to[static_cast<std::size_t>(i)];
}

}  // namespace

std::uint64_t ownProducts() {
  return productsHere;
}

bool entersLapack(const std::string& op) {
  static const std::set<std::string> plain = {"aten::linalg_vector_norm", "aten::linalg_matmul",
                                              "aten::linalg_multi_dot", "aten::linalg_cross", "aten::linalg_diagonal"};
  static const std::set<std::string> others = {"aten::cholesky",
                                               "aten::cholesky_inverse",
                                               "aten::cholesky_solve",
                                               "aten::det",
                                               "aten::eig",
                                               "aten::geqrf",
                                               "aten::inverse",
                                               "aten::logdet",
                                               "aten::lstsq",
                                               "aten::lu",
                                               "aten::lu_solve",
                                               "aten::matrix_exp",
                                               "aten::matrix_power",
                                               "aten::orgqr",
                                               "aten::matrix_rank",
                                               "aten::nuclear_norm",
                                               "aten::ormqr",
                                               "aten::pinverse",
                                               "aten::qr",
                                               "aten::slogdet",
                                               "aten::solve",
                                               "aten::svd",
                                               "aten::symeig",
                                               "aten::triangular_solve"};
  if (op.starts_with("aten::linalg_") || op.starts_with("aten::_linalg_")) return !plain.contains(op);
  return others.contains(op);
}

bool entersLapack(const Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [](const Instruction& instruction) { return entersLapack(instruction.op); });
}

std::unique_lock<std::mutex> lapackTurn() {
  static std::mutex turn;
  return std::unique_lock(turn);
}

}  // namespace bitprism

// The names and signatures of BLAS, as called by LibTorch and other libraries.
#define BITPRISM_BLAS extern "C" __attribute__((visibility("default"), used))
#define BITPRISM_MATRIX_PRODUCT(name, T)                                                                               \
  BITPRISM_BLAS void name(const char* transA, const char* transB, const int* m, const int* n, const int* k,            \
                          const T* alpha, const T* a, const int* lda, const T* b, const int* ldb, const T* beta, T* c, \
                          const int* ldc) {                                                                            \
    bitprism::compute(                                                                                                 \
        bitprism::Product<T>{*m, *n, *k, *alpha, {*transA, a, *lda}, {*transB, b, *ldb}, *beta, c, *ldc});             \
  }
#define BITPRISM_VECTOR_PRODUCT(name, T)                                                                          \
  BITPRISM_BLAS void name(const char* trans, const int* rows, const int* columns, const T* alpha, const T* a,     \
                          const int* lda, const T* x, const int* stepX, const T* beta, T* y, const int* stepY) {  \
    bitprism::compute(                                                                                            \
        bitprism::VectorProduct<T>{*rows, *columns, *alpha, {*trans, a, *lda}, {x, *stepX}, *beta, {y, *stepY}}); \
  }
BITPRISM_MATRIX_PRODUCT(sgemm_, float)
BITPRISM_MATRIX_PRODUCT(dgemm_, double)
BITPRISM_MATRIX_PRODUCT(cgemm_, std::complex<float>)
BITPRISM_MATRIX_PRODUCT(zgemm_, std::complex<double>)
BITPRISM_VECTOR_PRODUCT(sgemv_, float)
BITPRISM_VECTOR_PRODUCT(dgemv_, double)
#undef BITPRISM_VECTOR_PRODUCT
#undef BITPRISM_MATRIX_PRODUCT
#undef BITPRISM_BLAS
