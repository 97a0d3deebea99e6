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

// The layer's input on calibration images, and the levels that the plan rounds it to.
WeightsPicture inputPicture(const Document& document, std::size_t layer);

// The schemes that the error plot compares: the plan's own, then variants of it, each with a word for what is
// different.
struct ComparedScheme {
  QuantScheme scheme;
  QString name;
};
std::vector<ComparedScheme> comparedSchemes(const QuantScheme& scheme);
std::vector<ErrorCurve> errorCurves(const Document& document, std::size_t layer);

}  // namespace bitprism
