#pragma once

#include "core/stats/spread.h"

namespace bitprism {

enum class Prior { Auto, Laplace, Gauss };
inline constexpr const char* priorNames[] = {"auto", "laplace", "gauss"};

// The clipping range of least expected squared error for a density of known shape, in closed form: ACIQ (Banner,
// Nahshan, Soudry, "Post training 4-bit quantization of convolutional networks for rapid-deployment", NeurIPS 2019).
// The density is centred and has scale 1: Laplace (b = 1) or Gauss (sigma = 1). For a density with scale s, alpha is
// multiplied by s and the error by s^2. Values within [-alpha, alpha] fall into `bins` equal bins (2^bits), each
// dequantized to its centre.
//
// After a ReLU (one-sided), [0, alpha] is divided into as many bins. The error is half the two-sided error of twice the
// bins, so the best alpha is that of twice the bins.

// Laplace: 2 exp(-alpha) + alpha^2 / (3 bins^2). Gauss: (alpha^2 + 1) erfc(alpha / sqrt 2) - sqrt(2 / pi) alpha
// exp(-alpha^2 / 2) + alpha^2 / (3 bins^2). The prior must not be Auto, here and below.
double expectedError(Prior prior, double alpha, double bins, bool oneSided = false);

// Its derivative with respect to alpha.
double expectedErrorSlope(Prior prior, double alpha, double bins, bool oneSided = false);

// W0, the principal branch: w exp(w) = x, for x >= 0.
double lambertW(double x);

// The root of the slope. Laplace: W0(3 bins^2). Gauss: by bisection. 0 for no bins.
double optimalClip(Prior prior, double bins, bool oneSided = false);

// The same from the authors' tables, 2 to 3 digits. Bits 0 to 8.
double authorsClip(Prior prior, int bits, bool oneSided = false);

// The likelier of the two densities for such values, from their spread alone: the mean log-likelihood of a fitted
// Laplace density is -ln(2 e b), of a fitted Gauss density -ln(sigma sqrt(2 pi e)).
Prior likelierPrior(const Spread& spread);

// A range for given values: [offset, offset + range], with alpha on both sides of the mean.
struct AciqClip {
  Prior prior = Prior::Laplace;  // the prior of the computation, never Auto
  double alpha = 0;
  double range = 0;
  double offset = 0;
};

// The authors' rule for the ends. Two-sided: width 2 alpha from max(minimum, mean - alpha). One-sided, with the spread
// of the values before the ReLU: from 0 to max(mean, 0) + alpha. Bits 0 to 8. Auto: likelierPrior. author: uses their
// tables instead of the exact constants.
AciqClip aciqClip(const Spread& spread, int bits, Prior prior, bool oneSided = false, bool author = false);

// Without the part above the largest value, where the authors' rule leaves unused levels.
AciqClip withinData(AciqClip clip, const Spread& spread);

}  // namespace bitprism
