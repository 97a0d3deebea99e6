#pragma once

#include <string>

#include "app/workflow/study.h"
#include "core/quant/choice/automatic_scheme.h"

namespace bitprism {

// The method of layers without a chosen one (core/quant/choice/automatic_scheme.h), judged by the error of the layers'
// outputs on the images of a study, or by the weights if there are none.

// All layers at these bits. Collects input statistics if there are images. Throws Cancelled.
QuantPlan automaticPlan(Study& study, int bits, SchemeUse use = SchemeUse::Measured, std::stop_token stop = {},
                        const Progress& progress = {});

// For training: layers without a chosen scheme get one that follows changing weights (SchemeUse::Trained). For this
// version of the study's network. Throws Cancelled.
QuantPlan trainedPlan(Study& study, const Network& network, QuantPlan plan, const std::vector<bool>& automatic,
                      std::stop_token stop = {}, const Progress& progress = {});

// The widths of each layer that a search under these rules may propose, except half floats and floats.
std::vector<std::vector<int>> widthsToChoose(const SearchRequest& request, const Network& network);

// Makes the search use these schemes, one per width, instead of its own; layers that keep their scheme
// (SearchRequest::kept) have it at all widths.
void setChoices(SearchRequest& request, std::vector<std::vector<QuantScheme>> schemes);

// Schemes as near to these as the target of the request takes.
void fitToTarget(const SearchRequest& request, const Network& network, std::vector<std::vector<QuantScheme>>& schemes);

// The chosen schemes, for each layer and width; none for layers that keep their own.
std::vector<std::vector<QuantScheme>> chosenSchemes(const SearchRequest& request);

// Makes the search use the methods chosen for each of its widths instead of its own schemes: the plainest becomes its
// scheme, the others compete with it, each only for the layers and widths it is best for. Call it after widths and
// rules are known. Throws Cancelled.
void chooseMethods(SearchRequest& request, Study& study, std::stop_token stop = {}, const Progress& progress = {});

// "aciq for 12 layers, uniform for 8": the methods of the layers that have codes, the most frequent first.
std::string methodsText(const QuantPlan& plan);

}  // namespace bitprism
