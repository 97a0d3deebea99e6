#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "app/workflow/doctor/finding.h"
#include "app/workflow/preprocessing_advice.h"
#include "core/base/progress.h"
#include "core/eval/evaluation.h"
#include "core/quant/choice/predicted_sensitivity.h"
#include "core/quant/measures/calibration.h"

namespace bitprism {

// What is known of a network and its plan. Absent values are unknown; the findings that need them are not looked for.
struct DoctorCase {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
  std::vector<bool> automatic;              // layers whose scheme follows from their bits; empty: none
  std::vector<bool> locked;                 // layers that stay as they are; empty: none
  std::vector<ActivationRequest> requests;  // of layers' inputs; empty or not wanted: as in the plan

  Calibration calibration;
  std::shared_ptr<const ActivationCalibration> inputs;                   // on all calibration images
  std::array<std::shared_ptr<const ActivationCalibration>, 2> halves{};  // on each half of them
  std::int64_t calibrationImages = 0;

  // KL of every layer alone, by bits, under the scheme that it has at these bits.
  std::vector<std::map<int, double>> sensitivities;
  std::optional<Score> floatScore, planScore;  // on the same images
  double chance = 0;                           // accuracy of guessing
  std::optional<PreprocessingAdvice> preprocessing;
};

// One scheme judged on one layer.
struct Judged {
  QuantScheme scheme;
  double sensitivity = 0;  // predicted
  double sqnrDb = 0;       // of the layer's output where its inputs are known, else of the weights
  std::int64_t bytes = 0;  // of the layer
};

Judged judge(const Layer& layer, const InputMoments* inputs, const SensitivityPrediction& prediction,
             const QuantScheme& scheme);

// The figures that several checks share: how much each layer contributes to the damage that the plan does. Keeps a
// reference to the case. Immutable; safe from many threads.
class Examination {
 public:
  // Throws Cancelled.
  explicit Examination(const DoctorCase& known, std::stop_token stop = {}, const Progress& progress = {});

  const DoctorCase& known() const { return known_; }
  const Network& network() const { return *known_.network; }
  const Layer& layer(std::size_t l) const { return network().layers[l]; }
  const QuantScheme& scheme(std::size_t l) const { return known_.plan.layers[l]; }
  std::size_t size() const { return network().layers.size(); }
  bool automatic(std::size_t l) const { return !known_.automatic.empty() && known_.automatic[l]; }
  bool locked(std::size_t l) const { return !known_.locked.empty() && known_.locked[l]; }
  std::int64_t bytes() const { return bytes_; }  // of the plan
  std::int64_t bytes(std::size_t l) const;       // of the layer and what its input needs

  Judged judged(std::size_t l, const QuantScheme& scheme) const;
  const Judged& own(std::size_t l) const { return own_[l]; }  // the plan's
  bool byOutput(std::size_t l) const { return known_.calibration.of(l) != nullptr; }
  // The scheme at other bits: the automatic one, or the same method; absent if it does not allow them.
  std::optional<QuantScheme> schemeAt(std::size_t l, int bits) const;

  // Rounding the layer's weights could matter at all.
  bool matters(std::size_t l) const { return own_[l].sensitivity > negligibleSensitivity; }
  bool lossy() const;  // that of any layer

  // The layer's contribution: its measured KL, or, unless all layers have one, its predicted sensitivity.
  double damage(std::size_t l) const { return damage_[l]; }
  double totalDamage() const { return total_; }
  double damageAt(std::size_t l, const Judged& other) const;
  bool measured() const { return measured_; }

  // By which the accuracy is expected to rise when this share of the damage is gone (negative: is added). Absent
  // without measured scores, or if the plan costs no accuracy.
  std::optional<double> accuracyGain(double share) const;

  // The gain of another scheme of a layer.
  Gain gainOf(std::size_t l, const Judged& other) const;
  // "from the layer's output on 512 calibration images ...".
  Wording basisOf(bool byOutput, bool accuracy) const;

 private:
  const DoctorCase& known_;
  std::vector<std::unique_ptr<const SensitivityPrediction>> predictions_;
  std::vector<Judged> own_;
  std::vector<double> damage_;
  double total_ = 0, predictedTotal_ = 0;
  std::int64_t bytes_ = 0;
  bool measured_ = false;
};

// Calls visit for every layer from up to one thread per core. Throws the first failure, and Cancelled.
void forEachLayer(std::size_t layers, const std::function<void(std::size_t)>& visit, std::stop_token stop);

// "5.2", "12.1 %", "'a', 'b' and 3 more".
std::string oneDigit(double value);
std::string shareText(double share);
std::string quotedList(const std::vector<std::string>& names, std::size_t most = 3);
// "ACIQ (clip)", "uniform min-max": the scheme in a sentence.
std::string schemeWords(const QuantScheme& scheme);

}  // namespace bitprism
