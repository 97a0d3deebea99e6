#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/search/bit_curve.h"
#include "widgets/bits_profile.h"
#include "widgets/layer_row.h"

namespace bitprism {

// A point by which a hand holds a curve.
struct CurveHandle {
  double depth = 0;   // 0 to 1, from the first layer of the curve to its last
  double height = 0;  // in bits
};

// A curve of a search laid over the bits of some layers. Its values from 0 to 1 are the heights from 1/2 to 8 1/2 bits,
// so that the nearest width is the level that a search takes. Locked layers and those of floats keep their bits. The
// handles of lines and Bezier curves are their control points; those of Chebyshev polynomials stand on the curve. A
// plain value.
class CurveProfile {
 public:
  // The curve nearest to the bits that these layers have now; layers: rising. Absent if none of them can follow.
  static std::optional<CurveProfile> fitted(BitCurve curve, const std::vector<LayerRow>& rows,
                                            const std::vector<int>& layers);

  BitCurve curve() const { return curve_; }
  int firstLayer() const { return first_; }
  int lastLayer() const { return last_; }
  double heightAt(double depth) const;  // within the widths of codes
  std::vector<CurveHandle> handles() const;
  // The curve after a hand has moved one of its handles, as near to that as the curve can be.
  CurveProfile moved(std::size_t handle, double height) const;
  std::vector<LayerBits> bits() const;  // of the layers that follow

 private:
  double depthOf(int layer) const;

  BitCurve curve_ = BitCurve::Linear;
  int first_ = 0, last_ = 0;
  std::vector<int> layers_;  // that follow
  std::vector<float> parameters_;
};

}  // namespace bitprism
