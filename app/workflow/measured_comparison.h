#pragma once

#include "app/workflow/report_subject.h"

namespace bitprism {

// The table that `bitprism-cli compare --json` printed, for a report of the same network. Throws InputError naming the
// file: it is no such table, or it is of another network.
ReportComparison readComparison(const std::string& path, const Network& network);

}  // namespace bitprism
