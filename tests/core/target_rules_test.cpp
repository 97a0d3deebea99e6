#include "core/quant/targets/target_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/methods/uniform.h"
#include "tests/support/integer_plan.h"

namespace bitprism {
namespace {

using enum TargetRule;

QuantPlan acceptedPlan(const TargetProfile& target, const Network& network) {
  QuantPlan plan;
  const ActivationOptions options = fitted(target, ActivationOptions{.range = ActivationRange::MinMax});
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    plan.layers.push_back(fitted(target, Quantization{}, network.layers[l].kind, true).at(8));
    const bool hasSign = l == 0 || l + 1 == network.layers.size();
    plan.activations.push_back(calibrated(test::evenStatistics(hasSign ? -2.5F : 0, 4, 1), 8, options));
  }
  if (!target.integers) return plan;
  IntegerCalibration calibration{integerGrids(network, plan), {}, {}};
  for (std::size_t g = 0; g < calibration.grids.size(); ++g)
    calibration.values.push_back(test::evenStatistics(-1, 3, 1));
  for (const Layer& layer : network.layers)
    calibration.inputSums.emplace_back(static_cast<std::size_t>(layer.groups), 2.5F);
  return withIntegerForm(plan, network, calibration, options);
}

// What breaks a rule in the second layer of an accepted plan, or in the first tensor between layers.
using Breaker = std::function<void(const TargetProfile&, QuantPlan&)>;

Breaker inScheme(const std::function<void(QuantScheme&)>& change) {
  return [change](const TargetProfile&, QuantPlan& plan) { change(plan.layers[1]); };
}

Breaker inInput(const std::function<void(ActivationScheme&)>& change) {
  return [change](const TargetProfile&, QuantPlan& plan) { change(plan.activations[1]); };
}

// The rules of every target with plans that break them.
std::map<TargetRule, Breaker> breakersOf(const TargetProfile& target) {
  std::map<TargetRule, Breaker> breakers;
  if (!target.limits) return breakers;
  if (!target.integers) {
    breakers[IntegerForm] = [](const TargetProfile&, QuantPlan& plan) {
      plan.integer.tensors.push_back({0, plan.activations[0]});
    };
    return breakers;
  }
  breakers[WeightBits] = inScheme([](QuantScheme& scheme) { scheme.bits = 1; });
  breakers[WeightMethod] = inScheme([](QuantScheme& scheme) { scheme = {.method = Method::Pwlq, .bits = 8}; });
  breakers[WeightZeroPoint] = inScheme([](QuantScheme& scheme) {
    scheme.symmetric = false;
    scheme.options = {};
  });
  breakers[InputBits] = [](const TargetProfile&, QuantPlan& plan) {
    plan.activations[1].bits = 1;
    plan.activations[1].zeroPoint = 1;
  };
  breakers[InputMethod] =
      inInput([](ActivationScheme& scheme) { scheme = piecewiseScheme(8, 1, 4, false, ActivationRange::MinMax); });
  breakers[IntegerForm] = [](const TargetProfile& of, QuantPlan& plan) {
    plan.integer = {};
    if (of.plainWeights)  // offsets are folded by the form alone
      for (QuantScheme& scheme : plan.layers) scheme.correction = Correction::None;
  };
  if (!target.weightsPerChannel)
    breakers[WeightGranularity] = inScheme([](QuantScheme& scheme) { scheme.granularity = Granularity::Channel; });
  if (target.narrowWeights)
    breakers[WeightRange] = inScheme([](QuantScheme& scheme) { scheme.range = RangeRule::LeastSquares; });
  if (target.powerOfTwo) {
    breakers[WeightScale] = inScheme([](QuantScheme& scheme) { scheme.options = {}; });
    breakers[InputScale] = inInput([](ActivationScheme& scheme) { scheme.scale *= 1.5F; });
  }
  if (target.plainWeights) breakers[Correction] = [](const TargetProfile&, QuantPlan& plan) { plan.integer = {}; };
  if (target.zero != ZeroPlace::Anywhere)
    breakers[InputZeroPoint] = inInput([](ActivationScheme& scheme) { scheme.zeroPoint = 100; });
  return breakers;
}

TEST(TargetRules, acceptWhatIsFittedToTheTarget) {
  const Network network = test::residualNetwork();
  for (const TargetProfile& target : targetProfiles()) {
    const std::vector<TargetFinding> findings = targetFindings(target, network, acceptedPlan(target, network));
    EXPECT_TRUE(findings.empty()) << target.name << ": " << findings.front().sentence;
    EXPECT_NO_THROW(checkPlan(target, network, acceptedPlan(target, network)));
  }
}

TEST(TargetRules, areAllBrokenBySomePlanAndSaySo) {
  const Network network = test::residualNetwork();
  for (const TargetProfile& target : targetProfiles()) {
    const std::map<TargetRule, Breaker> breakers = breakersOf(target);
    for (const auto& [rule, breaks] : breakers) {
      const std::string what = std::string(target.name) + ", rule " + std::to_string(static_cast<int>(rule));
      QuantPlan plan = acceptedPlan(target, network);
      breaks(target, plan);
      const std::vector<TargetFinding> findings = targetFindings(target, network, plan);
      bool found = false;
      for (const TargetFinding& finding : findings) {
        found |= finding.rule == rule;
        EXPECT_NE(finding.sentence.find(target.name), std::string::npos) << what << ": " << finding.sentence;
        EXPECT_NE(finding.sentence.find("accepts"), std::string::npos) << what << ": " << finding.sentence;
        EXPECT_NE(finding.sentence.find(finding.layer), std::string::npos) << what << ": " << finding.sentence;
      }
      EXPECT_TRUE(found) << what << ": " << (findings.empty() ? "nothing" : findings.front().sentence);
      // What keeps a layer from computing in integers leaves its offsets in the weights; no other rule is broken.
      const auto others = std::count_if(findings.begin(), findings.end(), [&, broken = rule](const auto& finding) {
        return finding.rule != broken && finding.rule != Correction;
      });
      EXPECT_TRUE(rule == Correction || others == 0) << what << ": " << findings.back().sentence;
      EXPECT_THROW(checkPlan(target, network, plan), UsageError) << what;
    }
  }
}

TEST(TargetRules, holdTensorsBetweenLayersLikeInputs) {
  const Network network = test::residualNetwork();
  for (const TargetProfile& target : targetProfiles()) {
    if (target.zero == ZeroPlace::Anywhere) continue;
    QuantPlan plan = acceptedPlan(target, network);
    plan.integer.tensors[2].scheme.zeroPoint = 3;
    const std::vector<TargetFinding> findings = targetFindings(target, network, plan);
    ASSERT_EQ(findings.size(), 1U) << target.name;
    EXPECT_EQ(findings[0].rule, InputZeroPoint) << target.name;
    EXPECT_TRUE(findings[0].sentence.starts_with("the tensor after '")) << findings[0].sentence;
  }
}

TEST(TargetRules, sayWhatWouldComputeWithFloats) {
  const Network network = test::residualNetwork();
  const TargetProfile& target = targetProfile(Target::Ort);
  QuantPlan plan = acceptedPlan(target, network);
  for (const TargetLayer& layer : targetLayers(target, network, plan)) EXPECT_TRUE(layer.integers) << layer.reason;
  plan.layers[1].bits = floatBits;
  plan.layers[2].bits = halfBits;
  plan.activations[3] = {};
  const std::vector<TargetLayer> layers = targetLayers(target, network, plan);
  for (const std::size_t l : {1U, 2U, 3U}) {
    EXPECT_FALSE(layers[l].integers);
    EXPECT_FALSE(layers[l].reason.empty());
  }
  EXPECT_TRUE(layers[0].integers);
  EXPECT_TRUE(targetLayers(targetProfile(Target::Any), network, plan).empty());
}

// Every method and option of weights, as far as a fitted one is still possible.
TEST(TargetRules, fitEveryMethod) {
  for (const TargetProfile& target : targetProfiles())
    for (const Method method : existingMethods)
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
        for (const LayerKind kind : {LayerKind::Convolution, LayerKind::TransposedConvolution}) {
          const Quantization own = withGranularity({.method = method}, granularity);
          if (granularity == Granularity::Tensor && !mayBePerTensor(method)) continue;
          const Quantization found = fitted(target, own, kind, true);
          const bool folds = target.integers && kind == LayerKind::Convolution;
          EXPECT_FALSE(weightFinding(target, found.at(8), kind, true, folds, "it"))
              << target.name << methodName(method);
          EXPECT_NO_THROW(checkScheme(found.at(8)));
          EXPECT_TRUE(found == own || weightFinding(target, own.at(8), kind, true, folds, "it"));
        }
}

TEST(TargetProfiles, haveNamesAndSources) {
  std::set<std::string> names;
  for (const TargetProfile& target : targetProfiles()) {
    EXPECT_EQ(targetFromName(target.name), target.target);
    names.insert(target.name);
    EXPECT_EQ(*target.source == '\0', target.target == Target::Any) << target.name;
    EXPECT_EQ(target.limits, target.target != Target::Any);
  }
  EXPECT_EQ(names.size(), existingTargets.size());
  EXPECT_THROW(targetFromName("tensort"), UsageError);
}

TEST(UniformWeights, mayHaveScalesThatArePowersOfTwo) {
  const Network network = test::residualNetwork();
  for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares})
    for (const int bits : {2, 4, 8}) {
      QuantScheme scheme{.bits = bits, .range = range, .correction = Correction::None};
      const QuantizedTensor plain = quantize(network.layers[0], scheme, nullptr);
      scheme.options = UniformOptions{.powerOfTwo = true};
      const QuantizedTensor tensor = quantize(network.layers[0], scheme, nullptr);
      ASSERT_EQ(tensor.scales.size(), plain.scales.size());
      for (std::size_t c = 0; c < tensor.scales.size(); ++c) {
        EXPECT_EQ(std::log2(tensor.scales[c]), std::nearbyint(std::log2(tensor.scales[c])));
        EXPECT_LE(std::fabs(std::log2(tensor.scales[c] / plain.scales[c])), 1);
      }
      EXPECT_EQ(toJson(scheme)["power_of_two"], true);
      EXPECT_EQ(schemeFromJson(toJson(scheme)), scheme);
    }
  QuantScheme affine{.bits = 8, .symmetric = false, .options = UniformOptions{.powerOfTwo = true}};
  EXPECT_THROW(checkScheme(affine), UsageError);
}

TEST(UniformActivations, mayHaveSignedCodesAndPowersOfTwo) {
  for (const ActivationRange range : {ActivationRange::MinMax, ActivationRange::LeastSquares, ActivationRange::Aciq})
    for (const float low : {-2.5F, 0.0F})
      for (const int bits : {2, 4, 8}) {
        const InputStatistics statistics = test::evenStatistics(low, 4, 1);
        const ActivationOptions options{.range = range, .signedCodes = true};
        const ActivationScheme plain = calibrated(statistics, bits, options);
        EXPECT_EQ(plain.zeroPoint, 1 << (bits - 1));
        EXPECT_TRUE(range != ActivationRange::MinMax || std::fabs(plain.high() - 4) < 1e-5);
        const ActivationScheme power =
            calibrated(statistics, bits, {.range = range, .signedCodes = true, .powerOfTwo = true});
        EXPECT_EQ(power.zeroPoint, plain.zeroPoint);
        EXPECT_EQ(std::log2(power.scale), std::nearbyint(std::log2(power.scale)));
        EXPECT_LE(std::fabs(std::log2(power.scale / plain.scale)), 1);
      }
  const ActivationOptions both{.signedCodes = true, .powerOfTwo = true};
  EXPECT_EQ(activationOptionsFromJson(toJson(both), "test"), both);
}

}  // namespace
}  // namespace bitprism
