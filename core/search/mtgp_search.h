#pragma once

#include <map>
#include <set>

#include "core/search/accuracy_model.h"
#include "core/search/ehvi.h"
#include "core/search/search_method.h"

namespace bitprism {

// The search of this project: starts from plans spread along the Lagrangian sweep, then measures where the expected
// increase of the front's area is largest under AccuracyModel; sizes are known exactly. Cheap tasks are used only while
// they prove to predict the top task, and only for a small part of the cost.
class MtgpSearch : public Search {
 public:
  // Throws UsageError if the table does not fit the space.
  MtgpSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;
  std::shared_ptr<const Predictor> predictor() const override { return model_; }
  SearchInsight insight() const override;

 private:
  struct Outcome {
    ModelObservation observation;
    bool failed = false;
  };
  struct Pending {
    int trial = 0;
    PlanChoice bits;
    int task = 0;
  };

  std::optional<Proposal> design();
  std::optional<Proposal> probe();
  std::optional<Proposal> improve(std::stop_token stop);
  std::optional<Proposal> anyOther();
  void adaptReach();
  Proposal propose(PlanChoice bits, int task, std::string why);
  AccuracyModel::Settings modelSettings() const;
  void fit(std::stop_token stop);
  std::vector<ModelObservation> observations(bool cheapToo) const;
  double costOf(int task) const;
  bool affordsCheap(int task) const;
  bool topIsDue() const;
  int topTask() const { return static_cast<int>(settings_.tasks.size()) - 1; }
  bool tried(const PlanChoice& bits, int task) const;

  SearchSettings settings_;
  SearchSpace space_;
  std::shared_ptr<const PlanFeatures> features_;
  std::vector<PlanChoice> sweep_;
  std::vector<PlanChoice> design_;  // measured before the model is used
  int asked_ = 0;                   // at all tasks
  int askedTop_ = 0;                // of these, at the top task
  std::vector<Outcome> outcomes_;
  std::vector<Pending> pending_;
  std::vector<std::set<PlanChoice>> tried_;  // by task
  std::map<int, std::int64_t> imagesSeen_;   // by task, for tasks that name no number
  std::shared_ptr<const AccuracyModel> model_;
  bool cheapUsed_ = false;      // whether model_ uses the cheap tasks
  std::size_t reach_ = 0;       // of the trust region, in layers; 0: none
  int gains_ = 0, misses_ = 0;  // in a row
  double reachedArea_ = 0;
};

extern const SearchMethodInfo mtgpMethod;

}  // namespace bitprism
