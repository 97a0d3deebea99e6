#include "app/workflow/method_comparison.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

ActivationOptions inputs(ActivationRange range, Granularity granularity = Granularity::Tensor) {
  ActivationOptions options;
  options.range = range;
  options.granularity = granularity;
  return options;
}

std::vector<ComparedMethod> everyMethod() {
  const ActivationOptions minMax = inputs(ActivationRange::MinMax),
                          leastSquares = inputs(ActivationRange::LeastSquares);
  const ActivationOptions byChannel = inputs(ActivationRange::MinMax, Granularity::Channel);
  const ActivationOptions clip = inputs(ActivationRange::Aciq, Granularity::Channel);
  ActivationOptions allocated = clip, all = clip;
  allocated.allocate = all.allocate = all.correct = true;
  ActivationOptions corrected = byChannel;
  corrected.correct = true;
  ActivationOptions pieces = inputs(ActivationRange::TopK), blocks;
  pieces.method = ActivationMethod::Pwlq;
  blocks.method = ActivationMethod::Bfp;
  blocks.range = standardRange(blocks.method);

  std::vector<ComparedMethod> methods;
  const auto add = [&](std::string name, QuantScheme weights, Correction correction, const ActivationOptions& options) {
    weights.correction = correction;
    methods.push_back({std::move(name), weights, options});
  };
  const QuantScheme uniform{}, squares{.range = RangeRule::LeastSquares};
  add("uniform, min-max", uniform, Correction::None, minMax);
  add("uniform, min-max, mean", uniform, Correction::Mean, minMax);
  add("uniform, min-max, gain", uniform, Correction::Gain, minMax);
  add("uniform, least squares", squares, Correction::None, leastSquares);
  add("uniform, least squares, mean", squares, Correction::Mean, leastSquares);
  add("uniform, least squares, gain", squares, Correction::Gain, leastSquares);
  QuantScheme aciq{.method = Method::Aciq}, bits{.method = Method::Aciq};
  aciq.clip = bits.clip = false;  // weights keep their range, as the authors do
  bits.allocate = true;
  add("ACIQ, no tool", aciq, Correction::None, byChannel);
  add("ACIQ, clip (activations)", aciq, Correction::None, clip);
  add("ACIQ, clip and allocation (activations)", aciq, Correction::None, allocated);
  add("ACIQ, allocation (weights)", bits, Correction::None, byChannel);
  add("ACIQ, bias correction", aciq, Correction::Mean, corrected);
  add("ACIQ, all three", bits, Correction::Mean, all);
  add("ACIQ, all three, gain", bits, Correction::Gain, all);
  const QuantScheme pwlq{.method = Method::Pwlq}, dsconv{.method = Method::Dsconv}, gdrq{.method = Method::Gdrq};
  add("PWLQ", pwlq, Correction::None, pieces);
  add("PWLQ, bias correction", pwlq, Correction::MeanStd, pieces);
  add("PWLQ, gain", pwlq, Correction::Gain, pieces);
  add("DSConv, block 32, BFP", dsconv, Correction::None, blocks);
  add("DSConv, block 32, BFP, gain", dsconv, Correction::Gain, blocks);
  add("GDRQ", gdrq, Correction::None, inputs(ActivationRange::Gdrq));
  add("GDRQ, gain", gdrq, Correction::Gain, inputs(ActivationRange::Gdrq));
  QuantScheme omse{.method = Method::Omse}, twice{.method = Method::Omse};
  twice.terms = 2;
  add("OMSE", omse, Correction::None, leastSquares);
  add("OMSE, gain", omse, Correction::Gain, leastSquares);
  add("OMSE, two terms", twice, Correction::None, leastSquares);
  add("KL", {.method = Method::Kl}, Correction::None, inputs(ActivationRange::Kl));
  add("KL, gain", {.method = Method::Kl}, Correction::Gain, inputs(ActivationRange::Kl));
  add("k-means", {.method = Method::Kmeans}, Correction::None, leastSquares);
  add("k-means, gain", {.method = Method::Kmeans}, Correction::Gain, leastSquares);
  add("OCS", {.method = Method::Ocs}, Correction::None, minMax);
  add("OCS, mean", {.method = Method::Ocs}, Correction::Mean, minMax);
  add("AdaRound", {.method = Method::Adaround, .range = RangeRule::LeastSquares}, Correction::None, leastSquares);
  add("GPTQ", {.method = Method::Gptq, .range = RangeRule::LeastSquares}, Correction::None, leastSquares);
  return methods;
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
  std::vector<ComparedMethod> result = everyMethod();
  std::erase_if(result, [&](const ComparedMethod& one) {
    return std::find(methods.begin(), methods.end(), one.weights.method) == methods.end();
  });
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
  QuantScheme scheme = setting.weights == floatBits ? QuantScheme() : method.weights;
  scheme.bits = setting.weights;
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
  for (const ComparedMethod& method : methods) {
    schemes.push_back(method.weights);
    schemes.back().bits = minimumBits;
  }
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
