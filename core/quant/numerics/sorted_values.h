#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bitprism {

// Finite floats in ascending order, equal ones merged, with cumulative sums for any range of them. Sums are taken about
// the median and accumulate from it outwards, so that a few outliers do not swamp the others.
class SortedValues {
 public:
  // With limit > 0 and more distinct values than that, neighbours are merged too: at most limit cells of equal width or
  // equal number of values, whichever is finer, each represented by its mean.
  explicit SortedValues(std::span<const float> values, std::size_t limit = 0);

  std::size_t size() const { return values_.size(); }
  double operator[](std::size_t i) const { return values_[i]; }  // minus the center
  double center() const { return center_; }
  bool merged() const { return merged_; }  // not only equal values

  // The first value with at least `count` values before it.
  std::size_t firstAfter(double count) const;

  // Over [begin, end); sums are of the values minus the center.
  double count(std::size_t begin, std::size_t end) const { return static_cast<double>(first_[end] - first_[begin]); }
  double sum(std::size_t begin, std::size_t end) const { return sums_[end] - sums_[begin]; }
  double squares(std::size_t begin, std::size_t end) const { return squares_[end] - squares_[begin]; }

  // Squared error of the best single level for [begin, end).
  double error(std::size_t begin, std::size_t end) const {
    const double total = sum(begin, end);
    const double rest = squares(begin, end) - total * total / count(begin, end);
    return rest > 0 ? rest : 0;
  }

 private:
  void mergeCells(std::size_t limit);
  void accumulate();

  double center_ = 0;
  bool merged_ = false;
  std::vector<double> values_;
  std::vector<std::int64_t> first_;  // the number of values before each, one more than values_
  std::vector<double> sums_, squares_;
};

// Ascending; -0 becomes 0.
std::vector<float> sorted(std::span<const float> values);

}  // namespace bitprism
