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
  // A question that was just asked is not computed again: what a job tells the window makes it ask anew.
  void look(std::shared_ptr<const Network> network, const SearchRequest& request, const NetworkCosts& costs);
  void forget();

 signals:
  void found(const std::optional<bitprism::LimitProblem>& problem);

 private:
  // What decides the answer.
  struct Question {
    const Network* network = nullptr;
    std::vector<std::int64_t> macs;
    const LatencyTable* latency = nullptr;
    Cost cost = Cost::Memory;
    Target target = Target::Any;
    std::vector<CostLimit> limits;
    std::vector<int> widths;
    SpaceRules rules;
    Quantization scheme;
    std::vector<Quantization> others;
    AllowedChoices choices;
    std::vector<ActivationRequest> inputs;
    bool countActivations = false;
    bool operator==(const Question&) const = default;
  };

  std::optional<Question> asked_;
  std::optional<std::optional<LimitProblem>> answer_;  // to it
  BackgroundJob job_;
};

}  // namespace bitprism
