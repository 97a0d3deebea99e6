#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/search/pareto.h"
#include "core/session/session.h"

namespace bitprism {

// The results of a session, ready to be printed: the front of its top-task evaluations in ascending bytes.
struct FrontReport {
  Metric metric = Metric::Accuracy;
  std::vector<std::string> methods;  // that competed, by scheme index
  double floatAccuracy = 0;          // on the search images
  double floatReportAccuracy = 0;    // on the report images
  std::int64_t floatBytes = 0;
  int topTask = 0;
  std::vector<Evaluation> points;       // of the front, in ascending bytes
  std::vector<Evaluation> evaluations;  // all successful ones
  double hypervolume = 0;
  double seconds = 0;  // spent evaluating
};

FrontReport frontReport(const Session& session);  // throws InputError

// The float network's scores, measured before the search; empty until then. Throws InputError.
std::optional<HypervolumeReference> hypervolumeReference(const Session& session);

// "all images"-task evaluations are those with the largest task index.
int topTask(const std::vector<Evaluation>& evaluations);

// The most accurate point within a size, and the smallest with an accuracy. Throw UsageError naming the reachable range
// if there is none.
const Evaluation& pointForSize(const FrontReport& report, std::int64_t bytes);
const Evaluation& pointForAccuracy(const FrontReport& report, double accuracy);

// {"float_accuracy","points":[...],"evaluations","hypervolume","seconds"}; points have "methods", a name per layer, if
// several competed.
Json toJson(const FrontReport& report);
std::string toCsv(const FrontReport& report);

// "120000", "100KiB", "1.5MiB" in bytes. Throws UsageError.
std::int64_t parseSize(const std::string& written);

// The plan of one of a session's evaluations.
QuantPlan planOf(const Session& session, const Evaluation& evaluation);

}  // namespace bitprism
