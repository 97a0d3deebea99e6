#include "core/torch/graph/straight_through.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>

#include "core/quant/activations/activation_method.h"
#include "core/torch/graph/activation_operators.h"

namespace bitprism {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

at::Tensor passed(const at::Tensor& gradient, const at::Tensor& input, const PassingRange& passing, std::int64_t axis) {
  if (passing.everywhere) return gradient;
  if (!passing.lows.empty())
    return gradient * ((input >= acrossChannels(passing.lows, input, axis)) &
                       (input <= acrossChannels(passing.highs, input, axis)));
  // hardtanh's own gradient is 0 at the ends.
  const float low = std::nextafter(static_cast<float>(passing.low), -std::numeric_limits<float>::infinity());
  const float high = std::nextafter(static_cast<float>(passing.high), std::numeric_limits<float>::infinity());
  return at::hardtanh_backward(gradient, input, low, high);
}

class StraightThrough : public torch::autograd::Function<StraightThrough> {
 public:
  static Variable forward(AutogradContext* context, const Variable& input, const ActivationScheme* scheme,
                          std::int64_t axis, bool rounds) {
    context->save_for_backward({input});
    context->saved_data["axis"] = axis;
    passing(context, activationMethod(scheme->method).quantizer.passing(*scheme));
    if (!rounds) return input.clamp(scheme->low(), scheme->high());
    return quantizedActivation(input, *scheme, axis);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    PassingRange range;
    range.everywhere = context->saved_data["everywhere"].toBool();
    range.low = context->saved_data["low"].toDouble();
    range.high = context->saved_data["high"].toDouble();
    for (const double value : context->saved_data["lows"].toDoubleVector())
      range.lows.push_back(static_cast<float>(value));
    for (const double value : context->saved_data["highs"].toDoubleVector())
      range.highs.push_back(static_cast<float>(value));
    const Variable input = context->get_saved_variables()[0];
    return {passed(gradients[0], input, range, context->saved_data["axis"].toInt()), Variable(), Variable(),
            Variable()};
  }

 private:
  static void passing(AutogradContext* context, const PassingRange& range) {
    context->saved_data["everywhere"] = range.everywhere;
    context->saved_data["low"] = range.low;
    context->saved_data["high"] = range.high;
    context->saved_data["lows"] = std::vector<double>(range.lows.begin(), range.lows.end());
    context->saved_data["highs"] = std::vector<double>(range.highs.begin(), range.highs.end());
  }
};

}  // namespace

at::Tensor straightThrough(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis) {
  if (scheme.isFloat() || input.scalar_type() != at::kFloat) return input;
  return StraightThrough::apply(input, &scheme, axis, true);
}

at::Tensor clippedStraightThrough(const at::Tensor& input, const ActivationScheme& scheme) {
  if (scheme.isFloat() || input.scalar_type() != at::kFloat) return input;
  return StraightThrough::apply(input, &scheme, std::int64_t{1}, false);
}

}  // namespace bitprism
