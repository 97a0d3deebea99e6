#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/gp/multitask_gp.h"

namespace bitprism {

// A normal prior of one unconstrained number.
struct NormalPrior {
  double mean = 0;
  double deviation = 1;
};

// The priors of the parameters; outputs are assumed standardised. Logarithms are natural. A deviation of 0 fixes a
// parameter.
struct GpPriors {
  NormalPrior logLengthScale;             // of inputs in [0, 1]; see searchPriors
  NormalPrior logFactorDiagonal{0, 0.5};  // deviation of a task's function
  NormalPrior factorBelow{0.5, 0.5};      // tasks are believed to be related positively
  NormalPrior logNoise{-4, 1};            // of the variance above noiseFloor
  double noiseFloor = 1e-4;
  NormalPrior logScale{0, 0};               // of the kernel
  NormalPrior logLinearScale{0, 1};         // of features, where there are any
  std::vector<NormalPrior> logTrendScales;  // one per group of basis columns; deviation 0: fixed
};

// The dimension-scaled length-scale prior log l ~ N(sqrt2 + ln(d) / 2, 3) (Hvarfner, Hellsten & Nardi 2024).
NormalPrior dimensionScaledPrior(Eigen::Index dimensions);

struct FitSettings {
  KernelShape shape = KernelShape::Matern52;
  int starts = 5;        // the first from `previous` or the priors' means, the others drawn
  int evaluations = 60;  // of likelihood and gradient, per start
  std::uint64_t seed = 1;
};

// The unconstrained vector that the fit optimises: log length scales, Cholesky factor of the task covariance (log
// diagonal, column by column), log (noise - floor), log scale, log linear scale, log trend scales. Mean 0, own 0.
Eigen::VectorXd packParameters(const GpParameters& parameters, const GpPriors& priors);
GpParameters unpackParameters(const Eigen::VectorXd& packed, Eigen::Index dimensions, Eigen::Index tasks,
                              const GpPriors& priors);

// Log posterior density (up to a constant) at a packed point; fills gradient when it is not null. -infinity where the
// covariance cannot be factored.
double logPosterior(KernelShape shape, const GpData& data, Eigen::Index tasks, const GpPriors& priors,
                    const Eigen::VectorXd& packed, Eigen::VectorXd* gradient);

// Most probable parameters by L-BFGS with analytic gradients. previous, when given, is the first start. Throws
// Cancelled.
GpParameters fitParameters(const GpData& observed, Eigen::Index tasks, const GpPriors& priors,
                           const FitSettings& settings, const GpParameters* previous = nullptr,
                           std::stop_token stop = {});

}  // namespace bitprism
