#pragma once

#include "app/desktop/workspace.h"
#include "app/workflow/front_answer.h"
#include "widgets/front_view.h"
#include "widgets/status_view.h"

namespace bitprism {

// What is known of the plan as a whole: its size, and what it was measured and is predicted to be worth.
StatusFigures statusFigures(const Workspace& workspace);

// The same, and what it is compared with, as marks beside the front. untried: the best plan never tried.
FrontMarks frontMarks(const Workspace& workspace, const std::optional<PredictedPlan>& untried);

}  // namespace bitprism
