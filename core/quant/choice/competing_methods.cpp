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

bool takesBits(QuantScheme scheme, int bits) {
  scheme.bits = bits;
  try {
    checkScheme(scheme);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

int nearestBits(const QuantScheme& scheme, int bits) {
  int nearest = floatBits;
  for (const int other : existingBits)
    if (takesBits(scheme, other) && std::abs(other - bits) < std::abs(nearest - bits)) nearest = other;
  return nearest;
}

QuantScheme withStandardCorrection(QuantScheme scheme) {
  scheme.correction = standardCorrection(scheme);
  return scheme;
}

QuantScheme withMethod(const QuantScheme& scheme, Method method) {
  if (method == scheme.method) return scheme;
  QuantScheme other = scheme;
  other.options = {};
  other.method = method;
  other = canonical(other);
  return scheme.correction == standardCorrection(scheme) ? withStandardCorrection(other) : other;
}

std::vector<QuantScheme> competitors(const QuantScheme& scheme, bool solvers) {
  std::vector<QuantScheme> result;
  for (const Method method : existingMethods) {
    if (isSolver(method) && !solvers && method != scheme.method) continue;
    const QuantScheme other = withMethod(scheme, method);
    if (takesBits(other, scheme.bits)) result.push_back(other);
  }
  return result;
}

MethodScore methodScore(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) {
  MethodScore score{.scheme = scheme, .bytes = layerBytes(layer, scheme)};
  if (!inputs) {
    score.error = layerError(layer, scheme);
    return score;
  }
  const Floats weights = quantizedWeights(layer, scheme, inputs);
  score.error = quantError(*layer.weights, *weights);
  score.outputSqnrDb = outputSqnrDb(layer, inputs, *weights);
  return score;
}

std::string schemeTitle(const QuantScheme& scheme) {
  if (!methodInfo(scheme.method).namedByRange) return methodTitle(scheme.method);
  const char* range = scheme.range == RangeRule::MinMax         ? "min-max"
                      : scheme.range == RangeRule::LeastSquares ? "least squares"
                                                                : nullptr;
  return text(methodTitle(scheme.method), ' ', range ? std::string(range) : rangeText(scheme));
}

std::vector<std::string> schemeNames(std::span<const QuantScheme> schemes) {
  std::vector<std::string> names;
  for (const QuantScheme& scheme : schemes) {
    std::string name = methodName(scheme.method);
    const auto alike = std::count_if(schemes.begin(), schemes.end(),
                                     [&](const QuantScheme& other) { return other.method == scheme.method; });
    if (alike > 1) {
      if (hasRangeRule(scheme.method)) name += text(' ', rangeText(scheme));
      if (!scheme.symmetric) name += " affine";
      std::string options = optionsText(scheme);
      std::erase(options, ',');
      if (!options.empty()) name += text(' ', options);
      name += text(' ', correctionName(scheme.correction));
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
