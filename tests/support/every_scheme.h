#pragma once

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism::test {

// Some values that an option may have beside its standard one.
inline std::vector<double> otherValues(const MethodOption& option) {
  switch (option.kind) {
    case MethodOption::Kind::Flag:
      return {1 - option.standard};
    case MethodOption::Kind::Number:
      return {std::clamp(0.5, option.low, option.high)};
    case MethodOption::Kind::Whole:
      return {option.low + 1, std::min(option.low + 2, option.high)};
    case MethodOption::Kind::Name:
      break;
  }
  std::vector<double> values;
  for (double index = option.low; index <= option.high; ++index)
    if (index != option.standard) values.push_back(index);
  return values;
}

// Schemes of every method that needs no images, at the bits: both granularities, every correction, and each of the
// method's options in turn. Combinations that checkScheme refuses are left out.
inline std::vector<QuantScheme> everyScheme(int bits) {
  std::vector<QuantScheme> all;
  const auto add = [&](QuantScheme scheme) {
    scheme.bits = bits;
    scheme = canonical(scheme);
    try {
      checkScheme(scheme);
    } catch (const UsageError&) {
      return;
    }
    if (std::find(all.begin(), all.end(), scheme) == all.end()) all.push_back(scheme);
  };
  for (const Method method : existingMethods) {
    if (isSolver(method)) continue;
    for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor})
      for (const Correction correction : {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain}) {
        const QuantScheme base{.method = method, .granularity = granularity, .correction = correction};
        add(base);
        const auto with = [&](auto member, auto value) {
          QuantScheme scheme = base;
          scheme.*member = value;
          add(scheme);
        };
        with(&QuantScheme::symmetric, false);
        with(&QuantScheme::range, RangeRule::LeastSquares);
        for (const MethodOption& option : methodInfo(method).options)
          for (const double value : otherValues(option)) {
            QuantScheme scheme = base;
            scheme.options.set(option, value);
            add(scheme);
          }
      }
  }
  return all;
}

}  // namespace bitprism::test
