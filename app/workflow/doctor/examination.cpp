#include "app/workflow/doctor/examination.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/search/accuracy_curve.h"
#include "core/torch/graph/batch_threads.h"

namespace bitprism {
namespace {

constexpr double leastLoss = 0.002;         // of accuracy, below which nothing can be gained
constexpr double mostShare = 0.98;          // of the damage that one remedy may remove in an estimate
constexpr double exactDb = 120;             // stands for an infinite SQNR
constexpr double leastSensitivity = 1e-12;  // stands for none

}  // namespace

Judged judge(const Layer& layer, const InputMoments* inputs, const SensitivityPrediction& prediction,
             const QuantScheme& scheme) {
  Judged result{.scheme = scheme, .sqnrDb = exactDb, .bytes = layerBytes(layer, scheme)};
  if (scheme.isFloat()) return result;
  const Floats weights = quantizedWeights(layer, scheme, inputs);
  result.sensitivity = prediction.sensitivity(*weights);
  const double sqnr = inputs ? outputSqnrDb(layer, inputs, *weights) : quantError(*layer.weights, *weights).sqnrDb;
  result.sqnrDb = std::isfinite(sqnr) ? std::min(sqnr, exactDb) : exactDb;
  return result;
}

Examination::Examination(const DoctorCase& known, std::stop_token stop, const Progress& progress)
    : known_(known), predictions_(size()), own_(size()), damage_(size()) {
  if (known.plan.layers.size() != size())
    throw UsageError(text("a plan of ", known.plan.layers.size(), " layers, '", network().name, "' has ", size()));
  std::mutex mutex;
  std::int64_t done = 0;
  forEachLayer(
      size(),
      [&](std::size_t l) {
        predictions_[l] = std::make_unique<const SensitivityPrediction>(layer(l), known.calibration.of(l));
        own_[l] = judged(l, scheme(l));
        const std::scoped_lock lock(mutex);
        report(progress, "examining layers", ++done, static_cast<std::int64_t>(size()));
      },
      stop);
  measured_ = known.sensitivities.size() == size() && size() > 0;
  for (std::size_t l = 0; measured_ && l < size(); ++l)
    measured_ = !scheme(l).hasCodes() || known.sensitivities[l].count(scheme(l).bits) > 0;
  for (std::size_t l = 0; l < size(); ++l) {
    damage_[l] = !measured_             ? own_[l].sensitivity
                 : scheme(l).hasCodes() ? known.sensitivities[l].at(scheme(l).bits)
                                        : 0;
    total_ += damage_[l];
    predictedTotal_ += own_[l].sensitivity;
  }
  bytes_ = modelSize(network(), known.plan).total();
}

std::int64_t Examination::bytes(std::size_t l) const {
  return layerBytes(layer(l), scheme(l), known_.plan.activation(l));
}

Judged Examination::judged(std::size_t l, const QuantScheme& scheme) const {
  return judge(layer(l), known_.calibration.of(l), *predictions_[l], scheme);
}

std::optional<QuantScheme> Examination::schemeAt(std::size_t l, int bits) const {
  if (automatic(l)) return automaticScheme(layer(l), known_.calibration.of(l), bits);
  if (!allowsBits(scheme(l), bits)) return {};
  return scheme(l).quantization().at(bits);
}

bool Examination::lossy() const {
  for (std::size_t l = 0; l < size(); ++l)
    if (matters(l)) return true;
  return false;
}

double Examination::damageAt(std::size_t l, const Judged& other) const {
  if (!measured_) return other.sensitivity;
  const auto& known = known_.sensitivities[l];
  if (other.scheme == schemeAt(l, other.scheme.bits))
    if (const auto found = known.find(other.scheme.bits); found != known.end()) return found->second;
  if (own_[l].sensitivity > leastSensitivity) return damage_[l] * other.sensitivity / own_[l].sensitivity;
  return other.sensitivity * total_ / std::max(predictedTotal_, leastSensitivity);
}

std::optional<double> Examination::accuracyGain(double share) const {
  const auto &unchanged = known_.floatScore, &plan = known_.planScore;
  if (!unchanged || !plan || plan->metric != Metric::Accuracy || unchanged->metric != Metric::Accuracy) return {};
  if (plan->accuracy > unchanged->accuracy - leastLoss) return {};
  const AccuracyCurve curve{known_.chance, unchanged->accuracy};
  if (!(plan->accuracy > known_.chance)) return {};
  const double left = 1 - std::min(share, mostShare);
  return curve.accuracy(curve.damage(plan->accuracy) + std::log(left)) - plan->accuracy;
}

Gain Examination::gainOf(std::size_t l, const Judged& other) const {
  Gain gain{.of = byOutput(l) ? Gain::Of::Output : Gain::Of::Weights,
            .decibels = other.sqnrDb - own_[l].sqnrDb,
            .bytes = own_[l].bytes - other.bytes};
  gain.share = total_ > 0 ? (damage_[l] - damageAt(l, other)) / total_ : 0;
  gain.accuracy = accuracyGain(gain.share);
  gain.basis = basisOf(byOutput(l), gain.accuracy.has_value());
  return gain;
}

Wording Examination::basisOf(bool byOutput, bool accuracy) const {
  if (!byOutput)
    return {!accuracy   ? "computed from the weights alone"
            : measured_ ? "computed from the weights alone; accuracy from the measured sensitivities and this plan's "
                          "accuracy"
                        : "computed from the weights alone; accuracy from the predicted damage of all layers and this "
                          "plan's accuracy"};
  return {!accuracy   ? "computed from the layer's inputs on %1 calibration images"
          : measured_ ? "computed from the layer's inputs on %1 calibration images; accuracy from the measured "
                        "sensitivities and this plan's accuracy"
                      : "computed from the layer's inputs on %1 calibration images; accuracy from the predicted damage "
                        "of all layers and this plan's accuracy",
          {text(known_.calibrationImages)}};
}

void forEachLayer(std::size_t layers, const std::function<void(std::size_t)>& visit, std::stop_token stop) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  forEachBatch(static_cast<std::int64_t>(layers), cores, std::move(stop),
               [&](std::int64_t layer) { visit(static_cast<std::size_t>(layer)); });
}

std::string oneDigit(double value) {
  return text(std::fixed, std::setprecision(1), value);
}

std::string shareText(double share) {
  return text(std::fixed, std::setprecision(share < 0.0995 ? 1 : 0), 100 * share, " %");
}

std::string quotedList(const std::vector<std::string>& names, std::size_t most) {
  std::string list;
  const std::size_t shown = names.size() <= most + 1 ? names.size() : most;  // "and 1 more" is no shorter
  for (std::size_t i = 0; i < shown; ++i) list += text(i ? ", " : "", names[i]);
  if (shown < names.size()) list += text(" and ", names.size() - shown, " more");
  return list;
}

std::string schemeWords(const QuantScheme& scheme) {
  std::string words = schemeTitle(scheme);
  if (scheme.granularity == Granularity::Tensor && mayBePerTensor(scheme.method)) words += " per tensor";
  if (!scheme.symmetric) words += " affine";
  const std::string options = optionsText(scheme);
  return options.empty() ? words : text(words, " (", options, ")");
}

}  // namespace bitprism
