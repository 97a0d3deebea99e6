#include "app/workflow/doctor/finding.h"

#include <array>
#include <cmath>
#include <iomanip>

#include "app/workflow/image_source.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct KindText {
  const char* name;
  const char* title;
};

// By FindingKind.
constexpr std::array<KindText, findingKinds> kindTexts{{
    {"preprocessing", "Wrong preprocessing"},
    {"labels", "Labels do not fit the network"},
    {"outlier-channel", "Outlier channel"},
    {"dead-channels", "Dead channels"},
    {"long-tail", "Range far from the weights"},
    {"input-range", "Range far from the layer's input"},
    {"narrow-layer", "Too few bits"},
    {"depthwise-per-tensor", "Depthwise layer with one scale"},
    {"better-method", "A better method"},
    {"few-images", "Too few calibration images"},
    {"wide-layer", "More bits than needed"},
}};

std::string signedText(double value) {
  return text(value < 0 ? "" : "+", std::fixed, std::setprecision(1), value);
}

std::string sizeWords(std::int64_t bytes) {
  const auto size = static_cast<double>(std::llabs(bytes));
  return size < 1024 ? text(std::llabs(bytes), " B") : text(std::fixed, std::setprecision(1), size / 1024, " KiB");
}

const char* measureName(Gain::Of of) {
  return of == Gain::Of::Output ? "output" : of == Gain::Of::Weights ? "weights" : of == Gain::Of::Input ? "input" : "";
}

Json jsonOf(const Remedy& remedy, const Network& network) {
  Json json = Json::object();
  if (remedy.preprocessing) json["preprocessing"] = toJson(*remedy.preprocessing);
  if (remedy.network) json["cleared_channels"] = true;
  if (remedy.moreImages) json["more_images"] = true;
  Json changes = Json::array();
  for (const LayerChange& change : remedy.layers) {
    Json one = {{"layer", network.layers[change.layer].name}};
    if (change.scheme) one["scheme"] = toJson(*change.scheme);
    if (change.automatic) one["automatic"] = true;
    if (change.input) one["input"] = toJson(*change.input);
    changes.push_back(std::move(one));
  }
  if (!changes.empty()) json["layers"] = std::move(changes);
  return json;
}

}  // namespace

std::string Wording::str() const {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int number = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1] - '1' : -1;
    if (number >= 0 && number < static_cast<int>(values.size())) {
      result += values[static_cast<std::size_t>(number)];
      ++i;
    } else {
      result += pattern[i];
    }
  }
  return result;
}

const char* findingName(FindingKind kind) {
  return kindTexts[static_cast<std::size_t>(kind)].name;
}

const char* findingTitle(FindingKind kind) {
  return kindTexts[static_cast<std::size_t>(kind)].title;
}

const char* severityName(Severity severity) {
  return severity == Severity::Fault ? "fault" : severity == Severity::Warning ? "warning" : "hint";
}

std::vector<Wording> gainWordings(const Gain& gain) {
  std::vector<Wording> parts;
  if (gain.accuracy) parts.push_back({"%1 points of accuracy", {signedText(100 * *gain.accuracy)}});
  const std::string decibels = signedText(gain.decibels);
  if (gain.of == Gain::Of::Output) parts.push_back({"%1 dB SQNR of the layer's output", {decibels}});
  if (gain.of == Gain::Of::Weights) parts.push_back({"%1 dB SQNR of the weights", {decibels}});
  if (gain.of == Gain::Of::Input) parts.push_back({"%1 dB SQNR of the layer's input", {decibels}});
  if (gain.bytes > 0) parts.push_back({"%1 smaller", {sizeWords(gain.bytes)}});
  if (gain.bytes < 0) parts.push_back({"%1 larger", {sizeWords(gain.bytes)}});
  return parts;
}

std::string gainText(const Gain& gain) {
  std::string all;
  for (const Wording& part : gainWordings(gain)) all += (all.empty() ? "" : ", ") + part.str();
  return all;
}

std::string findingKey(const Finding& finding, const Network& network) {
  std::string key = findingName(finding.kind);
  // Where many layers share a finding, it is about the network.
  for (const std::size_t layer : finding.layers) {
    if (finding.layers.size() > 1) break;
    key += ": " + network.layers[layer].name;
  }
  return key;
}

QuantPlan remedied(QuantPlan plan, const Remedy& remedy, const ActivationCalibration* calibration) {
  for (const LayerChange& change : remedy.layers) {
    if (change.scheme) plan.layers.at(change.layer) = *change.scheme;
    if (!change.input || !calibration || plan.activations.empty()) continue;
    plan.activations.at(change.layer) =
        inputScheme(*change.input, *calibration, change.layer, plan.layers[change.layer].bits);
    plan.integer = {};  // of the former inputs
  }
  return plan;
}

Json toJson(const Finding& finding, const Network& network) {
  Json layers = Json::array();
  for (const std::size_t layer : finding.layers) layers.push_back(network.layers[layer].name);
  const Gain& gain = finding.gain;
  return {{"kind", findingName(finding.kind)},
          {"title", findingTitle(finding.kind)},
          {"severity", severityName(finding.severity)},
          {"layers", std::move(layers)},
          {"cause", finding.cause.str()},
          {"advice", finding.advice.str()},
          {"gain",
           {{"sqnr_db", gain.of == Gain::Of::Nothing ? Json() : Json(gain.decibels)},
            {"sqnr_of", gain.of == Gain::Of::Nothing ? Json() : Json(measureName(gain.of))},
            {"accuracy", gain.accuracy ? Json(*gain.accuracy) : Json()},
            {"bytes_saved", gain.bytes},
            {"share", gain.share},
            {"text", gainText(gain)},
            {"basis", gain.basis.str()}}},
          {"remedy", jsonOf(finding.remedy, network)}};
}

}  // namespace bitprism
