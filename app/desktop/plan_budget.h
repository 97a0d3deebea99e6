#pragma once

#include <QObject>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/workflow/search_request.h"
#include "core/quant/plan/quant_plan.h"
#include "core/run/search_snapshot.h"
#include "core/search/pareto.h"

namespace bitprism {

class Workspace;

// A search with what its plans cost on another axis, which must be known; without the model's band. before: the same of
// an earlier state, which had the first of these evaluations; null: none.
std::shared_ptr<const SearchSnapshot> onAxis(const SearchSnapshot& snapshot, Cost axis, const SearchRequest& request,
                                             const NetworkCosts& costs, const SearchSnapshot* before = nullptr);

// The cost that the front shows against quality, and the budget of it that a hand drags in the front, in the bars or
// with the slider: the plan follows, one step to undo for each drag. Belongs to the window's thread.
class PlanBudget : public QObject {
  Q_OBJECT

 public:
  explicit PlanBudget(Workspace& workspace);

  Cost cost() const { return cost_; }
  void setCost(Cost cost);               // an unknown one: nothing happens
  void follow(Cost cost);                // likewise, or as soon as it is known: that of a search
  std::vector<Cost> knownCosts() const;  // memory always
  // The search with the cost of its evaluations; the model's band only on the search's own axis. Null: no search.
  std::shared_ptr<const SearchSnapshot> snapshot() const;

  const std::optional<std::int64_t>& wanted() const { return wanted_; }  // absent before the first wish
  std::int64_t shown() const;                                            // what is wanted, otherwise what the plan has
  std::pair<std::int64_t, std::int64_t> reachable() const;               // equal: nothing to choose
  double share() const;                                                  // of the reachable that is shown, 0 to 1

  void wish(std::int64_t amount);  // repeatedly during a drag
  void wishShare(double share);
  void step(int steps);  // of a twentieth of what is reachable, a step to undo
  void finish();
  void restore();  // the plan and the wish from before the drag
  void forget();

 signals:
  void costChanged();
  void wished();   // also when the plan stays
  void dropped();  // another study

 private:
  std::optional<QuantPlan> measuredPlanFor(std::int64_t amount);
  void costsChanged();

  Workspace& workspace_;
  Cost cost_ = Cost::Memory;
  std::optional<Cost> followed_;  // once it is known
  Cost ofSearch_ = Cost::Memory;  // followed last: another axis was chosen by hand
  std::optional<std::int64_t> wanted_, wantedBefore_;
  bool dragging_ = false;
  // Kept from one call to the next.
  mutable std::shared_ptr<const SearchSnapshot> source_, onAxis_;
  std::shared_ptr<const SearchSnapshot> ofFront_;
  std::vector<FrontPoint> front_;
};

}  // namespace bitprism
