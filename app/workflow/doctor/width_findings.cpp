#include <algorithm>

#include "app/workflow/doctor/checks.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

// A layer is too narrow if one more step removes this share of the plan's damage, for far less of its bytes.
constexpr double endShare = 0.15, innerShare = 0.4;  // the first and the last layer are known for it
constexpr double efficiency = 5;                     // share of the damage over share of the bytes
constexpr double seriousSensitivity = 3 * negligibleSensitivity;

// A layer is too wide if so little damage is added when it gives up so many bytes.
constexpr double largeLayer = 0.08, wideSaving = 0.03;  // of the plan's bytes
constexpr double addedDamage = 0.02;
constexpr double negligibleKl = 1e-4;  // nats
constexpr int strikinglyWide = 2;      // bits above the plan's median

int medianBits(const Examination& examination) {
  BitAllocation bits = examination.known().plan.bits();
  std::sort(bits.begin(), bits.end());
  return bits[bits.size() / 2];
}

double costShare(const Examination& examination, std::size_t l, const Judged& other) {
  return static_cast<double>(other.bytes - examination.own(l).bytes) / static_cast<double>(examination.bytes());
}

double negligibleDamage(const Examination& examination) {
  return examination.measured() ? negligibleKl : negligibleSensitivity;
}

std::optional<Finding> narrowFinding(const Examination& examination, std::size_t l) {
  const QuantScheme& own = examination.scheme(l);
  if (own.bits >= maximumBits || examination.locked(l) || examination.size() < 2) return {};
  if (examination.own(l).sensitivity < seriousSensitivity || !(examination.totalDamage() > 0)) return {};
  const bool first = l == 0, last = l + 1 == examination.size();
  // Of few layers each causes much.
  const double usual = std::min(0.6, 2.0 / static_cast<double>(examination.size()));
  const double wanted = std::max(usual, first || last ? endShare : innerShare);
  if (examination.damage(l) < wanted * examination.totalDamage()) return {};
  const double others =
      (examination.totalDamage() - examination.damage(l)) / static_cast<double>(examination.size() - 1);
  std::optional<Judged> chosen;
  for (int bits = own.bits + 1; bits <= maximumBits; ++bits) {
    const std::optional<QuantScheme> scheme = examination.schemeAt(l, bits);
    if (!scheme) continue;
    const Judged judged = examination.judged(l, *scheme);
    const double removed = (examination.damage(l) - examination.damageAt(l, judged)) / examination.totalDamage();
    if (removed < wanted || removed < efficiency * costShare(examination, l, judged)) continue;
    chosen = judged;
    if (examination.damageAt(l, judged) <= others) break;  // as good as the others on average
  }
  if (!chosen) return {};
  Finding finding{.kind = FindingKind::NarrowLayer, .severity = Severity::Warning, .layers = {l}};
  finding.cause = {
      first  ? "%1, the first layer, has %2 bits and causes %3 of the plan's damage with %4 of its bytes."
      : last ? "%1, the last layer, has %2 bits and causes %3 of the plan's damage with %4 of its bytes."
             : "%1 has %2 bits and causes %3 of the plan's damage with %4 of its bytes.",
      {examination.layer(l).name, text(own.bits), shareText(examination.damage(l) / examination.totalDamage()),
       shareText(static_cast<double>(examination.bytes(l)) / static_cast<double>(examination.bytes()))}};
  finding.advice = {"Give it %1 bits.", {text(chosen->scheme.bits)}};
  finding.gain = examination.gainOf(l, *chosen);
  finding.remedy.layers = {{.layer = l, .scheme = chosen->scheme, .automatic = examination.automatic(l)}};
  return finding;
}

std::optional<Finding> wideFinding(const Examination& examination, std::size_t l, int median) {
  const QuantScheme& own = examination.scheme(l);
  if (examination.locked(l) || own.bits <= 2) return {};
  const auto planBytes = static_cast<double>(examination.bytes());
  if (static_cast<double>(examination.bytes(l)) < largeLayer * planBytes) return {};
  // Nothing says that a plan without any loss should be smaller: that is what searches are for.
  const bool striking = own.bits >= median + strikinglyWide;
  bool serious = false;
  for (std::size_t other = 0; other < examination.size(); ++other)
    serious = serious || examination.own(other).sensitivity > seriousSensitivity;
  if (!striking && !serious) return {};
  const double share = addedDamage * examination.totalDamage();
  const double allowed = serious ? share : std::max(share, negligibleDamage(examination));
  std::optional<Judged> chosen;
  for (int bits = std::min(own.bits - 1, maximumBits); bits >= 2; --bits) {
    const std::optional<QuantScheme> scheme = examination.schemeAt(l, bits);
    if (!scheme) continue;
    const Judged judged = examination.judged(l, *scheme);
    if (examination.damageAt(l, judged) - examination.damage(l) > allowed) break;
    chosen = judged;
  }
  if (!chosen || -costShare(examination, l, *chosen) < wideSaving) return {};
  Finding finding{.kind = FindingKind::WideLayer, .layers = {l}};
  finding.cause = {
      "%1 has %2 bits and takes %3 of the plan's bytes, but causes only %4 of its damage.",
      {examination.layer(l).name, text(own.bits), shareText(static_cast<double>(examination.bytes(l)) / planBytes),
       shareText(examination.damage(l) / std::max(1e-30, examination.totalDamage()))}};
  finding.advice = {
      serious ? "Give it %1 bits; the damage hardly grows." : "Give it %1 bits; there is still no damage.",
      {text(chosen->scheme.bits)}};
  finding.gain = {.bytes = examination.own(l).bytes - chosen->bytes};
  finding.gain.share = static_cast<double>(finding.gain.bytes) / planBytes;
  finding.gain.basis = {examination.measured() ? "exact bytes; damage from measured sensitivities"
                                               : "exact bytes; damage predicted from layers"};
  finding.remedy.layers = {{.layer = l, .scheme = chosen->scheme, .automatic = examination.automatic(l)}};
  return finding;
}

}  // namespace

std::vector<Finding> widthFindings(const Examination& examination, std::stop_token stop) {
  std::vector<std::optional<Finding>> ofLayers(examination.size());
  const int median = medianBits(examination);
  forEachLayer(
      examination.size(),
      [&](std::size_t l) {
        ofLayers[l] = narrowFinding(examination, l);
        if (!ofLayers[l]) ofLayers[l] = wideFinding(examination, l, median);
      },
      stop);
  std::vector<Finding> findings;
  for (auto& finding : ofLayers)
    if (finding) findings.push_back(std::move(*finding));
  return findings;
}

}  // namespace bitprism
