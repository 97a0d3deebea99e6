#pragma once

#include <string>

#include "app/workflow/study.h"
#include "core/quant/choice/automatic_scheme.h"

namespace bitprism {

// What a layer is rounded by where nobody says it (core/quant/choice/automatic_scheme.h), for the images of a study: by
// what it does to the layers' outputs on them, where there are any.

// All layers at these bits. Measures what layers read, where there are images. Throws Cancelled.
QuantPlan automaticPlan(Study& study, int bits, SchemeUse use = SchemeUse::Measured, std::stop_token stop = {},
                        const Progress& progress = {});

// For training: layers whose scheme nobody chose get one that follows weights as they change (SchemeUse::Trained). Of
// this version of the study's network. Throws Cancelled.
QuantPlan trainedPlan(Study& study, const Network& network, QuantPlan plan, const std::vector<bool>& automatic,
                      std::stop_token stop = {}, const Progress& progress = {});

// The widths of each layer that a search under these rules may ask for, but for half floats and floats.
std::vector<std::vector<int>> widthsToChoose(const SearchRequest& request, const Network& network);

// Has the search choose among these, one for each of those widths, in place of its schemes; layers that keep theirs
// (SearchRequest::kept) have that at all of the widths.
void setChoices(SearchRequest& request, std::vector<std::vector<QuantScheme>> schemes);

// What was chosen, for each layer and width; none of layers that kept theirs.
std::vector<std::vector<QuantScheme>> chosenSchemes(const SearchRequest& request);

// Has the search choose among the methods that are found for each of its widths, in place of its schemes: the plainest
// is its scheme, the others compete with it, each only for the layers and widths that it is best for. Call it when its
// widths and rules are known. Throws Cancelled.
void chooseMethods(SearchRequest& request, Study& study, std::stop_token stop = {}, const Progress& progress = {});

// "aciq for 12 layers, uniform for 8": the methods of the layers that have codes, the most frequent first.
std::string methodsText(const QuantPlan& plan);

}  // namespace bitprism
