#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/base/json.h"
#include "core/data/preprocessing.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// A sentence in parts, so that a window can translate it: %1, %2, ... in the pattern stand for the values.
struct Wording {
  std::string pattern;
  std::vector<std::string> values = {};

  std::string str() const;
  bool empty() const { return pattern.empty(); }
  bool operator==(const Wording&) const = default;
};

enum class FindingKind {
  Preprocessing,       // another preparation of the images gives a far better float accuracy
  Labels,              // the float network is no better than chance, whatever the preparation
  OutlierChannel,      // few channels have a far larger range than the others they share a scale with
  DeadChannels,        // channels that carry nothing take bits
  LongTail,            // the range ends far beyond nearly all weights
  InputRange,          // the range of a layer's input does not fit what calibration saw
  NarrowLayer,         // a layer with few bits causes much of the damage
  DepthwisePerTensor,  // the filters of a depthwise layer share one scale
  BetterMethod,        // another method has a smaller error in the same bytes
  FewImages,           // ranges depend on which calibration images were seen
  WideLayer            // a large layer could have fewer bits
};
const char* findingName(FindingKind kind);   // "outlier-channel": in JSON
const char* findingTitle(FindingKind kind);  // for display
inline constexpr int findingKinds = static_cast<int>(FindingKind::WideLayer) + 1;

enum class Severity { Hint, Warning, Fault };
const char* severityName(Severity severity);  // "hint", "warning", "fault"

// What a remedy is expected to bring.
struct Gain {
  enum class Of { Nothing, Output, Weights, Input };  // whose SQNR

  Of of = Of::Nothing;
  double decibels = 0;             // of SQNR; of the layer that gains most, if there are several
  std::optional<double> accuracy;  // of the network, a fraction; 0.012 is 1.2 points
  std::int64_t bytes = 0;          // saved; negative: needed
  double share = 0;                // of the plan's predicted damage or of its bytes; for the order of findings
  Wording basis;                   // how it was estimated
  bool operator==(const Gain&) const = default;
};
// "+1.3 points of accuracy", "+5.2 dB SQNR of the layer's output", "2.1 KiB smaller"; and all of it in one line.
std::vector<Wording> gainWordings(const Gain& gain);
std::string gainText(const Gain& gain);

// The new quantization of one layer; what is absent stays.
struct LayerChange {
  std::size_t layer = 0;
  std::optional<QuantScheme> scheme;
  bool automatic = false;  // the scheme is the automatic one at its bits
  std::optional<ActivationRequest> input;
  bool operator==(const LayerChange&) const = default;
};

// What to do about a finding. Empty: nothing that a plan could do.
struct Remedy {
  std::vector<LayerChange> layers;
  std::optional<Preprocessing> preprocessing;
  std::shared_ptr<const Network> network;  // another version of the network: channels that carry nothing are cleared
  bool moreImages = false;                 // to calibrate on

  bool empty() const { return layers.empty() && !preprocessing && !network && !moreImages; }
  bool editsPlan() const { return !layers.empty() && !preprocessing; }
};

// Something that is wrong, with its reason and what to do. A plain value.
struct Finding {
  FindingKind kind = FindingKind::BetterMethod;
  Severity severity = Severity::Hint;
  std::vector<std::size_t> layers;  // the most affected first; none: the whole network
  Wording cause, advice;
  Gain gain;
  Remedy remedy;
};

// Identifies a finding of one network in later diagnoses: "long-tail: layer1.conv2".
std::string findingKey(const Finding& finding, const Network& network);

// The plan with the remedies of layers; requested inputs need the calibration (null: inputs stay).
QuantPlan remedied(QuantPlan plan, const Remedy& remedy, const ActivationCalibration* calibration = nullptr);

// {"kind","title","severity","layers","cause","advice","gain":{...},"remedy":{...}}.
Json toJson(const Finding& finding, const Network& network);

}  // namespace bitprism
