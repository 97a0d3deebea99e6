#pragma once

#include <numbers>

namespace bitprism {

// The minimum of a function that falls and then rises on [low, high], by golden section (Kiefer 1953): the middle of
// the interval left after `steps` steps.
template <class Function>
double goldenSection(double low, double high, int steps, const Function& function) {
  constexpr double part = 1 / std::numbers::phi;
  double left = high - part * (high - low), right = low + part * (high - low);
  double atLeft = function(left), atRight = function(right);
  for (int step = 0; step < steps; ++step) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - part * (high - low);
      atLeft = function(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + part * (high - low);
      atRight = function(right);
    }
  }
  return (low + high) / 2;
}

}  // namespace bitprism
