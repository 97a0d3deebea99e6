#pragma once

#include <QStringList>
#include <vector>

#include "app/desktop/compared_plan.h"
#include "core/base/json.h"

namespace bitprism {

// What is being compared with a network, for the next run: pins and the sessions whose fronts are drawn. A plain value.
// As JSON: {"pins": [{"name", "plan": a plan document with "editing"} or {"name", "file"}], "sessions": [paths]}.
struct KeptComparison {
  std::vector<ComparedPlan> pins;  // of a file: only its name and path are kept
  QStringList sessions;

  bool empty() const { return pins.empty() && sessions.isEmpty(); }
};

// Pins of other weights of the network, such as trained ones, are left out: a plan alone would not be them.
Json toJson(const KeptComparison& kept, const std::shared_ptr<const Network>& network);

// Throws InputError naming the source. A pinned file has no network yet: it must be read again.
KeptComparison keptComparisonFromJson(const Json& json, const std::shared_ptr<const Network>& network,
                                      const std::string& source);

}  // namespace bitprism
