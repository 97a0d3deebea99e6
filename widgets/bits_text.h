#pragma once

#include <QString>
#include <vector>

#include "widgets/layer_row.h"

namespace bitprism {

QString bitsTip(const LayerRow& row);                  // of a bar
QString bitsTable(const std::vector<LayerRow>& rows);  // as CSV

}  // namespace bitprism
