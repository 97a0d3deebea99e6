#pragma once

#include <QObject>
#include <QUndoStack>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/desktop/automatic_choices.h"
#include "app/desktop/budget_plans.h"
#include "app/desktop/error_cache.h"
#include "app/desktop/plan_state.h"
#include "app/desktop/sensitivity_table.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/plan/quant_plan.h"
#include "core/search/search_space.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// The network under the hand: its plan and locks with undo, and what is known of its layers. Every edit goes through
// here. The scheme of a layer that is automatic follows its bits, and what becomes known of the best for them, without
// a step to undo. Belongs to the window's thread.
class Document : public QObject {
  Q_OBJECT

 public:
  explicit Document(QObject* parent = nullptr);

  // All that edits change, to be kept and set again.
  const PlanState& state() const { return state_; }

  // Starts over, with 8 bits everywhere and all layers automatic; null closes.
  void setNetwork(std::shared_ptr<const Network> network);
  // The same network, opened again with other images: what its layers read is not known any more.
  void reopen(std::shared_ptr<const Network> network);
  const std::shared_ptr<const Network>& network() const { return network_; }
  std::size_t layerCount() const { return network_ ? network_->layers.size() : 0; }

  const QuantPlan& plan() const { return state_.plan; }
  bool automatic(std::size_t layer) const { return state_.automatic[layer]; }
  const std::vector<bool>& automatics() const { return state_.automatic; }
  // The scheme that a layer has at other bits.
  QuantScheme schemeAt(std::size_t layer, int bits) const;
  // Whether something better may soon be known for a layer at its bits, and whether that takes what layers read.
  bool choosing() const;
  bool inputsMatter() const;
  bool choicesComplete() const { return choices_.complete(); }  // at all other bits as well
  bool choicesStopping() const { return choices_.stopping(); }
  void cancelChoices() { choices_.cancel(); }  // until an edit asks for more
  // What is chosen for all layers at these widths by what they read; nothing as long as not all of it is known.
  std::vector<std::vector<QuantScheme>> lastingChoices(const std::vector<std::vector<int>>& widths) const;
  bool locked(std::size_t layer) const { return state_.locked[layer]; }
  const std::vector<bool>& locks() const { return state_.locked; }
  std::pair<int, int> range(std::size_t layer) const { return state_.ranges[layer]; }
  int tie(std::size_t layer) const { return state_.ties[layer]; }
  SpaceRules rules() const;  // locks, ranges and ties, as searches take them
  const ActivationRequest& input(std::size_t layer) const { return state_.inputs[layer]; }
  const std::vector<ActivationRequest>& inputs() const { return state_.inputs; }
  std::int64_t bytes() const { return bytes_; }
  std::int64_t floatSize() const { return floatBytes_; }
  // How most layers are quantized (of equals the one met first), which searches and sensitivities use. Layers that are
  // automatic count as one, and then it is the plainest.
  Quantization baseScheme() const { return schemes_.base; }
  bool automaticBase() const { return schemes_.automatic; }
  // It and all others that layers have, the more frequent first.
  const std::vector<Quantization>& schemes() const { return schemes_.all; }

  // Edits. Locked layers stay as they are, tied layers have the same bits. What is wished between two calls of
  // finishDrag is one step to undo. Bits never change a method that was chosen: a width that it cannot have (PWLQ at 1
  // bit) is refused, while dragging and stepping the nearest is taken.
  void setBits(const std::vector<int>& layers, int bits);
  void stepBits(const std::vector<int>& layers, int step);
  void dragBits(int layer, int bits);
  void dragPlan(const BitAllocation& bits, const QString& text);
  void dragPlan(const QuantPlan& plan, const QString& text);  // methods too
  void finishDrag() { ++dragNumber_; }
  void setLocked(const std::vector<int>& layers, bool locked);
  void setRange(const std::vector<int>& layers, int minimum, int maximum);
  void setTie(const std::vector<int>& layers, int group);
  void tieResidual();                      // what is added together, on top of the ties there are
  void setRules(const SpaceRules& rules);  // in place of all locks, ranges and ties; a lock sets the bits too
  // Locked layers too: the plan was asked for as a whole. With requests, its activations are chosen anew. Plans mean
  // their schemes: layers stay automatic where that comes to the same, and has all that images tell.
  void setPlan(const QuantPlan& plan, const QString& text, std::vector<ActivationRequest> inputs = {});
  void setState(PlanState state, const QString& text);  // of as many layers, with its locks, ranges, ties and inputs
  void setScheme(const Quantization& quantization);     // of all layers, locked ones too, keeping their bits
  // An option of all layers, whatever their methods: where a method does not look at it, nothing changes.
  void changeSchemes(const std::function<void(Quantization&)>& change, const QString& text);
  void setMethod(const std::vector<int>& layers,
                 const Quantization& quantization);   // likewise of some that are not locked
  void setAutomatic(const std::vector<int>& layers);  // nobody chooses their methods any more

  // Locked layers too: a lock holds the bits of weights.
  void setInputs(const std::vector<int>& layers, const ActivationRequest& request);
  void setInputs(std::vector<ActivationRequest> ofLayers, const QString& text);

  // What the network's layers read, once it was measured; empty: not known.
  void setCalibration(Calibration calibration);
  const Calibration& calibration() const { return calibration_; }
  // What was chosen by what the layers read, elsewhere: for each layer at some widths.
  void learnChoices(const std::vector<std::vector<QuantScheme>>& ofLayers);

  // Another version of the network, whose layers are the same but for their weights, with its plan: one step to undo.
  // Inputs keep the ranges that the plan has.
  void setVersion(std::shared_ptr<const Network> network, const QuantPlan& plan, const QString& text);

  // What the layers' inputs hold, once it was measured; null: unknown. Activations that were asked for follow.
  void setActivationCalibration(std::shared_ptr<const ActivationCalibration> calibration);
  const ActivationCalibration* activationCalibration() const { return activationCalibration_.get(); }

  QUndoStack& undoStack() { return undo_; }
  ErrorCache& errors() { return errors_; }
  const ErrorCache& errors() const { return errors_; }

  void setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space);
  // KL of this layer alone at these bits; nothing where it was not measured, or was under another scheme.
  std::optional<double> sensitivity(std::size_t layer, int bits) const;
  double sensitivityShare(double sensitivity) const {
    return sensitivity_.share(sensitivity);
  }  // 0 to 1 on a logarithmic scale

  // What a budget may choose from under these rules, every layer by its own scheme: widths and bytes are of those, the
  // space's own scheme means nothing. Throws UsageError when the rules leave a layer nothing.
  SearchSpace space(const std::vector<int>& widths) const;
  // The least sensitive allocation known from sensitivities that is no larger, else the widest uniform one; the
  // smallest there is when none is small enough.
  BitAllocation allocationForBudget(std::int64_t bytes) const;
  std::pair<std::int64_t, std::int64_t> reachableBytes() const;

 signals:
  void networkChanged();
  void planChanged();
  void sensitivityChanged();
  void baseSchemeChanged();
  void choicesChanged();  // of automatic layers, perhaps at other bits than theirs only
  void choosingProgressed(const QString& what, qint64 done, qint64 total);
  void choosingFailed(const QString& sentence);
  void calibrationChanged();
  void versionChanged();                  // network() is another one with the same layers
  void refused(const QString& sentence);  // an edit that cannot be

 private:
  friend class PlanEdit;
  friend class VersionEdit;

  void apply(const PlanState& state);
  void applyVersion(std::shared_ptr<const Network> network, const PlanState& state);
  void push(PlanState next, const QString& text, int mergeKey);
  QString layerText(const std::vector<int>& layers) const;
  void pushRules(PlanState next, const QString& text);
  bool refuses(std::size_t layer, const QuantScheme& scheme);
  void settle(PlanState& state) const;
  void takeScheme(PlanState& next, std::size_t layer, const QuantScheme& scheme) const;
  int nearestTo(std::size_t layer, int bits) const;
  void resettle();
  void wantSchemes();
  bool refusesMethods(const std::vector<int>& layers);
  SearchSpace ownSpace(const std::vector<int>& widths, const SpaceRules& rules) const;
  const BudgetPlans& budget() const;
  ActivationScheme activationAt(std::size_t layer, int bits) const;

  std::shared_ptr<const Network> network_;
  Calibration calibration_;
  std::map<std::uint64_t, Calibration> calibrations_;  // of this and other versions, by hash: undo goes back to them
  std::shared_ptr<const ActivationCalibration> activationCalibration_;
  PlanState state_;
  SchemeCensus schemes_;
  std::int64_t bytes_ = 0;
  std::int64_t floatBytes_ = 0;
  int dragNumber_ = 1;
  SensitivityTable sensitivity_;
  mutable std::optional<BudgetPlans> budget_;  // for the rules, schemes and sensitivity of now

  AutomaticChoices choices_;
  ErrorCache errors_;
  QUndoStack undo_;  // last: its commands know this document
};

}  // namespace bitprism
