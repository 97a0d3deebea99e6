#pragma once

#include <QString>
#include <memory>
#include <string>

#include "app/workflow/front_answer.h"
#include "app/workflow/front_report.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// The content of a session as the views show it, by default on the axis of its search. Throws InputError if it is not a
// session, UsageError for an axis that is unknown.
std::shared_ptr<const SearchSnapshot> snapshotOf(const Session& session, const FrontAxis& shown = {});

// The front of a search under way, for the table that the command line writes too.
FrontReport frontReportOf(const SearchSnapshot& snapshot);

}  // namespace bitprism
