#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workflow/report_layers.h"
#include "core/eval/metric.h"
#include "core/search/cost.h"
#include "core/search/pareto.h"

namespace bitprism {

// Inline SVG of a report, as well-formed XML. Colours are classes of the document's styles, so that a picture follows
// light and dark; forms and labels distinguish what colours do.

// The front of a search: all its evaluations as a cloud, the front as a line with points, this plan, the float network.
struct FrontPicture {
  Metric metric = Metric::Accuracy;
  Cost axis = Cost::Memory;
  std::vector<FrontPoint> cloud, front;  // of the front by rising cost
  std::vector<std::string> hints;        // of its points
  std::optional<FrontPoint> chosen;      // this plan
  std::optional<double> floatQuality;
  std::optional<std::int64_t> floatCost;
};
std::string frontSvg(const FrontPicture& picture);

// A bar for every layer, as high as its bits, in the colour and with the letter of its method.
std::string bitsSvg(const std::vector<ReportLayer>& layers);
std::string methodsLegend(const std::vector<ReportLayer>& layers);  // which letter is which, if several
char methodLetter(Method method);                                   // of a bar

// The histogram of a layer's weights, and below it the levels to which they are rounded.
std::string histogramSvg(const ReportLayer& layer);

// Round numbers from low to high, about so many.
std::vector<double> roundTicks(double low, double high, int about);

}  // namespace bitprism
