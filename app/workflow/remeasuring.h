#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/eval/evaluator.h"
#include "core/session/session.h"

namespace bitprism {

// Measuring a session again: float scores, ranges of inputs, sensitivities and every evaluation, the same plans in the
// order of their trials, in the place of what was there. The session says how far it has come, so that it goes on after
// a kill, with or without being asked for again.

// A sentence for whoever opens a session that an older BitPrism measured; nothing once it was said (toldOfOlder).
std::optional<std::string> olderNotice(const Session& session);

// Has the session remember that it was said. One that is in use or cannot be written says it again.
void toldOfOlder(const std::string& path);
void toldOfOlder(Session& session);

// Whether the session is to be measured again: wanted, or begun before. Forgets what the measuring begins with.
bool beginRemeasuring(Session& session, bool wanted);

// What came of it.
struct Remeasured {
  int evaluations = 0, changed = 0;  // of the changed ones any figure of the score differs
};

// The evaluations, from where it stopped; then the session's figures are this version's. report measures the report
// accuracy where there was one. Throws Cancelled.
Remeasured remeasureEvaluations(Session& session, const std::function<QuantPlan(const BitAllocation&)>& planOf,
                                Evaluator& search, Evaluator& report, std::stop_token stop, const Progress& progress);

}  // namespace bitprism
