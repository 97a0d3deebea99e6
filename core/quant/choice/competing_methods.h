#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// What one scheme does to one layer.
struct MethodScore {
  QuantScheme scheme;
  QuantError error;                    // of the weights
  std::optional<double> outputSqnrDb;  // of the layer's own output; where it is known what the layer reads
  std::int64_t bytes = 0;
};

// False where checkScheme refuses it at these bits.
bool takesBits(const Quantization& quantization, int bits);

// The bits nearest to these that it takes.
int nearestBits(const Quantization& quantization, int bits);

// A scheme by another method: the method's own options as usual, the rest as far as it looks at it as the scheme has
// it; a correction that was the standard for the scheme becomes that of the method. By its own method, the scheme
// itself.
Quantization withMethod(const Quantization& quantization, Method method);
QuantScheme withMethod(const QuantScheme& scheme, Method method);

Quantization withStandardCorrection(Quantization quantization);

// What competes with a scheme: it by every method that takes its bits, in the order of existingMethods; solvers only
// when asked for.
std::vector<QuantScheme> competitors(const QuantScheme& scheme, bool solvers);

// Throws Error when a weight is not finite.
MethodScore methodScore(const Layer& layer, const QuantScheme& scheme);

// "Uniform min-max", "PWLQ": a method for people, with the range where the method leaves that open.
std::string schemeTitle(const Quantization& quantization);

// "uniform", "kmeans": by their methods; of those that share one with its range, options and correction beside it, such
// as "aciq allocate gain".
std::vector<std::string> schemeNames(std::span<const Quantization> quantizations);

// Which of some scores wins: by output SQNR where all have it, else by that of the weights.
struct BestMethod {
  bool byOutput = false;
  std::size_t now = 0;              // the scheme that the layer has
  std::size_t best = 0;             // the best for the bytes of that and byteSlack
  std::optional<std::size_t> next;  // after the best, for these bytes, other than now
  std::size_t any = 0;              // the best, whatever it takes
};
inline constexpr double byteSlack = 0.02;  // an option more in a file's record is no reason to lose

double sqnrOf(const MethodScore& score, bool byOutput);

// Nothing while the own scheme is not among the scores. Of equals the one of fewer bytes wins, then the own one.
std::optional<BestMethod> bestMethod(std::span<const MethodScore> scores, const QuantScheme& own);

}  // namespace bitprism
