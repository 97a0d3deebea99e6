#include "app/desktop/cost_counter.h"

#include "app/desktop/workspace.h"
#include "app/workflow/session_costs.h"
#include "core/base/error.h"

namespace bitprism {
namespace {

// Unknown where the network needs other inputs than zeros.
NetworkCosts countedCosts(const Network& network) {
  try {
    return networkCosts(network, nullptr);
  } catch (const Error&) {
    return {};  // bit operations are not offered
  }
}

}  // namespace

CostCounter::CostCounter(Workspace& workspace) : workspace_(workspace) {
  workspace.jobs().add(job_, {.name = "counting operations", .shown = false});
  connect(&workspace, &Workspace::studyChanged, this, &CostCounter::count);
  connect(&workspace, &Workspace::storedShown, this,
          [this](const StoredSearch& stored) { take(stored.request.latency); });
}

void CostCounter::take(std::shared_ptr<const LatencyTable> table) {
  const std::shared_ptr<const Network>& network = workspace_.document().network();
  if (!table || !network || table->layers.size() != network->layers.size()) return;
  taken_ = table;
  NetworkCosts costs = workspace_.document().costs();
  costs.latency = std::move(table);
  workspace_.document().setCosts(std::move(costs));
}

void CostCounter::count() {
  const std::shared_ptr<const Network> network = workspace_.document().network();
  job_.cancel();
  if (taken_ && (!network || taken_->networkHash != network->hash)) taken_.reset();  // of another network
  if (!network || !workspace_.study()) return;
  const std::string path = workspace_.study()->study->settings().networkPath;
  job_.start([this, network, path](std::stop_token, const Progress&, Mailbox& mailbox) {
    NetworkCosts costs = countedCosts(*network);
    std::string problem;
    try {
      costs.latency = latencyTableOf({}, path, *network);
    } catch (const Error& unread) {
      problem = unread.what();
    }
    mailbox.post([this, network, costs = std::move(costs), problem]() mutable {
      if (workspace_.document().network() != network) return;
      if (taken_)
        costs.latency = taken_;
      else if (!problem.empty())
        emit workspace_.noticed(QString::fromStdString(problem));
      workspace_.document().setCosts(std::move(costs));
    });
  });
}

}  // namespace bitprism
