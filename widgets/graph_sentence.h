#pragma once

#include <QString>
#include <vector>

#include "widgets/graph_picture.h"
#include "widgets/layer_row.h"

namespace bitprism {

// A box in words, for those who do not see it: its texts, its layer's figures, and the boxes around it. Empty for -1.
QString boxSentence(const GraphPicture& picture, const std::vector<LayerRow>& rows, int box);

}  // namespace bitprism
