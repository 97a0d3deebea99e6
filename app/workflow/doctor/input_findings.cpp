#include <algorithm>
#include <cmath>

#include "app/workflow/doctor/checks.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_calibration.h"
#include "core/quant/activations/activation_range.h"
#include "core/quant/activations/seen_values.h"

namespace bitprism {
namespace {

constexpr double rangeDb = 3;     // of the input's SQNR that another range must gain
constexpr double halvesDb = 0.5;  // that more images, or a steadier rule, must gain on average over layers
constexpr double severeInputDb = 6;
constexpr std::array steadyRanges{ActivationRange::LeastSquares, ActivationRange::Percentile, ActivationRange::Aciq,
                                  ActivationRange::TopK};

double decibels(double ratio) {
  return 10 * std::log10(ratio);
}

double meanSquare(const InputStatistics& statistics) {
  const Spread spread = SeenValues(statistics.histogram).spread();
  return spread.mean * spread.mean + spread.deviation * spread.deviation;
}

// The options by which the layer's input was calibrated, as far as they are known.
ActivationOptions optionsOfInput(const Examination& examination, std::size_t l) {
  const auto& requests = examination.known().requests;
  if (l < requests.size() && requests[l].wanted()) return requests[l].options;
  return optionsOf(examination.known().plan.activation(l));
}

std::vector<ActivationOptions> otherOptions(const ActivationOptions& own) {
  std::vector<ActivationOptions> all{own};
  for (const ActivationRange range :
       {ActivationRange::LeastSquares, ActivationRange::Percentile, ActivationRange::MinMax})
    all.push_back({.range = range});
  return all;
}

// Schemes with the error that they have on these statistics; failures are left out.
std::optional<double> errorOf(const InputStatistics& seen, int bits, const ActivationOptions& options,
                              const InputStatistics& judgedOn) {
  try {
    return meanSquaredError(judgedOn, calibrated(seen, bits, options));
  } catch (const UsageError&) {
    return {};
  }
}

Wording rangeCause(const Examination& examination, std::size_t l, const InputStatistics& seen) {
  const ActivationScheme scheme = examination.known().plan.activation(l);
  const std::string& name = examination.layer(l).name;
  const RangeHistogram& histogram = seen.histogram;
  const std::string images = text(examination.known().calibrationImages);
  const double low = std::floor(1000 * histogram.minimum()) / 1000, high = std::ceil(1000 * histogram.maximum()) / 1000;
  if (!scheme.isSingleGrid())
    return {"%1: the levels of its input do not fit the values from %2 to %3 that %4 calibration images give.",
            {name, text(low), text(high), images}};
  double inside = 0, all = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin) {
    const double at = histogram.binCenter(static_cast<int>(bin));
    const auto count = static_cast<double>(histogram.bins()[bin]);
    all += count;
    if (at >= scheme.low() && at <= scheme.high()) inside += count;
  }
  const double cut = all > 0 ? 1 - inside / all : 0;
  const std::string first = text(std::round(1000 * scheme.low()) / 1000),
                    last = text(std::round(1000 * scheme.high()) / 1000);
  if (cut > 0.001)
    return {
        "%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: %7 of what is not zero is "
        "cut "
        "off.",
        {name, first, last, images, text(low), text(high), shareText(cut)}};
  const double used = std::ceil((histogram.maximum() - std::min(0.0F, histogram.minimum())) / scheme.scale) + 1;
  return {
      "%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: only %7 of %8 levels are used.",
      {name, first, last, images, text(low), text(high), text(std::min(used, scheme.highestCode() + 1.0)),
       text(scheme.highestCode() + 1)}};
}

std::optional<Finding> rangeFinding(const Examination& examination, std::size_t l) {
  const ActivationScheme scheme = examination.known().plan.activation(l);
  if (scheme.isFloat() || !examination.known().inputs) return {};
  const InputStatistics& seen = examination.known().inputs->layers()[l];
  const std::optional<double> error = meanSquaredError(seen, scheme);
  const double power = meanSquare(seen);
  if (!error || !(power > 0) || *error < negligibleSensitivity * power) return {};
  std::optional<ActivationOptions> chosen;
  double least = *error / std::pow(10, rangeDb / 10);
  for (const ActivationOptions& options : otherOptions(optionsOfInput(examination, l)))
    if (const auto other = errorOf(seen, scheme.bits, options, seen); other && *other <= least * (1 - 1e-9)) {
      least = *other;
      chosen = options;
    }
  if (!chosen) return {};
  Finding finding{.kind = FindingKind::InputRange, .layers = {l}};
  finding.cause = rangeCause(examination, l, seen);
  finding.advice = {"Choose the range from the calibration images: %1.", {optionsText(*chosen)}};
  const double gained = decibels(*error / std::max(least, 1e-12 * power));
  finding.gain = {.of = Gain::Of::Input,
                  .decibels = gained,
                  .share = std::min(1.0, *error / power),
                  .basis = {"computed on %1 calibration images", {text(examination.known().calibrationImages)}}};
  finding.severity = gained >= severeInputDb ? Severity::Warning : Severity::Hint;
  finding.remedy.layers = {{.layer = l, .input = ActivationRequest{.bits = scheme.bits, .options = *chosen}}};
  return finding;
}

// Errors of ranges over all layers whose inputs are rounded: chosen on one half of the images and judged on the other,
// or chosen and judged on the same half.
struct HalvesError {
  double across = 0, within = 0;  // sums of noise over signal
  int layers = 0;
  bool serious = false;  // noise of any layer that could matter
};

HalvesError halvesError(const Examination& examination, const std::optional<ActivationRange>& range) {
  const auto& halves = examination.known().halves;
  HalvesError sum;
  for (std::size_t l = 0; l < examination.size(); ++l) {
    const ActivationScheme scheme = examination.known().plan.activation(l);
    if (scheme.isFloat()) continue;
    const ActivationOptions options = range ? ActivationOptions{.range = *range} : optionsOfInput(examination, l);
    const InputStatistics &one = halves[0]->layers()[l], &other = halves[1]->layers()[l];
    const double power = meanSquare(one) + meanSquare(other);
    const auto oneOnOther = errorOf(one, scheme.bits, options, other),
               otherOnOne = errorOf(other, scheme.bits, options, one);
    const auto oneOnOne = errorOf(one, scheme.bits, options, one),
               otherOnOther = errorOf(other, scheme.bits, options, other);
    if (!oneOnOther || !otherOnOne || !oneOnOne || !otherOnOther || !(power > 0)) continue;
    sum.across += (*oneOnOther + *otherOnOne) / power;
    sum.within += (*oneOnOne + *otherOnOther) / power;
    sum.serious = sum.serious || (*oneOnOther + *otherOnOne) / power > negligibleSensitivity;
    ++sum.layers;
  }
  return sum;
}

std::optional<Finding> fewImagesFinding(const Examination& examination) {
  const auto& halves = examination.known().halves;
  if (!halves[0] || !halves[1]) return {};
  const HalvesError own = halvesError(examination, {});
  if (own.layers == 0 || !own.serious || !(own.within > 0)) return {};
  const double lost = decibels(own.across / own.within);
  // What is lost by the choice falls with the number of images, of which a half has half.
  if (lost / 2 < halvesDb) return {};
  const std::string images = text(examination.known().calibrationImages);
  Finding finding{.kind = FindingKind::FewImages, .severity = lost / 2 >= 2 ? Severity::Warning : Severity::Hint};
  finding.cause = {
      "Input ranges chosen on one half of the %1 calibration images have %2 dB more error on the other half.",
      {images, oneDigit(lost)}};
  finding.gain = {.of = Gain::Of::Input, .share = std::min(1.0, own.across / own.layers)};
  std::optional<ActivationRange> steadier;
  double least = own.across / std::pow(10, halvesDb / 10);
  for (const ActivationRange range : steadyRanges)
    if (const HalvesError other = halvesError(examination, range); other.layers == own.layers && other.across < least) {
      least = other.across;
      steadier = range;
    }
  for (std::size_t l = 0; l < examination.size(); ++l)
    if (!examination.known().plan.activation(l).isFloat()) finding.layers.push_back(l);
  if (!steadier) {
    finding.advice = {"Calibrate on more images."};
    finding.gain.decibels = lost / 2;
    finding.gain.basis = {"half of what is lost between halves of the images"};
    finding.remedy.moreImages = true;
    return finding;
  }
  finding.advice = {"Choose the ranges by a steadier rule, %1, or calibrate on more images.",
                    {activationRangeInfo(*steadier).title}};
  finding.gain.decibels = decibels(own.across / least);
  finding.gain.basis = {"ranges chosen on one half of the images, judged on the other"};
  for (const std::size_t l : finding.layers)
    finding.remedy.layers.push_back({.layer = l,
                                     .input = ActivationRequest{.bits = examination.known().plan.activation(l).bits,
                                                                .options = {.range = *steadier}}});
  return finding;
}

}  // namespace

std::vector<Finding> inputFindings(const Examination& examination, std::stop_token stop) {
  std::vector<std::optional<Finding>> ofLayers(examination.size());
  forEachLayer(
      examination.size(), [&](std::size_t l) { ofLayers[l] = rangeFinding(examination, l); }, stop);
  std::vector<Finding> findings;
  for (auto& finding : ofLayers)
    if (finding) findings.push_back(std::move(*finding));
  if (auto finding = fewImagesFinding(examination)) findings.push_back(std::move(*finding));
  return findings;
}

}  // namespace bitprism
