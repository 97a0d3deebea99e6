#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace bitprism {

// A seeded stream of random numbers that is the same on every machine (SplitMix64 keyed by seed and stream; the
// standard library's distributions differ between implementations). One thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t bits();
  double uniform();                          // in [0, 1)
  double uniform(double low, double high);   // in [low, high)
  double normal();                           // mean 0, deviation 1 (Box-Muller)
  std::uint64_t below(std::uint64_t bound);  // in [0, bound), bound > 0, without bias

  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool hasSpare_ = false;
};

}  // namespace bitprism
