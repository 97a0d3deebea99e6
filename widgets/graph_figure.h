#pragma once

#include <QColor>
#include <QString>
#include <vector>

#include "widgets/layer_row.h"
#include "widgets/theme.h"

namespace bitprism {

// The figure of a layer that colours its box in the graph.
enum class GraphFigure { Bits, Sensitivity, Error };

// Of one layer. An unknown figure is grey, and its text is empty; the text of bits stands in every box anyway.
QColor figureColour(const LayerRow& row, GraphFigure figure, const Colours& colours);
QString figureText(const LayerRow& row, GraphFigure figure);

// A layer's bits in two or three characters: "4", "16", "f".
QString bitsMark(int bits);

// What explains the colours: marks of single values, or the ends of a scale from its first to its last colour.
struct FigureLegend {
  QString caption;
  std::vector<int> bits;  // those that occur, from many to few
  QString low, high;      // the ends of a scale; empty: marks only
};
FigureLegend figureLegend(const std::vector<LayerRow>& rows, GraphFigure figure);

// The colour of a scale at a share from 0 to 1.
QColor scaleColour(double share, const Colours& colours);

}  // namespace bitprism
