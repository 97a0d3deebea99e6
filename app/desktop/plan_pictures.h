#pragma once

#include <optional>
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

// The schemes that the error plot compares: the layer's own, then every method that needs no images under the same
// granularity and correction.
struct ComparedScheme {
  QuantScheme scheme;
  QString name;
};
std::vector<ComparedScheme> comparedSchemes(const QuantScheme& scheme);
// The method of the highest SQNR at the layer's bits among those that store at most 2 % more bytes than now. Nothing as
// long as not all of them are known.
struct BestMethod {
  QuantScheme scheme;
  bool better = false;  // than the layer's own
  QString sentence;     // what it is and why
};
std::optional<BestMethod> bestMethod(const Document& document, std::size_t layer);

std::vector<ErrorCurve> errorCurves(const Document& document, std::size_t layer);

}  // namespace bitprism
