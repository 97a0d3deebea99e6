#include <gtest/gtest.h>

#include "core/quant/methods/aciq.h"
#include "core/quant/scheme/method_info.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

// No field as it is unless set.
const QuantScheme unusual{.method = Method::Aciq,
                          .bits = 3,
                          .symmetric = false,
                          .granularity = Granularity::Tensor,
                          .range = RangeRule::Percentile,
                          .correction = Correction::InputGain,
                          .percentile = 97.5,
                          .options = AciqOptions{.clip = false, .author = true}};

TEST(Quantization, isASchemeWithoutItsBits) {
  const Quantization quantization = unusual.quantization();
  EXPECT_EQ(quantization.method, unusual.method);
  EXPECT_EQ(quantization.symmetric, unusual.symmetric);
  EXPECT_EQ(quantization.granularity, unusual.granularity);
  EXPECT_EQ(quantization.range, unusual.range);
  EXPECT_EQ(quantization.correction, unusual.correction);
  EXPECT_EQ(quantization.percentile, unusual.percentile);
  EXPECT_EQ(quantization.options, unusual.options);
  EXPECT_EQ(quantization.at(unusual.bits), unusual);
  QuantScheme wider = unusual;
  wider.bits = 5;
  EXPECT_EQ(quantization.at(5), wider);
  EXPECT_EQ(wider.quantization(), quantization);
}

TEST(Quantization, isAsASchemeUnlessSet) {
  EXPECT_EQ(QuantScheme().quantization(), Quantization());
  EXPECT_EQ(Quantization().at(QuantScheme().bits), QuantScheme());
}

TEST(Quantization, isCanonicalAsASchemeIs) {
  for (const Method method : existingMethods) {
    QuantScheme scheme = unusual;
    scheme.method = method;
    EXPECT_EQ(canonical(scheme), canonical(scheme.quantization()).at(scheme.bits)) << methodName(method);
    EXPECT_EQ(canonical(scheme).bits, scheme.bits);
  }
}

TEST(Quantization, leavesOutWhatNeedsARowPerChannel) {
  const Quantization each{.method = Method::Aciq, .options = AciqOptions{.allocate = true}};
  const Quantization whole = withGranularity(each, Granularity::Tensor);
  EXPECT_EQ(whole.granularity, Granularity::Tensor);
  EXPECT_FALSE(whole.options.as<AciqOptions>().allocate);
  EXPECT_NO_THROW(checkScheme(whole.at(4)));
  EXPECT_TRUE(withGranularity(each, Granularity::Channel).options.as<AciqOptions>().allocate);
}

}  // namespace
}  // namespace bitprism
