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
#include "core/search/network_costs.h"
#include "core/search/search_space.h"
#include "core/search/sensitivity.h"
#include "widgets/bits_profile.h"

namespace bitprism {

// What is set for several layers at once; absent: it stays.
struct LayersEdit {
  std::optional<int> bits;
  std::optional<Quantization> method;
  bool automatic = false;  // the method is chosen by the bits
  bool operator==(const LayersEdit&) const = default;
};

// The open network: its plan and locks with undo, and what is known of its layers. Every edit goes through here. The
// scheme of an automatic layer follows its bits, and better schemes found for them, without a step to undo. Belongs to
// the window's thread.
class Document : public QObject {
  Q_OBJECT

 public:
  explicit Document(QObject* parent = nullptr);

  // Everything that edits change, for storing and restoring.
  const PlanState& state() const { return state_; }

  // Starts over, with 8 bits everywhere and all layers automatic; null closes.
  void setNetwork(std::shared_ptr<const Network> network);
  // The same network, reopened with other images: its layer inputs are unknown again.
  void reopen(std::shared_ptr<const Network> network);
  const std::shared_ptr<const Network>& network() const { return network_; }
  std::size_t layerCount() const { return network_ ? network_->layers.size() : 0; }

  const QuantPlan& plan() const { return state_.plan; }
  bool automatic(std::size_t layer) const { return state_.automatic[layer]; }
  const std::vector<bool>& automatics() const { return state_.automatic; }
  // The scheme that a layer has at other bits.
  QuantScheme schemeAt(std::size_t layer, int bits) const;
  // Whether a better scheme may soon be found for a layer at its bits, and whether that needs layer inputs.
  bool choosing() const;
  bool inputsMatter() const;
  bool choicesComplete() const { return choices_.complete(); }  // including all other bits
  bool choicesStopping() const { return choices_.stopping(); }
  void cancelChoices() { choices_.cancel(); }  // until the next edit
  // The choices for all layers at these widths by their inputs; empty until all are known.
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
  // The most frequent quantization of layers (the first of equals), used by searches and sensitivities. Automatic
  // layers count as one group, for which it is the simplest.
  Quantization baseScheme() const { return schemes_.base; }
  bool automaticBase() const { return schemes_.automatic; }
  // All quantizations of layers, the most frequent first.
  const std::vector<Quantization>& schemes() const { return schemes_.all; }

  // Edits. Locked layers stay as they are, tied layers have the same bits. Edits between two calls of finishDrag are
  // one step to undo. Bits never change a chosen method: a width that it does not have (PWLQ at 1 bit) is refused;
  // dragging and stepping take the nearest within the layer's range.
  void setBits(const std::vector<int>& layers, int bits);
  void stepBits(const std::vector<int>& layers, int step);
  // Of layers tied to one another the last decides. text: of the step, unless all get one width.
  void dragBits(const std::vector<LayerBits>& wished, const QString& text);
  void dragBits(int layer, int bits) { dragBits({{layer, bits}}, {}); }
  void changeLayers(const std::vector<int>& layers, const LayersEdit& edit);
  void dragPlan(const BitAllocation& bits, const QString& text);
  void dragPlan(const QuantPlan& plan, const QString& text);  // including methods
  void finishDrag() { ++dragNumber_; }
  void cancelDrag();  // as before the drag, with nothing to undo or redo of it
  void setLocked(const std::vector<int>& layers, bool locked);
  void setRange(const std::vector<int>& layers, int minimum, int maximum);
  void setTie(const std::vector<int>& layers, int group);
  void tieResidual();                      // adds ties of layers whose outputs are added
  void setRules(const SpaceRules& rules);  // replaces all locks, ranges and ties; a lock also sets the bits
  // Including locked layers: the plan was requested as a whole. With requests, its activations are chosen again. The
  // plan's schemes are kept: layers stay automatic only if the automatic scheme is final and the same.
  void setPlan(const QuantPlan& plan, const QString& text, std::vector<ActivationRequest> inputs = {});
  void setState(PlanState state,
                const QString& text);  // of the same number of layers, with locks, ranges, ties and inputs
  void setScheme(const Quantization& quantization);  // of all layers, including locked ones, keeping their bits
  // An option of all layers with any method; layers whose method does not have it are unchanged.
  void changeSchemes(const std::function<void(Quantization&)>& change, const QString& text);
  void setMethod(const std::vector<int>& layers,
                 const Quantization& quantization);   // likewise, of these unlocked layers
  void setAutomatic(const std::vector<int>& layers);  // removes their chosen methods

  // Including locked layers: a lock holds only the bits of weights.
  void setInputs(const std::vector<int>& layers, const ActivationRequest& request);
  void setInputs(std::vector<ActivationRequest> ofLayers, const QString& text);

  // The layer inputs once measured; empty: unknown.
  void setCalibration(Calibration calibration);
  const Calibration& calibration() const { return calibration_; }
  // Choices by layer inputs that were made elsewhere, for each layer at some widths.
  void learnChoices(const std::vector<std::vector<QuantScheme>>& ofLayers);

  // Another version of the network, with the same layers but other weights, and its plan: one step to undo. Inputs keep
  // the plan's ranges.
  void setVersion(std::shared_ptr<const Network> network, const QuantPlan& plan, const QString& text);

  // The calibration of layer inputs once measured; null: unknown. Requested activations are updated.
  void setActivationCalibration(std::shared_ptr<const ActivationCalibration> calibration);
  const ActivationCalibration* activationCalibration() const { return activationCalibration_.get(); }

  QUndoStack& undoStack() { return undo_; }
  ErrorCache& errors() { return errors_; }
  const ErrorCache& errors() const { return errors_; }

  void setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space);
  // KL of this layer alone at these bits; absent if it was not measured under this scheme.
  std::optional<double> sensitivity(std::size_t layer, int bits) const;
  double sensitivityShare(double sensitivity) const {
    return sensitivity_.share(sensitivity);
  }  // 0 to 1 on a logarithmic scale

  // The space of plans for a budget under these rules, with a scheme per layer, which gives its widths and bytes; the
  // space's own scheme is unused. Throws UsageError when the rules leave a layer without a choice.
  SearchSpace space(const std::vector<int>& widths) const;
  // The least sensitive allocation within the budget, or without sensitivities the widest uniform one; the smallest if
  // none fits.
  BitAllocation allocationForBudget(std::int64_t amount, Cost cost = Cost::Memory) const;
  std::pair<std::int64_t, std::int64_t> reachable(Cost cost) const;  // 0 and 0: unknown
  std::pair<std::int64_t, std::int64_t> reachableBytes() const { return reachable(Cost::Memory); }

  // What plans cost besides memory, as far as it is known.
  void setCosts(NetworkCosts costs);
  const NetworkCosts& costs() const { return costs_; }
  std::optional<std::int64_t> cost(Cost cost) const;  // of the plan

 signals:
  void networkChanged();
  void planChanged();
  void sensitivityChanged();
  void baseSchemeChanged();
  void choicesChanged();  // of automatic layers, possibly only at bits other than theirs
  void choosingProgressed(const QString& what, qint64 done, qint64 total);
  void choosingFailed(const QString& sentence);
  void calibrationChanged();
  void costsChanged();
  void versionChanged();                  // network() is another version
  void refused(const QString& sentence);  // an impossible edit

 private:
  friend class PlanEdit;
  friend class VersionEdit;

  void apply(const PlanState& state);
  void applyVersion(std::shared_ptr<const Network> network, const PlanState& state);
  void push(PlanState next, const QString& text, int mergeKey);
  QString layerText(const std::vector<int>& layers) const;
  QString widthText(const PlanState& next, const std::vector<int>& layers, const QString& otherwise) const;
  std::vector<int> unlocked(const std::vector<int>& layers) const;
  void pushRules(PlanState next, const QString& text);
  bool refuses(std::size_t layer, const QuantScheme& scheme);
  void settle(PlanState& state) const;
  void takeScheme(PlanState& next, std::size_t layer, const QuantScheme& scheme) const;
  int nearestTo(std::size_t layer, int bits) const;
  void resettle();
  void wantSchemes();
  bool refusesMethods(const std::vector<int>& layers);
  SearchSpace ownSpace(const std::vector<int>& widths, const SpaceRules& rules) const;
  const BudgetPlans& budget(Cost cost) const;
  ActivationScheme activationAt(std::size_t layer, int bits) const;

  std::shared_ptr<const Network> network_;
  Calibration calibration_;
  std::map<std::uint64_t, Calibration> calibrations_;  // of this and other versions, by hash: for undo
  std::shared_ptr<const ActivationCalibration> activationCalibration_;
  PlanState state_;
  SchemeCensus schemes_;
  std::int64_t bytes_ = 0;
  std::int64_t floatBytes_ = 0;
  int dragNumber_ = 1;
  PlanState beforeDrag_;  // where the drag of this number began
  int dragOfState_ = 0;   // 0: of none
  SensitivityTable sensitivity_;
  NetworkCosts costs_;
  mutable std::map<Cost, BudgetPlans> budgets_;  // for the current rules, schemes and sensitivity

  AutomaticChoices choices_;
  ErrorCache errors_;
  QUndoStack undo_;  // last: its commands know this document
};

}  // namespace bitprism
