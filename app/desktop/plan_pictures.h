#pragma once

#include <vector>

#include "app/desktop/document.h"
#include "widgets/error_view.h"
#include "widgets/layer_row.h"
#include "widgets/weights_view.h"

namespace bitprism {

// The document's plan as the values that the views show. Only look-ups: each takes well under a frame.

std::vector<LayerRow> layerRows(const Document& document);

// channel -1: the whole layer.
WeightsPicture weightsPicture(const Document& document, std::size_t layer, int channel);

// The schemes that the error plot compares: variants of the plan's own, which is the first.
std::vector<QuantScheme> comparedSchemes(const QuantScheme& scheme);
std::vector<ErrorCurve> errorCurves(const Document& document, std::size_t layer);

// "symmetric, per channel, least squares"
QString schemeText(const QuantScheme& scheme);

}  // namespace bitprism
