#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

#include "widgets/graph_figure.h"
#include "widgets/graph_picture.h"
#include "widgets/plot_export.h"

class QWidget;

namespace bitprism {

// All boxes as CSV, each with those that it follows.
QString graphTable(const GraphPicture& picture, const std::vector<LayerRow>& rows);

// The whole graph as a file's bytes, in the colours and the font of the widget that shows it, with the legend: at its
// actual size, or smaller if the picture would be too large. Throws Error.
QByteArray graphPicture(const GraphPicture& picture, const std::vector<LayerRow>& rows, GraphFigure figure,
                        const QWidget& look, PictureFormat format);

}  // namespace bitprism
