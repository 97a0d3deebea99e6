#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>
#include <string>

#include "core/base/error.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/codes/code_layout.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/kmeans.h"
#include "core/quant/methods/ocs.h"
#include "core/quant/methods/omse.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/methods/uniform.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

TEST(Catalogue, hasARowForEveryMethod) {
  std::set<std::string> names, titles;
  std::set<std::uint32_t> light, dark;
  for (const Method method : existingMethods) {
    const MethodInfo& info = methodInfo(method);
    EXPECT_EQ(info.method, method) << info.name;
    EXPECT_EQ(methodFromName(info.name), method);
    names.insert(info.name);
    titles.insert(info.title);
    light.insert(info.lightColour);
    dark.insert(info.darkColour);
    EXPECT_NE(info.compared, nullptr) << info.name << " takes part in no comparison";
  }
  for (const std::size_t count : {names.size(), titles.size(), light.size(), dark.size()})
    EXPECT_EQ(count, existingMethods.size());
}

TEST(Catalogue, numbersOptionsOnce) {
  std::map<int, std::string> keys;
  for (const Method method : existingMethods) {
    const MethodInfo& info = methodInfo(method);
    EXPECT_LE(info.options.size(), OptionValues::most) << info.name;
    for (const MethodOption& option : info.options) {
      const auto [known, isNew] = keys.emplace(option.number, option.key);
      EXPECT_EQ(known->second, option.key) << "options of one number are one option";
      EXPECT_TRUE(option.number > 0 && option.standard >= option.low && option.standard <= option.high) << option.key;
      for (const char c : std::string(option.key)) EXPECT_TRUE(std::islower(c) || c == '_') << option.key;
      QuantScheme scheme{.method = method};
      scheme.options.set(option, option.standard == option.low ? option.high : option.low);
      EXPECT_EQ(canonical(scheme), scheme) << option.key;
      EXPECT_FALSE(scheme.options.isStandard(option)) << option.key;
    }
  }
  EXPECT_EQ(methodOptions().size(), keys.size());
}

// What a struct of options says unless told otherwise is what its table says.
template <class Options>
void expectSameStandards() {
  EXPECT_TRUE(OptionValues(Options{}).empty());
  EXPECT_EQ(std::tuple_size_v<std::remove_cvref_t<decltype(Options::members)>>, Options::table().size());
}

TEST(Catalogue, hasTheStandardsOfTheStructs) {
  expectSameStandards<UniformOptions>();
  expectSameStandards<AciqOptions>();
  expectSameStandards<PwlqOptions>();
  expectSameStandards<DsconvOptions>();
  expectSameStandards<GdrqOptions>();
  expectSameStandards<OmseOptions>();
  expectSameStandards<KmeansOptions>();
  expectSameStandards<OcsOptions>();
}

TEST(OptionValues, keepWhatIsNotStandard) {
  const QuantScheme scheme{.method = Method::Pwlq,
                           .options = PwlqOptions{.breakpoint = Breakpoint::Search, .regions = 3}};
  EXPECT_EQ(pwlqOptions(scheme).regions, 3);
  EXPECT_EQ(pwlqOptions(scheme).breakpoint, Breakpoint::Search);
  EXPECT_FALSE(pwlqOptions(scheme).overlapping);
  QuantScheme changed = scheme;
  changed.options.set(&PwlqOptions::regions, 2);
  EXPECT_NE(changed, scheme);
  changed.options.set(&PwlqOptions::breakpoint, Breakpoint::Normal);
  EXPECT_TRUE(changed.options.empty());
  EXPECT_EQ(changed, QuantScheme{.method = Method::Pwlq});
  // Set in any order, they are the same.
  QuantScheme one{.method = Method::Aciq}, other = one;
  one.options.set(&AciqOptions::author, true);
  one.options.set(&AciqOptions::prior, Prior::Gauss);
  other.options.set(&AciqOptions::prior, Prior::Gauss);
  other.options.set(&AciqOptions::author, true);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one <=> other, std::partial_ordering::equivalent);
}

TEST(OptionValues, ofAnotherMethodAreRefusedAndLeftOut) {
  const QuantScheme foreign{.method = Method::Kl, .bits = 4, .options = OmseOptions{.terms = 2}};
  EXPECT_THROW(checkScheme(foreign), UsageError);
  EXPECT_EQ(canonical(foreign), (QuantScheme{.method = Method::Kl, .bits = 4}));
}

TEST(Catalogue, hasARowForEveryMethodForActivations) {
  std::set<std::string> names;
  std::set<int> kinds;
  std::size_t kindCount = 0;
  const auto methods = activationMethods();
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const ActivationMethodInfo& info = *methods[i];
    EXPECT_EQ(static_cast<std::size_t>(info.method), i);
    EXPECT_EQ(activationMethodFromName(info.name), info.method);
    names.insert(info.name);
    kinds.insert(info.packedKinds.begin(), info.packedKinds.end());
    kindCount += info.packedKinds.size();
    EXPECT_TRUE(takesRange(info.method, standardRange(info.method)));
    for (const char* written : info.operators)
      EXPECT_NE(std::string(written).find("(Tensor x"), std::string::npos) << written;
  }
  EXPECT_EQ(names.size(), methods.size());
  EXPECT_EQ(kinds.size(), kindCount) << "two methods begin their packed sections alike";
}

TEST(Catalogue, takesNoOtherOperatorForAQuantizer) {
  ActivationScheme scheme;
  scheme.bits = 4;
  Instruction instruction = activationMethod(scheme.method).quantizer.instruction(scheme, Slot{}, 1);
  EXPECT_EQ(activationOf(instruction), scheme);
  instruction.op = "aten::clamp";
  EXPECT_FALSE(isActivationQuantizer(instruction.op));
  EXPECT_THROW(activationOf(instruction), InputError);
}

TEST(Catalogue, numbersOptionsOfActivationsOnce) {
  std::set<int> numbers;
  std::set<std::string> keys;
  for (const ActivationOption* option : activationOptions()) {
    numbers.insert(option->option.number);
    keys.insert(option->option.key);
    EXPECT_EQ(option->get(ActivationOptions()), option->option.standard) << option->option.key;
    ActivationOptions options;
    option->set(options, option->option.high);
    EXPECT_EQ(option->get(options), option->option.high) << option->option.key;
  }
  EXPECT_EQ(numbers.size(), activationOptions().size());
  EXPECT_EQ(keys.size(), activationOptions().size());
}

}  // namespace
}  // namespace bitprism
