#include "core/quant/methods/gptq.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/measures/input_moments.h"
#include "core/quant/methods/solved.h"
#include "core/quant/numerics/dense_product.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

constexpr const char* who = "gptq";
constexpr double damping = 0.01;
constexpr std::size_t block = 128;

// The inputs of one group in reverse rounding order, and the factor V of their moments.
struct Factored {
  std::vector<std::size_t> order;
  std::vector<char> dead;     // by position in the order
  std::vector<float> factor;  // upper, row-major
};

Factored factored(const Layer& layer, const SolvedGroup& group, const std::stop_token& stop) {
  const float* second = group.second;
  const std::size_t size = group.size;
  const auto diagonal = [&](std::size_t i) { return static_cast<double>(second[i * size + i]); };
  Factored result;
  result.order.resize(size);
  std::iota(result.order.begin(), result.order.end(), std::size_t{0});
  std::stable_sort(result.order.begin(), result.order.end(),
                   [&](std::size_t a, std::size_t b) { return diagonal(a) < diagonal(b); });
  double sum = 0, live = 0;
  for (std::size_t i = 0; i < size; ++i) {
    sum += diagonal(i);
    live += diagonal(i) > 0 ? 1 : 0;
  }
  const double mean = live > 0 ? sum / live : 1;
  std::vector<double> matrix(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t input = result.order[i];
    for (std::size_t j = i; j < size; ++j)
      matrix[i * size + j] = static_cast<double>(second[input * size + result.order[j]]) / mean;
    result.dead.push_back(diagonal(input) > 0 ? 0 : 1);
    matrix[i * size + i] = (result.dead[i] ? 1 : matrix[i * size + i]) + damping;
  }
  if (!factorUpper(matrix.data(), size, stop))
    throw Error(text("layer '", layer.name, "': ", who, " cannot use the moments of the layer's input, expected a ",
                     "matrix of finite second moments"));
  result.factor.assign(matrix.begin(), matrix.end());
  return result;
}

BITPRISM_CLONES void addMultiple(float factor, const float* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

// Rounds the rows of one group.
void roundGroup(const SolvedGroup& group, const Factored& inputs, const std::stop_token& stop,
                const Progress& progress) {
  const std::vector<GridCodes>& rows = group.rows;
  const std::size_t size = group.size, count = rows.size();
  // By input, in their order: the change d of each weight, and (V d)_j without its own term.
  std::vector<float> change(size * count), rest(block * count), steps(count);
  for (std::size_t end = size; end > 0;) {
    const std::size_t begin = end > block ? end - block : 0;
    std::fill(rest.begin(), rest.end(), 0.0f);
    addProduct({end - begin, size - end, count}, 1.0f, {inputs.factor.data() + begin * size + end, size, 1},
               {change.data() + end * count, count}, {rest.data(), count}, stop);
    for (std::size_t j = end; j-- > begin;) {
      if (stop.stop_requested()) throw Cancelled();
      const float* line = rest.data() + (j - begin) * count;
      const float pivot = inputs.factor[j * size + j];
      float* d = change.data() + j * count;
      for (std::size_t o = 0; o < count; ++o) {
        const std::size_t at = o * size + inputs.order[j];
        const float weight = inputs.dead[j] && rows[o].hasZero() ? 0 : group.weights[at];
        const float step = rows[o].nearest(weight - line[o] / pivot);
        group.codes[at] = rows[o].codeOf(step);
        d[o] = rows[o].valueOf(step) - weight;
      }
      for (std::size_t i = begin; i < j; ++i)
        addMultiple(inputs.factor[i * size + j], d, count, rest.data() + (i - begin) * count);
    }
    end = begin;
    report(progress, who, static_cast<std::int64_t>((group.index + 1) * size - end),
           static_cast<std::int64_t>(group.groups * size));
  }
}

}  // namespace

QuantizedTensor GptqQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                        const InputMoments* inputs) const {
  return solve(layer, scheme, inputs, {}, {});
}

QuantizedTensor GptqQuantizer::solve(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                                     const std::stop_token& stop, const Progress& progress) const {
  const auto solveGroup = [&](const SolvedGroup& group) {
    roundGroup(group, factored(layer, group, stop), stop, progress);
  };
  return solved(layer, scheme, inputs, who, solveGroup, stop);
}

namespace {
constinit const GptqQuantizer gptqQuantizer;

std::vector<ComparedVariant> gptqVariants() {
  return {{"GPTQ", {.method = Method::Gptq, .range = RangeRule::LeastSquares, .correction = Correction::None}}};
}

}  // namespace

constinit const MethodInfo gptqInfo = {
    .method = Method::Gptq,
    .name = "gptq",
    .title = "GPTQ",
    .lightColour = 0x6b7d00,
    .darkColour = 0xc3d64f,
    .quantizer = gptqQuantizer,
    .layout = uniformLayout,
    .rangeRules = true,
    .zeroPoints = true,
    .solver = true,
    .compared = gptqVariants,
};

}  // namespace bitprism
