#include <algorithm>
#include <cmath>
#include <mutex>

#include "app/workflow/doctor/checks.h"
#include "app/workflow/doctor/weight_ranges.h"
#include "core/base/text.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/ocs.h"

namespace bitprism {
namespace {

// The least rise of SQNR in dB, and fall of the predicted sensitivity by as much, that is worth a change.
constexpr double depthwiseDb = 1, outlierDb = 3, tailDb = 2, methodDb = 2;
constexpr double outlierSlack = 0.3;  // of a layer's bytes, for scales of channels and copies of them
constexpr double bitDb = 6.02;        // of SQNR, which any method gains by another bit
constexpr double severeDb = 6;        // or more is a warning
constexpr double severeShare = 0.1;   // of the plan's damage
constexpr std::size_t mostAlike = 3;  // findings of one kind that are listed one by one

constexpr double anyBytes = 1e18;

double ratioOf(double decibels) {
  return std::pow(10, decibels / 10);
}

// What the bytes beyond the layer's own would gain if they were spent on more bits.
double worthOfBytes(const Judged& own, const Judged& other) {
  const double more = static_cast<double>(other.bytes) - static_cast<double>(own.bytes + automaticBytes);
  return std::max(0.0, bitDb * own.scheme.bits * more / static_cast<double>(own.bytes));
}

// The judgement with the least predicted sensitivity that gains enough and is within the bytes.
std::optional<Judged> bestOf(const Examination& examination, std::size_t l, const std::vector<QuantScheme>& schemes,
                             double decibels, double mostBytes) {
  const Judged& own = examination.own(l);
  std::optional<Judged> best;
  for (const QuantScheme& scheme : schemes) {
    if (scheme == own.scheme || !allowsBits(scheme, scheme.bits)) continue;
    if (readsInputs(scheme) && !examination.byOutput(l)) continue;
    const Judged judged = examination.judged(l, scheme);
    if (static_cast<double>(judged.bytes) > mostBytes) continue;
    const double wanted = decibels + (mostBytes < anyBytes ? worthOfBytes(own, judged) : 0);
    if (judged.sqnrDb < own.sqnrDb + wanted || judged.sensitivity * ratioOf(wanted) > own.sensitivity) continue;
    if (!best || judged.sensitivity < best->sensitivity) best = judged;
  }
  return best;
}

double plainLimit(std::int64_t bytes, double slack) {
  return static_cast<double>(bytes) * (1 + slack) + static_cast<double>(automaticBytes);
}

Finding findingOf(const Examination& examination, std::size_t l, FindingKind kind, const Judged& better) {
  Finding finding{.kind = kind, .layers = {l}};
  finding.gain = examination.gainOf(l, better);
  finding.remedy.layers = {{.layer = l, .scheme = better.scheme}};
  finding.severity =
      finding.gain.decibels >= severeDb || finding.gain.share >= severeShare ? Severity::Warning : Severity::Hint;
  return finding;
}

// Every filter has one input channel, so that their ranges have nothing to do with one another.
bool isDepthwise(const Layer& layer) {
  return layer.groups > 1 && layer.groups == layer.channels() && readsActivations(layer.kind);
}

std::optional<Finding> depthwiseFinding(const Examination& examination, std::size_t l) {
  const QuantScheme& own = examination.scheme(l);
  const Layer& layer = examination.layer(l);
  if (!isDepthwise(layer) || own.granularity != Granularity::Tensor || !mayBePerTensor(own.method)) return {};
  const QuantScheme each = withGranularity(own, Granularity::Channel).at(own.bits);
  const auto better = bestOf(examination, l, {each}, depthwiseDb, anyBytes);
  if (!better) return {};
  Finding finding = findingOf(examination, l, FindingKind::DepthwisePerTensor, *better);
  const WeightRanges ranges = outputRanges(layer);
  finding.cause = {"%1: %2 filters share one scale, though the largest range is %3 times the median one.",
                   {layer.name, text(layer.channels()), oneDigit(ranges.largest() / std::max(1e-30, ranges.median()))}};
  finding.advice = {"Give every filter a scale of its own."};
  return finding;
}

void addOutlierRemedies(std::vector<QuantScheme>& all, const QuantScheme& own) {
  QuantScheme squares = own;
  if (hasRangeRule(own.method)) squares.range = RangeRule::LeastSquares;
  all.push_back(withStandardCorrection(squares).at(own.bits));
  all.push_back(withMethod(own, Method::Aciq));
  for (const double expand : {0.02, 0.05, 0.1, 0.25}) {
    all.push_back(withMethod(own, Method::Ocs));
    all.back().options.set(&OcsOptions::expand, expand);
  }
  const Quantization pieces = withMethod(own, Method::Pwlq);
  for (const int bits : {own.bits, own.bits - 1})  // a code and a bit for its piece
    if (allowsBits(pieces, bits)) all.push_back(pieces.at(bits));
}

std::vector<QuantScheme> outlierRemedies(const QuantScheme& own) {
  std::vector<QuantScheme> all;
  addOutlierRemedies(all, own);
  if (own.granularity != Granularity::Tensor) return all;
  const QuantScheme each = withGranularity(own, Granularity::Channel).at(own.bits);
  all.push_back(each);
  addOutlierRemedies(all, each);
  return all;
}

const char* outlierAdvice(const QuantScheme& scheme, const QuantScheme& own) {
  if (scheme.method == Method::Ocs) return "Split the channel: %1 at %2 bits.";
  if (scheme.method == Method::Pwlq) return "Give small and large weights steps of their own: %1 at %2 bits.";
  if (scheme.granularity != own.granularity && scheme.method == own.method)
    return "Give every output channel a scale of its own: %1 at %2 bits.";
  return "Clip the range: %1 at %2 bits.";
}

std::optional<Finding> outlierFinding(const Examination& examination, std::size_t l) {
  const QuantScheme& own = examination.scheme(l);
  const Layer& layer = examination.layer(l);
  const bool tensor = own.granularity == Granularity::Tensor;
  // With a scale for every output channel only those of the input share one.
  const WeightRanges inputs = inputRanges(layer, !tensor);
  const WeightRanges outputs = tensor ? outputRanges(layer) : WeightRanges();
  const bool isOutput = outputs.outlierRatio() > inputs.outlierRatio();
  const WeightRanges& ranges = isOutput ? outputs : inputs;
  if (ranges.outliers().empty()) return {};
  const auto better =
      bestOf(examination, l, outlierRemedies(own), outlierDb, plainLimit(examination.own(l).bytes, outlierSlack));
  if (!better) return {};
  Finding finding = findingOf(examination, l, FindingKind::OutlierChannel, *better);
  std::vector<std::string> numbers;
  for (const std::size_t channel : ranges.outliers()) numbers.push_back(text(channel));
  finding.cause = {isOutput ? "%1: the range of output channel %2 is %3 times that of the others, with which it shares "
                              "a scale."
                            : "%1: the range of input channel %2 is %3 times that of the others, with which it shares "
                              "a scale.",
                   {layer.name, quotedList(numbers), oneDigit(ranges.outlierRatio())}};
  finding.advice = {outlierAdvice(better->scheme, own), {schemeWords(better->scheme), text(better->scheme.bits)}};
  return finding;
}

std::optional<Finding> tailFinding(const Examination& examination, std::size_t l) {
  const QuantScheme& own = examination.scheme(l);
  const Layer& layer = examination.layer(l);
  if (own.method != Method::Uniform || own.range != RangeRule::MinMax) return {};
  const WeightTail tail = weightTail(layer, own.granularity == Granularity::Channel);
  if (!tail.isLong()) return {};
  QuantScheme squares = own, percentile = own;
  squares.range = RangeRule::LeastSquares;
  percentile.range = RangeRule::Percentile;
  const std::vector<QuantScheme> clipped{withStandardCorrection(squares).at(own.bits),
                                         withStandardCorrection(percentile).at(own.bits),
                                         withMethod(own, Method::Aciq)};
  const auto better = bestOf(examination, l, clipped, tailDb, plainLimit(examination.own(l).bytes, automaticSlack));
  if (!better) return {};
  Finding finding = findingOf(examination, l, FindingKind::LongTail, *better);
  finding.cause = {"%1: the range ends at %2 standard deviations, but 99.9 % of the weights lie within %3.",
                   {layer.name, oneDigit(tail.largest), oneDigit(tail.usual)}};
  finding.advice = {"Clip the range: %1.", {schemeWords(better->scheme)}};
  return finding;
}

std::optional<Finding> methodFinding(const Examination& examination, std::size_t l) {
  if (examination.automatic(l)) return {};  // the best of these by the same measure
  const QuantScheme& own = examination.scheme(l);
  std::vector<QuantScheme> others = automaticCandidates(own.bits);
  for (const QuantScheme& scheme : competitors(own, false)) others.push_back(scheme);
  const auto better = bestOf(examination, l, others, methodDb, plainLimit(examination.own(l).bytes, automaticSlack));
  if (!better) return {};
  Finding finding = findingOf(examination, l, FindingKind::BetterMethod, *better);
  finding.cause = {"%1: at %2 bits and in about the same bytes, %3 has %4 dB less error than %5.",
                   {examination.layer(l).name, text(own.bits), schemeWords(better->scheme),
                    oneDigit(better->sqnrDb - examination.own(l).sqnrDb), schemeWords(own)}};
  finding.advice = {"Use %1.", {schemeWords(better->scheme)}};
  return finding;
}

std::optional<Finding> schemeFinding(const Examination& examination, std::size_t l) {
  if (!examination.scheme(l).hasCodes() || examination.locked(l) || !examination.matters(l)) return {};
  for (const auto& check : {depthwiseFinding, outlierFinding, tailFinding, methodFinding})
    if (auto finding = check(examination, l)) return finding;
  return {};
}

const char* groupCause(FindingKind kind) {
  switch (kind) {
    case FindingKind::DepthwisePerTensor:
      return "In %1 depthwise layers the filters share one scale: %2.";
    case FindingKind::OutlierChannel:
      return "In %1 layers few channels have a far larger range than those they share a scale with: %2.";
    case FindingKind::LongTail:
      return "In %1 layers the range ends far beyond nearly all weights: %2.";
    default:
      return "In %1 layers another method has clearly less error in about the same bytes: %2.";
  }
}

const char* groupAdvice(FindingKind kind) {
  switch (kind) {
    case FindingKind::DepthwisePerTensor:
      return "Give every filter a scale of its own.";
    case FindingKind::OutlierChannel:
      return "Split, clip or scale the channels by themselves, in each layer as its error says.";
    case FindingKind::LongTail:
      return "Clip the ranges, in each layer by the rule with the least error.";
    default:
      return "Use the best method in each of them.";
  }
}

// One finding for many alike, the layer with the largest share first.
Finding grouped(const Examination& examination, std::vector<Finding> alike) {
  std::stable_sort(alike.begin(), alike.end(),
                   [](const Finding& a, const Finding& b) { return a.gain.share > b.gain.share; });
  Finding all{.kind = alike.front().kind, .severity = alike.front().severity, .gain = alike.front().gain};
  all.gain.share = 0;
  all.gain.bytes = 0;
  std::vector<std::string> names;
  for (const Finding& one : alike) {
    all.severity = std::max(all.severity, one.severity);
    all.layers.push_back(one.layers.front());
    all.remedy.layers.push_back(one.remedy.layers.front());
    all.gain.share += one.gain.share;
    all.gain.bytes += one.gain.bytes;
    if (one.gain.decibels > all.gain.decibels) {
      all.gain.decibels = one.gain.decibels;
      all.gain.of = one.gain.of;
    }
    names.push_back(text(examination.layer(one.layers.front()).name, " (+", oneDigit(one.gain.decibels), " dB)"));
  }
  all.gain.accuracy = examination.accuracyGain(all.gain.share);
  all.gain.basis = examination.basisOf(all.gain.of == Gain::Of::Output, all.gain.accuracy.has_value());
  all.cause = {groupCause(all.kind), {text(alike.size()), quotedList(names)}};
  all.advice = {groupAdvice(all.kind)};
  return all;
}

}  // namespace

std::vector<Finding> schemeFindings(const Examination& examination, std::stop_token stop) {
  std::vector<std::optional<Finding>> ofLayers(examination.size());
  forEachLayer(
      examination.size(), [&](std::size_t l) { ofLayers[l] = schemeFinding(examination, l); }, stop);
  std::vector<Finding> findings;
  for (int k = 0; k < findingKinds; ++k) {
    std::vector<Finding> alike;
    for (const auto& finding : ofLayers)
      if (finding && static_cast<int>(finding->kind) == k) alike.push_back(*finding);
    if (alike.size() > mostAlike)
      findings.push_back(grouped(examination, std::move(alike)));
    else
      findings.insert(findings.end(), alike.begin(), alike.end());
  }
  return findings;
}

}  // namespace bitprism
