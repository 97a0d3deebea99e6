#include "core/torch/graph/blas.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <thread>

#include "core/base/text.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/batch_turns.h"
#include "core/torch/graph/blas_check.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/torch_runtime.h"
#include "tests/support/small_network.h"

// The routines, as LibTorch calls them.
extern "C" {
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
            const float*, const int*, const float*, float*, const int*);
void sgemv_(const char*, const int*, const int*, const float*, const float*, const int*, const float*, const int*,
            const float*, float*, const int*);
}

namespace bitprism {
namespace {

// The first file that this process has mapped whose path ends like that.
std::string mapped(const std::string& name) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.find(name) != std::string::npos) return line.substr(line.find('/'));
  return {};
}

TEST(Blas, torchMultipliesByOurRoutines) {
  prepareTorch();
  EXPECT_TRUE(multipliesByOurRoutines());
  EXPECT_EQ(turnsNotice(), "");
}

// Set where ctest runs these tests once for each installed BLAS.
TEST(Blas, isTheOneThatWasAskedFor) {
  const char* folder = std::getenv("BITPRISM_EXPECTED_BLAS");
  if (!folder) GTEST_SKIP() << "BITPRISM_EXPECTED_BLAS names no folder";
  at::mm(at::ones({2, 2}), at::ones({2, 2}));
  EXPECT_TRUE(mapped("/libblas.so.3").starts_with(folder)) << mapped("/libblas.so.3");
}

TEST(Blas, multipliesRightSideBySide) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(multipliesRightSideBySide());
}

template <typename T>
void expectProducts(at::ScalarType type, double tolerance) {
  at::manual_seed(1);
  for (const auto& [m, k, n] :
       {std::array{1, 1, 1}, {3, 7, 5}, {32, 60, 10}, {33, 129, 65}, {1, 512, 100}, {200, 3, 1}})
    for (const bool leftTurned : {false, true})
      for (const bool rightTurned : {false, true}) {
        const at::Tensor a = leftTurned ? at::randn({k, m}, type).t() : at::randn({m, k}, type),
                         b = rightTurned ? at::randn({n, k}, type).t() : at::randn({k, n}, type),
                         c = at::randn({m, n}, type);
        const at::Tensor sums = (a.unsqueeze(2) * b.unsqueeze(0)).sum(1);  // without BLAS
        const auto near = [&](const at::Tensor& got, const at::Tensor& right) {
          EXPECT_LT((got - right).abs().max().template item<double>(), tolerance * std::sqrt(k))
              << m << " x " << k << " x " << n << (leftTurned ? " left turned" : "")
              << (rightTurned ? " right turned" : "");
        };
        near(at::mm(a, b), sums);
        near(at::addmm(c, a, b, 0.5, 2), c * 0.5 + sums * 2);
        near(at::mv(a, b.select(1, 0)), sums.select(1, 0));
        near(at::addmv(c.select(1, 0), a, b.select(1, 0), 0.5, 2), c.select(1, 0) * 0.5 + sums.select(1, 0) * 2);
      }
}

TEST(Blas, multipliesAnyShapeOfAnyType) {
  expectProducts<float>(at::kFloat, 1e-5);
  expectProducts<double>(at::kDouble, 1e-13);
  expectProducts<c10::complex<float>>(at::kComplexFloat, 1e-5);
  expectProducts<c10::complex<double>>(at::kComplexDouble, 1e-13);
  at::manual_seed(2);
  const at::Tensor a = at::randn({6, 4}, at::kComplexDouble), b = at::randn({6, 5}, at::kComplexDouble);
  const at::Tensor right = (a.conj().t().unsqueeze(2) * b.unsqueeze(0)).sum(1);
  EXPECT_LT((at::mm(a.t().conj(), b) - right).abs().max().item<double>(), 1e-13);
}

TEST(Blas, ignoresWhatTheResultHeldWhenItsFactorIsZero) {
  const float one = 1, zero = 0, nan = std::numeric_limits<float>::quiet_NaN();
  const int n = 2, none = 0;
  const std::vector<float> a = {1, 2, 3, 4}, b = {5, 6, 7, 8};
  std::vector<float> c(4, nan);
  sgemm_("N", "N", &n, &n, &n, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
  EXPECT_EQ(c, (std::vector<float>{23, 34, 31, 46}));
  c.assign(4, nan);
  sgemm_("N", "N", &n, &n, &none, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
  EXPECT_EQ(c, std::vector<float>(4, 0)) << "an empty sum";
}

TEST(Blas, takesVectorsInAnySteps) {
  const float one = 1, half = 0.5F;
  const int rows = 2, columns = 3, two = 2, back = -2, step = 1;
  const std::vector<float> a = {1, 4, 2, 5, 3, 6};  // 1 2 3 / 4 5 6
  const std::vector<float> x = {1, -1, 10, -1, 100};
  std::vector<float> y = {2, 4};
  sgemv_("N", &rows, &columns, &one, a.data(), &rows, x.data(), &two, &half, y.data(), &step);
  EXPECT_EQ(y, (std::vector<float>{322, 656}));
  y = {2, 4};
  sgemv_("n", &rows, &columns, &one, a.data(), &rows, x.data(), &back, &half, y.data(), &step);
  EXPECT_EQ(y, (std::vector<float>{124, 458})) << "the last entry comes first";
  std::vector<float> z = {0, 9, 0, 9, 0};
  sgemv_("T", &rows, &columns, &one, a.data(), &rows, x.data(), &two, &half, z.data(), &back);
  EXPECT_EQ(z, (std::vector<float>{63, 9, 52, 9, 41}));
}

TEST(Blas, lapackTakesTurns) {
  EXPECT_TRUE(entersLapack("aten::inverse"));
  EXPECT_TRUE(entersLapack("aten::linalg_cholesky"));
  EXPECT_FALSE(entersLapack("aten::linalg_vector_norm"));
  EXPECT_FALSE(entersLapack("aten::linear"));

  // Inverses of 12 x 12 matrices, by four threads at once.
  Program program;
  program.inputs.push_back({"input", {-1, 12, 12}});
  program.slotCount = 1;
  program.outputs = {test::addUnary(program, "aten::inverse", 0)};
  program.outputNames = {"output"};
  const Executor executor(program);
  EXPECT_TRUE(entersLapack(program));
  const c10::InferenceMode inference;
  at::manual_seed(3);
  const at::Tensor input = at::randn({8, 12, 12}) + 5 * at::eye(12);
  const at::Tensor right = executor.run({input}, executor.weights()).at(0);
  std::atomic<int> wrong = 0;
  forEachBatch(400, 4, {},
               [&](std::int64_t) { wrong += !executor.run({input}, executor.weights()).at(0).equal(right); });
  EXPECT_EQ(wrong, 0);
}

TEST(BatchTurns, areTakenWhereLibTorchCannotBeTrusted) {
  std::atomic<int> inside = 0, most = 0;
  const auto work = [&](std::int64_t) {
    most = std::max(most.load(), ++inside);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --inside;
  };
  takeTurns("a test wants it so");
  EXPECT_EQ(turnsNotice(), "Batches are computed one after another, which is slower: a test wants it so.");
  {
    std::jthread other([&] { forEachBatch(20, 2, {}, work); });
    forEachBatch(20, 2, {}, work);
  }
  EXPECT_EQ(most, 1);
  takeTurns("");
  EXPECT_EQ(turnsNotice(), "");
  EXPECT_FALSE(batchTurn().owns_lock());
}

}  // namespace
}  // namespace bitprism
