#pragma once

#include <string>

#include "app/jobs/study.h"
#include "core/quant/automatic_scheme.h"

namespace bitprism {

// What a layer is rounded by where nobody says it (core/quant/automatic_scheme.h), for the images of a study: by what
// it does to the layers' outputs on them, where there are any.

// All layers at these bits. Measures what layers read, where there are images. Throws Cancelled.
QuantPlan automaticPlan(Study& study, int bits, SchemeUse use = SchemeUse::Measured, std::stop_token stop = {},
                        const Progress& progress = {});

// Has the search choose among the methods that are found for each of its widths, in place of its schemes: the plainest
// is its scheme, the others compete with it, each only for the layers and widths that it is best for. Call it when its
// widths and rules are known. Throws Cancelled.
void chooseMethods(SearchRequest& request, Study& study, std::stop_token stop = {}, const Progress& progress = {});

// "aciq for 12 layers, uniform for 8": the methods of the layers that have codes, the most frequent first.
std::string methodsText(const QuantPlan& plan);

}  // namespace bitprism
