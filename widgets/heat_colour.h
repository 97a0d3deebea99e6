#pragma once

#include "widgets/theme.h"

namespace bitprism {

// The colour of a share, 0 to 1, in a heat map: from near the ground to far from it, so that the order of values is the
// order of lightness and shows without hues.
QColor heatColour(double share, const Colours& colours);

}  // namespace bitprism
