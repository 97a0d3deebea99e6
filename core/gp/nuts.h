#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <stop_token>

namespace bitprism {

// Log density up to a constant; fills the gradient, which already has the point's size. Minus infinity (or NaN) where
// the density is zero: such a point counts as a divergence.
using LogDensity = std::function<double(const Eigen::VectorXd& point, Eigen::VectorXd& gradient)>;

struct NutsSettings {
  int warmUp = 200;  // iterations that adapt the step and the mass; they are not kept
  int samples = 100;
  double targetAcceptance = 0.8;  // nearer to 1 for densities with narrow necks; costs smaller steps
  int deepest = 10;               // a trajectory has at most 2^deepest - 1 steps
  std::uint64_t seed = 1;
};

// The start of a run. The state adapted by an earlier run may be given, so that a similar density needs little warm-up.
struct NutsState {
  Eigen::VectorXd position;
  double step = 0;            // 0: searched for
  Eigen::VectorXd variances;  // of the coordinates, the inverse of the mass; empty: 1
};

struct NutsRun {
  Eigen::MatrixXd samples;  // one per row
  Eigen::VectorXd logDensities;
  NutsState last;                      // a start for the next run
  std::int64_t gradients = 0;          // evaluations of the density, warm-up included
  std::int64_t samplingGradients = 0;  // those after the warm-up
  int divergences = 0;                 // after the warm-up; many mean that a part of the density is not reached
  double acceptance = 0;               // mean over the trajectories after the warm-up
};

// The No-U-Turn sampler (Hoffman & Gelman 2014) with multinomial sampling of trajectories and the generalised
// criterion (Betancourt 2017, app. A), dual averaging of the step and a diagonal mass adapted in growing windows.
// Deterministic for a seed. Throws Error when the density at the start is zero or not finite, Cancelled when stopped.
NutsRun sampleNuts(const LogDensity& density, const NutsState& start, const NutsSettings& settings,
                   std::stop_token stop = {});

}  // namespace bitprism
