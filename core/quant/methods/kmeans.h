#pragma once

#include <span>
#include <vector>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// k-means codebook (Han et al. 2016, "Deep Compression", section 3): the levels are any 2^b numbers, found by
// clustering the weights of a row.

// Options of the method.
struct KmeansOptions {
  bool exact = false;  // the optimum by dynamic programming

  static constexpr auto members = std::tuple(&KmeansOptions::exact);
  static std::span<const MethodOption> table();
};

inline KmeansOptions kmeansOptions(const QuantScheme& scheme) {
  return scheme.options.as<KmeansOptions>();
}

// Both functions below give `count` ascending levels; if there are no more distinct values than that, these are the
// levels, with the largest repeated.

// Lloyd's iteration from equally spaced levels over the range: every value is assigned to its nearest level, every
// level moves to the mean of its values, until a pass gains less than a thousandth of the squared error. A level
// without values restarts at the value farthest from its own level. The result depends on the start, and beyond 3 bits
// it is poor (half as much error again as the optimum, and more); so levels are then moved from where they gain least
// to where they gain most, and iterated again, which ends 0.1 to 9 % above optimalLevels() on Gaussian and Laplacian
// rows of 288 to 20000 values. Values are sorted once and summed in ascending order, so the cost of a pass depends on
// the number of levels, not values: 15 to 50 ns per value for typical rows, mostly sorting; up to 100 ns at 8 bits.
std::vector<float> lloydLevels(std::span<const float> values, std::size_t count);

// The levels of least possible squared error, by dynamic programming over the sorted values (Wang & Song 2011), with
// divide and conquer since the best border rises with the end (Gronlund et al. 2017): O(count n log n), 0.05 (2 bits)
// to 5 microseconds (8 bits) per value. Beyond 65536 distinct values it is found for cells of 1/32768 of the range or
// of the values, whichever is finer, and refined by Lloyd's iteration over the values themselves.
std::vector<float> optimalLevels(std::span<const float> values, std::size_t count);

class KmeansQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo kmeansInfo;

}  // namespace bitprism
