#pragma once

#include <QPixmap>
#include <QSharedPointer>

#include "qcustomplot.h"
#include "widgets/theme.h"

namespace bitprism {

// Makes a plot fast (no antialiasing of bars and grids, queued replots) and gives it the window's colours and fonts.
// Call again when the palette changes; a replot is queued.
void themePlot(QCustomPlot& plot, const Colours& colours);

// A pen of one device pixel: anything wider leaves Qt's fast path.
QPen thinPen(const QColor& colour, Qt::PenStyle style = Qt::SolidLine);

// A marker that is drawn once and then copied: 10 000 of them take 1.6 ms instead of 31.
QPixmap discPixmap(double diameter, const QColor& fill, const QColor& edge, double devicePixelRatio);
QPixmap ringPixmap(double diameter, double width, const QColor& colour, double devicePixelRatio);
QPixmap targetPixmap(double diameter, double width, const QColor& colour, double devicePixelRatio);  // a ring, dashed
QPixmap squarePixmap(double side, const QColor& fill, const QColor& edge, double devicePixelRatio);

// Looks that distinguish series without colour.
enum class MarkerShape { Disc, Square, Triangle, Diamond, Cross };
QPixmap shapePixmap(MarkerShape shape, double side, const QColor& fill, double devicePixelRatio);

struct LineLook {
  MarkerShape shape = MarkerShape::Disc;
  Qt::PenStyle dash = Qt::SolidLine;
};
LineLook lineLook(std::size_t index);  // fifteen different looks

// Tick labels in percent for an axis that runs from 0 to 100, with enough digits to differ.
QSharedPointer<QCPAxisTicker> percentTicker();

// A range from the lower to the upper end with a relative margin; a sensible range when they are equal.
QCPRange paddedRange(double low, double high, double share);

}  // namespace bitprism
