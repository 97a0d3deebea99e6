#pragma once

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism::test {

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
        with(&QuantScheme::prior, Prior::Laplace);
        with(&QuantScheme::oneSided, true);
        with(&QuantScheme::clip, false);
        with(&QuantScheme::allocate, true);
        with(&QuantScheme::breakpoint, Breakpoint::Search);
        with(&QuantScheme::regions, 3);
        with(&QuantScheme::regions, 4);
        with(&QuantScheme::overlapping, true);
        with(&QuantScheme::block, 2);
        with(&QuantScheme::halfScales, true);
        with(&QuantScheme::refine, true);
        with(&QuantScheme::group, 3);
        with(&QuantScheme::reading, Reading::R2);
        with(&QuantScheme::reading, Reading::R2s);
        with(&QuantScheme::terms, 2);
        with(&QuantScheme::exact, true);
        with(&QuantScheme::expand, 0.5);
        with(&QuantScheme::author, true);
      }
  }
  return all;
}

}  // namespace bitprism::test
