#pragma once

#include <vector>

#include "app/desktop/document.h"
#include "app/desktop/method_curves.h"
#include "widgets/error_view.h"
#include "widgets/layer_row.h"
#include "widgets/weights_view.h"

namespace bitprism {

// The values of the document's plan for the views. Only look-ups: each takes well under a frame.

std::vector<LayerRow> layerRows(const Document& document);

// channel -1: the whole layer.
WeightsPicture weightsPicture(const Document& document, std::size_t layer, int channel);

// For a layer in training: its current weights and GDRQ's clipping.
WeightsPicture trainingPicture(const Layer& layer, const QuantScheme& scheme);

// The layer's input on calibration images, and the levels that the plan rounds it to.
WeightsPicture inputPicture(const Document& document, std::size_t layer);

// The errors of the methods on the layer at every bit-width, of the layer's output where known.
struct MethodPicture {
  std::vector<ErrorCurve> curves;
  int current = -1;  // the plan's own
  bool byOutput = false;
};
MethodPicture methodPicture(const Document& document, const MethodCurves& curves, std::size_t layer, bool solvers);

// The best method for the layer at its bits, and the reason. Schemes are absent while methods are compared, and for
// layers without a choice.
struct MethodAdvice {
  QString sentence;
  std::optional<QuantScheme> best, any;  // within the current bytes; at any size
};
MethodAdvice methodAdvice(const Document& document, const MethodCurves& curves, std::size_t layer, bool solvers);

}  // namespace bitprism
