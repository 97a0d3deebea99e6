#pragma once

#include "app/workflow/study.h"

namespace bitprism {

// After chooseMethods(): lets these compete as well, each for the layers and widths at which its predicted damage is
// clearly less than that of the chosen scheme at equal bytes (core/quant/choice/automatic_scheme.h). Others are never
// measured. Throws Cancelled.
void addContenders(SearchRequest& request, const Study& study, const std::vector<Quantization>& quantizations,
                   std::stop_token stop = {}, const Progress& progress = {});

// PWLQ and DSConv, whose bytes lie between those of uniform's widths.
std::vector<Quantization> standardContenders();

}  // namespace bitprism
