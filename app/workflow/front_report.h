#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/search/cost.h"
#include "core/search/pareto.h"
#include "core/session/session.h"

namespace bitprism {

class SessionCosts;
struct NetworkCosts;
struct PredictedPlan;

// The results of a session, ready to be printed: the front of its top-task evaluations in ascending cost.
struct FrontReport {
  Metric metric = Metric::Accuracy;
  std::vector<std::string> methods;  // that competed, by scheme index
  double floatAccuracy = 0;          // on the search images
  double floatReportAccuracy = 0;    // on the report images
  std::int64_t floatBytes = 0;
  int topTask = 0;
  Cost axis = Cost::Memory;
  std::int64_t floatCost = 0;                 // on the axis
  std::vector<CostLimit> limits;              // of the session's search
  std::shared_ptr<const SessionCosts> costs;  // of all evaluations, on any axis that the session knows
  std::vector<Evaluation> points;             // of the front, in ascending cost
  std::vector<Evaluation> evaluations;        // all successful ones, with their cost on the axis
  double hypervolume = 0;
  double seconds = 0;  // spent evaluating
};

// On the axis of the session's search. Throws InputError.
FrontReport frontReport(const Session& session);

// On any axis, without a new search; costs: known otherwise than from the session. Throws UsageError for an axis that
// neither knows.
FrontReport frontReport(const Session& session, std::optional<Cost> axis, const NetworkCosts& costs);

// The float network's scores, measured before the search, and 8 bits on the axis of the search or another one; empty
// until then. Throws InputError; UsageError for an axis that is unknown.
std::optional<HypervolumeReference> hypervolumeReference(const Session& session);
std::optional<HypervolumeReference> hypervolumeReference(const Session& session, const SessionCosts& costs, Cost axis);

// "all images"-task evaluations are those with the largest task index.
int topTask(const std::vector<Evaluation>& evaluations);

// The most accurate evaluation at the top task within limits on any costs, of equals the cheapest on the axis; and the
// cheapest with an accuracy, within limits. Throw UsageError naming what was reached if there is none, or if the
// session does not know a cost.
const Evaluation& pointWithin(const FrontReport& report, const std::vector<CostLimit>& limits);
const Evaluation& pointForAccuracy(const FrontReport& report, double accuracy,
                                   const std::vector<CostLimit>& limits = {});
bool isWithin(const FrontReport& report, const Evaluation& point, const std::vector<CostLimit>& limits);

// {"float_accuracy","points":[...],"evaluations","hypervolume","seconds"}; points have "methods", a name per layer, if
// several competed.
Json toJson(const FrontReport& report);
std::string toCsv(const FrontReport& report);

// "bit_operations" and "nanoseconds" of a plan, as far as the report knows them.
void putCosts(Json& json, const FrontReport& report, const Evaluation& point);
void putCosts(Json& json, const FrontReport& report, const PredictedPlan& plan);

// "120000", "100KiB", "1.5MiB" in bytes. Throws UsageError.
std::int64_t parseSize(const std::string& written);

// The plan of one of a session's evaluations.
QuantPlan planOf(const Session& session, const Evaluation& evaluation);

}  // namespace bitprism
