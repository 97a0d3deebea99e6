#pragma once

#include <string>

#include "app/workflow/plot_data.h"

namespace bitprism {

// Writes a plot by the file's suffix: .csv here, .png, .svg and .pdf drawn by the desktop program in the same folder,
// so that this one needs no Qt. theme: "light", "dark" or "system". Throws UsageError for another suffix, Error.
void writePlot(const PlotData& plot, const std::string& path, const std::string& theme);

// Throws UsageError unless writePlot supports the suffix.
void checkPlotSuffix(const std::string& path);

}  // namespace bitprism
