#pragma once

#include "app/workflow/study.h"

namespace bitprism {

// After chooseMethods(): lets these schemes compete as well, each for the layers and widths at which it is expected to
// harm clearly less than what was chosen does in as many bytes (core/quant/choice/automatic_scheme.h). What promises
// nothing is never measured. Throws Cancelled.
void addContenders(SearchRequest& request, const Study& study, const std::vector<QuantScheme>& schemes,
                   std::stop_token stop = {}, const Progress& progress = {});

// PWLQ and DSConv, whose bytes lie between those of uniform's widths.
std::vector<QuantScheme> standardContenders();

}  // namespace bitprism
