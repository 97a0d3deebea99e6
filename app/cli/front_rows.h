#pragma once

#include <string>
#include <vector>

#include "app/workflow/front_report.h"

namespace bitprism {

std::string bitsText(const PlanChoice& bits);  // a digit a layer; h: half floats, f: float

// The front as rows of a TextTable. Where several methods compete, a letter per layer identifies the method, and the
// legend explains the letters.
std::vector<std::string> frontHeader(const FrontReport& report);
std::vector<std::string> frontRow(const FrontReport& report, const Evaluation& point, const char* mark = "");
std::string methodsLegend(const FrontReport& report);

}  // namespace bitprism
