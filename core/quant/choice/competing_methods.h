#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/quant/measures/input_moments.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// The effect of one scheme on one layer.
struct MethodScore {
  QuantScheme scheme;
  QuantError error;                    // of the weights
  std::optional<double> outputSqnrDb;  // of the layer's own output; absent without input moments
  std::int64_t bytes = 0;
};

// False if checkScheme rejects it at these bits.
bool allowsBits(const Quantization& quantization, int bits);

// The nearest bits that it allows.
int nearestBits(const Quantization& quantization, int bits);

// The scheme with another method: that method's own options at their defaults, the others as in the scheme where the
// method uses them; a standard correction becomes the standard of the new method. With its own method, the scheme
// itself.
Quantization withMethod(const Quantization& quantization, Method method);
QuantScheme withMethod(const QuantScheme& scheme, Method method);

Quantization withStandardCorrection(Quantization quantization);

// The competitors of a scheme: the scheme with every method that accepts its bits, in the order of existingMethods;
// solvers only on request.
std::vector<QuantScheme> competitors(const QuantScheme& scheme, bool solvers);

// Throws Error when a weight is not finite.
MethodScore methodScore(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr,
                        const std::stop_token& stop = {});

// "Uniform min-max", "PWLQ": the method for display, with the range if the method does not imply it.
std::string schemeTitle(const Quantization& quantization);

// "uniform", "kmeans": the method; if several share it, with range, options and correction, such as "aciq allocate
// gain".
std::vector<std::string> schemeNames(std::span<const Quantization> quantizations);

// The ranking of scores: by output SQNR if all have it, else by that of the weights.
struct BestMethod {
  bool byOutput = false;
  std::size_t now = 0;              // the layer's current scheme
  std::size_t best = 0;             // the best within its bytes and byteSlack
  std::optional<std::size_t> next;  // the second best within these bytes, other than now
  std::size_t any = 0;              // the best at any size
};
inline constexpr double byteSlack = 0.02;  // so that a stored option does not exclude a scheme

double sqnrOf(const MethodScore& score, bool byOutput);

// Empty if the layer's own scheme is not among the scores. Of equals the one with fewer bytes wins, then its own.
std::optional<BestMethod> bestMethod(std::span<const MethodScore> scores, const QuantScheme& own);

}  // namespace bitprism
