#include "app/desktop/cost_counter.h"

#include "app/desktop/workspace.h"
#include "app/workflow/counted_costs.h"

namespace bitprism {
CostCounter::CostCounter(Workspace& workspace) : workspace_(workspace) {
  workspace.jobs().add(job_, {.name = "counting operations", .shown = false});
  connect(&workspace, &Workspace::studyChanged, this, &CostCounter::count);
}

void CostCounter::count() {
  const std::shared_ptr<const Network> network = workspace_.document().network();
  job_.cancel();
  if (!network) return;
  job_.start([this, network](std::stop_token, const Progress&, Mailbox& mailbox) {
    mailbox.post([this, network, costs = countedCosts(*network)] {
      if (workspace_.document().network() == network) workspace_.document().setCosts(costs);
    });
  });
}

}  // namespace bitprism
