#pragma once

#include <QRectF>

#include "core/quant/scheme/layer_choice.h"
#include "widgets/theme.h"

class QPainter;

namespace bitprism {

// An allocation as a strip of small bars, one per layer in order; height and colour are the bits.
void paintBitsStrip(QPainter& painter, const QRectF& area, const PlanChoice& bits, const Colours& colours);

}  // namespace bitprism
