#pragma once

#include "app/desktop/workspace.h"
#include "app/workflow/front_answer.h"
#include "widgets/front_view.h"
#include "widgets/status_view.h"

namespace bitprism {

// The figures of the plan: size, measured and predicted quality.
StatusFigures statusFigures(const Workspace& workspace);

// The uniform plans that are still being measured, as marks in the front while there is no search.
std::vector<FrontMarks::Awaited> awaitedUniforms(const Workspace& workspace);

// The same with the values for comparison, as marks in the front. untried: the best plan never tried.
FrontMarks frontMarks(const Workspace& workspace, const std::optional<PredictedPlan>& untried);

}  // namespace bitprism
