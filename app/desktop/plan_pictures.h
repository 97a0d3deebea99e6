#pragma once

#include <vector>

#include "app/desktop/document.h"
#include "app/desktop/method_curves.h"
#include "widgets/error_view.h"
#include "widgets/layer_row.h"
#include "widgets/weights_view.h"

namespace bitprism {

// The document's plan as the values that the views show. Only look-ups: each takes well under a frame.

std::vector<LayerRow> layerRows(const Document& document);

// channel -1: the whole layer.
WeightsPicture weightsPicture(const Document& document, std::size_t layer, int channel);

// Of a layer that is being trained: its weights of the moment, and where GDRQ clips them.
WeightsPicture trainingPicture(const Layer& layer, const QuantScheme& scheme);

// The layer's input on calibration images, and the levels that the plan rounds it to.
WeightsPicture inputPicture(const Document& document, std::size_t layer);

// How the methods do on the layer at every bit-width, by the error of the layer's output where that is known.
struct MethodPicture {
  std::vector<ErrorCurve> curves;
  int current = -1;  // the plan's own
  bool byOutput = false;
};
MethodPicture methodPicture(const Document& document, const MethodCurves& curves, std::size_t layer, bool solvers);

// Which method is best for the layer at its bits, and why. Schemes are absent while methods are still compared, and
// where there is nothing to choose.
struct MethodAdvice {
  QString sentence;
  std::optional<QuantScheme> best, any;  // in the bytes of now; whatever it takes
};
MethodAdvice methodAdvice(const Document& document, const MethodCurves& curves, std::size_t layer, bool solvers);

}  // namespace bitprism
