#pragma once

#include <stop_token>
#include <string>

#include "app/workflow/report_subject.h"
#include "core/base/progress.h"

namespace bitprism {

// A session or a plan as one HTML file that needs nothing else: pictures are inline SVG, the plan is inside. It is
// well-formed XML, too. Quantizes every layer. Throws Cancelled.
std::string reportDocument(const ReportSubject& subject, std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
