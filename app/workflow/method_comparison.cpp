#include "app/workflow/method_comparison.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

ComparedMethod comparedMethod(const ComparedVariant& variant) {
  ComparedMethod method{variant.name, variant.weights, {}};
  method.activations.method = variant.activations;
  method.activations.range = variant.range;
  method.activations.granularity = variant.perChannel ? Granularity::Channel : Granularity::Tensor;
  method.activations.allocate = variant.allocate;
  method.activations.correct = variant.correct;
  return method;
}

int bitsFrom(std::string_view digits, const std::string& written) {
  int bits = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (problem != std::errc() || end != digits.data() + digits.size() || digits.empty() ||
      !(bitsExist(bits) && bits != halfBits))
    throw UsageError(text("'", written, "' is not a setting, expected one such as W4A8 or W3A32 (32: float)"));
  return bits;
}

}  // namespace

std::vector<ComparedMethod> comparedMethods(const std::vector<Method>& methods) {
  std::vector<ComparedMethod> result;
  for (const Method method : existingMethods) {
    const auto variants = methodInfo(method).compared;
    if (!variants || std::find(methods.begin(), methods.end(), method) == methods.end()) continue;
    for (const ComparedVariant& variant : variants()) result.push_back(comparedMethod(variant));
  }
  return result;
}

ComparedSetting settingFromText(const std::string& written) {
  const std::size_t at = written.find_first_of("Aa");
  if (written.empty() || (written[0] != 'W' && written[0] != 'w') || at == std::string::npos)
    throw UsageError(text("'", written, "' is not a setting, expected one such as W4A8 or W3A32 (32: float)"));
  const std::string_view all = written;
  return {bitsFrom(all.substr(1, at - 1), written), bitsFrom(all.substr(at + 1), written)};
}

std::string toText(const ComparedSetting& setting) {
  return text('W', setting.weights, 'A', setting.activations);
}

QuantPlan comparedPlan(Study& study, const ComparedMethod& method, const ComparedSetting& setting, std::stop_token stop,
                       const Progress& progress) {
  const QuantScheme scheme = setting.weights == floatBits ? QuantScheme() : method.weights.at(setting.weights);
  checkScheme(scheme);
  QuantPlan plan = uniformPlan(study.network()->layers.size(), scheme);
  ActivationRequest request;
  request.bits = setting.activations;
  request.options = method.activations;
  if (request.wanted()) plan = withActivations(plan, request, study.activationCalibration(stop, progress));
  return plan;
}

void compareMethods(Study& study, const std::vector<ComparedMethod>& methods,
                    const std::vector<ComparedSetting>& settings, const std::function<void(const ComparedCell&)>& tell,
                    std::stop_token stop, const Progress& progress) {
  std::vector<QuantScheme> schemes;
  for (const ComparedMethod& method : methods) schemes.push_back(method.weights.at(minimumBits));
  study.calibrateInputsFor(schemes, stop, progress);
  const auto total = static_cast<std::int64_t>(methods.size() * settings.size());
  for (std::size_t m = 0; m < methods.size(); ++m)
    for (std::size_t s = 0; s < settings.size(); ++s) {
      if (stop.stop_requested()) throw Cancelled();
      ComparedCell cell{.method = m, .setting = s};
      try {
        const QuantPlan plan = comparedPlan(study, methods[m], settings[s], stop, progress);
        cell.bytes = modelSize(*study.network(), plan).total();
        cell.score = study.evaluator().evaluate(plan, Task{}, stop);
      } catch (const UsageError& problem) {
        cell.failure = problem.what();
      }
      tell(cell);
      report(progress, "comparing", static_cast<std::int64_t>(m * settings.size() + s) + 1, total);
    }
}

}  // namespace bitprism
