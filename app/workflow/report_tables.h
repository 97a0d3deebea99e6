#pragma once

#include <string>
#include <vector>

#include "app/workflow/report_layers.h"
#include "app/workflow/report_subject.h"

namespace bitprism {

// Tables and lists of a report, as markup.

std::string networkFacts(const ReportSubject& subject);
std::string measuringFacts(const ReportSubject& subject);
std::string searchFacts(const ReportSubject& subject);

std::string layersTable(const ReportSubject& subject, const std::vector<ReportLayer>& layers);
// Of long fronts some points are left out, which a sentence says.
inline constexpr std::size_t mostFrontRows = 250;
std::string frontTable(const FrontReport& front, const std::optional<Evaluation>& chosen);
std::string comparisonTable(const ReportComparison& comparison);

// What it takes to get the same result, as lines for a shell.
struct ReportCommands {
  std::string again;         // the search from its beginning; empty: there was none
  std::string planFile;      // the name under which the commands expect the plan
  bool planIsSaved = false;  // by the first command; else by the reader, from the report
  std::string plan;          // writes, measures and exports the plan, and makes the report
};
ReportCommands reportCommands(const ReportSubject& subject);

// "44488h8f": a digit a layer; h: half floats, f: float.
std::string bitsLine(const PlanChoice& choices);

}  // namespace bitprism
