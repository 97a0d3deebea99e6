#pragma once

#include <QObject>
#include <optional>
#include <string>

#include "app/desktop/background_job.h"
#include "app/workflow/search_request.h"
#include "core/search/search_space.h"

namespace bitprism {

// Why no plan of a search keeps its limits.
struct LimitProblem {
  std::optional<Cost> cost;  // of the limit that is too low by itself; absent: only all together are
  std::string sentence;
};

// The space of a search before anything is measured: the bits of inputs are known, but not their ranges. Throws
// UsageError, Error when a cost that the search needs is unknown.
SearchSpace foreseenSpace(const Network& network, const SearchRequest& request, const NetworkCosts& costs);

// Absent: there are such plans.
std::optional<LimitProblem> limitProblem(const SearchSpace& space);

// Looks for plans that keep a request's limits in the background, while the user types. Belongs to the window's thread.
class LimitCheck : public QObject {
  Q_OBJECT

 public:
  explicit LimitCheck(QObject* parent = nullptr) : QObject(parent) {}

  BackgroundJob& job() { return job_; }
  void look(std::shared_ptr<const Network> network, const SearchRequest& request, const NetworkCosts& costs);
  void forget() { job_.cancel(); }

 signals:
  void found(const std::optional<bitprism::LimitProblem>& problem);

 private:
  BackgroundJob job_;
};

}  // namespace bitprism
