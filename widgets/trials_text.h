#pragma once

#include <QString>
#include <vector>

#include "core/search/cost.h"
#include "widgets/trial_row.h"

namespace bitprism {

// Trials as a table of text with tabs, for spreadsheets: a header, then a line each, with a column for every layer's
// bits and, where the front has another axis than memory, one for the cost on it. Numbers in the form of files,
// independent of the user's language.
QString trialsAsText(const std::vector<TrialRow>& rows, const std::vector<TrialLayer>& layers, Metric metric,
                     Cost axis);

}  // namespace bitprism
