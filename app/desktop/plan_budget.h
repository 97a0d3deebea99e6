#pragma once

#include <QObject>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/quant/plan/quant_plan.h"
#include "core/run/search_snapshot.h"
#include "core/search/pareto.h"

namespace bitprism {

class Workspace;

// The budget that a hand drags in the front, in the bars or with the slider: the plan follows it, one step to undo for
// each drag. Belongs to the window's thread.
class PlanBudget : public QObject {
  Q_OBJECT

 public:
  explicit PlanBudget(Workspace& workspace);

  const std::optional<std::int64_t>& wanted() const { return wanted_; }  // absent before the first wish
  std::int64_t shown() const;                                            // what is wanted, otherwise what the plan has
  std::pair<std::int64_t, std::int64_t> reachable() const;
  double share() const;  // of the reachable that is shown, 0 to 1

  void wish(std::int64_t bytes);  // repeatedly during a drag
  void wishShare(double share);
  void step(int steps);  // of a twentieth of what is reachable, a step to undo
  void finish();
  void forget();

 signals:
  void wished();   // also when the plan stays
  void dropped();  // another study

 private:
  std::optional<QuantPlan> measuredPlanFor(std::int64_t bytes);

  Workspace& workspace_;
  std::optional<std::int64_t> wanted_;
  std::shared_ptr<const SearchSnapshot> of_;  // the snapshot whose front this is
  std::vector<FrontPoint> front_;
};

}  // namespace bitprism
