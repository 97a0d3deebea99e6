#pragma once

#include <span>
#include <vector>

namespace bitprism {

// A summary of many magnitudes, from which the squared error of rounding them to multiples of a scale is
// estimated for any scale and clipping level. Few magnitudes are kept unchanged, and the estimate is exact; many are
// counted in cells of constant relative width (8 per octave), within which they are assumed to be evenly spread.
class MagnitudeProfile {
 public:
  explicit MagnitudeProfile(std::span<const float> magnitudes);  // positive, at most 1

  // Sets the scale for error().
  void setScale(double scale);

  // Sum of squared distances to the nearest of 0, s, ..., highest s.
  double error(int highest) const;

 private:
  void keep(std::span<const float> magnitudes);
  void count(std::span<const float> magnitudes);

  std::vector<double> edges_;    // of the cells, ascending; one more than cells, or empty when magnitudes are kept
  std::vector<double> middle_;   // of the cells, or the magnitudes themselves
  std::vector<double> density_;  // magnitudes per unit, of each cell
  std::vector<double> count_, sum_, squares_;  // of the cells from i on; one more than cells
  double scale_ = 1;
  std::vector<double> integral_;  // scratch, at the edges
  std::vector<double> rounding_;  // error without clipping of the cells before i; one more than cells
};

}  // namespace bitprism
