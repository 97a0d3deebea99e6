#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace bitprism {

// The rounding error of one tensor.
struct QuantError {
  double mse = 0;       // mean squared error
  double sqnrDb = 0;    // 10 log10(mean square of w / mse); infinity if exact
  double cosine = 1;    // between w and w'
  double maxError = 0;  // largest |w - w'|
};

QuantError quantError(std::span<const float> original, std::span<const float> quantized);

// The same for a tensor that arrives in parts. Sums run in eight lanes on every machine.
class ErrorSums {
 public:
  // Throws UsageError unless both have the same size.
  void add(std::span<const float> original, std::span<const float> quantized);
  QuantError result() const;

  static constexpr int lanes = 8;
  struct Lanes {
    std::array<double, lanes> power{}, otherPower{}, product{}, error{}, largest{};
  };

 private:
  Lanes sums_;
  std::int64_t count_ = 0;
};

}  // namespace bitprism
