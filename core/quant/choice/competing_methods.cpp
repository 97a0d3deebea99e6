#include "core/quant/choice/competing_methods.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

bool allowsBits(const Quantization& quantization, int bits) {
  try {
    checkScheme(quantization.at(bits));
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

int nearestBits(const Quantization& quantization, int bits) {
  int nearest = floatBits;
  for (const int other : existingBits)
    if (allowsBits(quantization, other) && std::abs(other - bits) < std::abs(nearest - bits)) nearest = other;
  return nearest;
}

Quantization withStandardCorrection(Quantization quantization) {
  quantization.correction = standardCorrection(quantization);
  return quantization;
}

Quantization withMethod(const Quantization& quantization, Method method) {
  if (method == quantization.method) return quantization;
  Quantization other = quantization;
  other.options = {};
  other.method = method;
  other = canonical(other);
  return quantization.correction == standardCorrection(quantization) ? withStandardCorrection(other) : other;
}

QuantScheme withMethod(const QuantScheme& scheme, Method method) {
  return withMethod(scheme.quantization(), method).at(scheme.bits);
}

std::vector<QuantScheme> competitors(const QuantScheme& scheme, bool solvers) {
  std::vector<QuantScheme> result;
  for (const Method method : existingMethods) {
    if (isSolver(method) && !solvers && method != scheme.method) continue;
    const QuantScheme other = withMethod(scheme, method);
    if (allowsBits(other, scheme.bits)) result.push_back(other);
  }
  return result;
}

MethodScore methodScore(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                        const std::stop_token& stop) {
  MethodScore score{.scheme = scheme, .bytes = layerBytes(layer, scheme)};
  if (!inputs) {
    score.error = layerError(layer, scheme);
    return score;
  }
  const Floats weights = quantizedWeights(layer, scheme, inputs, stop);
  score.error = quantError(*layer.weights, *weights);
  score.outputSqnrDb = outputSqnrDb(layer, inputs, *weights, stop);
  return score;
}

std::string schemeTitle(const Quantization& quantization) {
  if (!methodInfo(quantization.method).namedByRange) return methodTitle(quantization.method);
  const char* range = quantization.range == RangeRule::MinMax         ? "min-max"
                      : quantization.range == RangeRule::LeastSquares ? "least squares"
                                                                      : nullptr;
  return text(methodTitle(quantization.method), ' ', range ? std::string(range) : rangeText(quantization));
}

std::vector<std::string> schemeNames(std::span<const Quantization> quantizations) {
  std::vector<std::string> names;
  for (const Quantization& quantization : quantizations) {
    std::string name = methodName(quantization.method);
    const auto sharing = std::count_if(quantizations.begin(), quantizations.end(),
                                       [&](const Quantization& other) { return other.method == quantization.method; });
    if (sharing > 1) {
      if (hasRangeRule(quantization.method)) name += text(' ', rangeText(quantization));
      if (!quantization.symmetric) name += " affine";
      std::string options = optionsText(quantization);
      std::erase(options, ',');
      if (!options.empty()) name += text(' ', options);
      name += text(' ', correctionName(quantization.correction));
    }
    names.push_back(std::move(name));
  }
  return names;
}

double sqnrOf(const MethodScore& score, bool byOutput) {
  return byOutput ? *score.outputSqnrDb : score.error.sqnrDb;
}

std::optional<BestMethod> bestMethod(std::span<const MethodScore> scores, const QuantScheme& own) {
  const auto found = std::find_if(scores.begin(), scores.end(), [&](const MethodScore& s) { return s.scheme == own; });
  if (found == scores.end()) return {};
  BestMethod result;
  result.now = static_cast<std::size_t>(found - scores.begin());
  result.byOutput = std::all_of(scores.begin(), scores.end(), [](const auto& s) { return s.outputSqnrDb.has_value(); });
  const auto better = [&](std::size_t a, std::size_t b) {
    const double left = sqnrOf(scores[a], result.byOutput), right = sqnrOf(scores[b], result.byOutput);
    if (left != right) return left > right;
    if (scores[a].bytes != scores[b].bytes) return scores[a].bytes < scores[b].bytes;
    return a == result.now && b != result.now;
  };
  const auto most = static_cast<double>(found->bytes) * (1 + byteSlack);
  result.best = result.any = result.now;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (better(i, result.any)) result.any = i;
    if (static_cast<double>(scores[i].bytes) <= most && better(i, result.best)) result.best = i;
  }
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (i != result.best && i != result.now && static_cast<double>(scores[i].bytes) <= most &&
        (!result.next || better(i, *result.next)))
      result.next = i;
  return result;
}

}  // namespace bitprism
