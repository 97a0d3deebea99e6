#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/eval/evaluator.h"
#include "core/session/session.h"

namespace bitprism {

// Measuring a session again: float scores, ranges of inputs, sensitivities and every evaluation, the same plans in the
// order of their trials, replacing the old values. The session records the progress, so that it continues after a kill,
// requested again or not.

// A notice about a session measured by an older version; empty once it was shown (markOlderNoticeShown).
std::optional<std::string> olderNotice(const Session& session);

// Records in the session that the notice was shown. A session that is in use or cannot be written shows it again.
void markOlderNoticeShown(const std::string& path);
void markOlderNoticeShown(Session& session);

// Whether the session is to be measured again: requested, or begun earlier. Discards the values that are measured
// first.
bool beginRemeasuring(Session& session, bool wanted);

// The outcome of repeating the evaluations.
struct Remeasured {
  int evaluations = 0, changed = 0;  // changed: any figure of the score differs
};

// Repeats the evaluations, from where it stopped; afterwards the session's figures are this version's. report measures
// the report accuracy if there was one. Throws Cancelled.
Remeasured remeasureEvaluations(Session& session, const std::function<QuantPlan(const PlanChoice&)>& planOf,
                                Evaluator& search, Evaluator& report, std::stop_token stop, const Progress& progress);

}  // namespace bitprism
