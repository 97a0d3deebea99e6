#include "widgets/graph_figure.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct GraphFigureWords {
  Q_DECLARE_TR_FUNCTIONS(GraphFigureWords)
};

// The SQNR in dB at which a layer's error is as small, or as large, as colours show.
constexpr double smallError = 50, largeError = 10;

double errorShare(double sqnrDb) {
  return std::clamp((smallError - sqnrDb) / (smallError - largeError), 0.0, 1.0);
}

}  // namespace

QColor scaleColour(double share, const Colours& colours) {
  return sensitivityColour(std::clamp(share, 0.0, 1.0), colours);
}

QColor figureColour(const LayerRow& row, GraphFigure figure, const Colours& colours) {
  switch (figure) {
    case GraphFigure::Bits:
      return bitsColour(row.bits, colours);
    case GraphFigure::Sensitivity:
      return row.sensitivity ? scaleColour(row.sensitivityShare, colours) : colours.grey;
    case GraphFigure::Error:
      break;
  }
  return row.sqnrDb ? scaleColour(errorShare(*row.sqnrDb), colours) : colours.grey;
}

QString figureText(const LayerRow& row, GraphFigure figure) {
  if (figure == GraphFigure::Sensitivity && row.sensitivity) return smallText(*row.sensitivity);
  if (figure == GraphFigure::Error && row.sqnrDb) return decibelText(*row.sqnrDb);
  return {};
}

QString bitsMark(int bits) {
  return bits == floatBits ? QStringLiteral("f") : QString::number(bits);
}

FigureLegend figureLegend(const std::vector<LayerRow>& rows, GraphFigure figure) {
  FigureLegend legend;
  if (rows.empty()) return legend;
  if (figure == GraphFigure::Bits) {
    std::set<int, std::greater<>> bits;
    for (const LayerRow& row : rows) bits.insert(row.bits);
    legend.caption = GraphFigureWords::tr("bits");
    legend.bits.assign(bits.begin(), bits.end());
    return legend;
  }
  if (figure == GraphFigure::Error) {
    legend.caption = GraphFigureWords::tr("SQNR");
    legend.low = GraphFigureWords::tr("%1 dB or more").arg(smallError);
    legend.high = GraphFigureWords::tr("%1 dB or less").arg(largeError);
    return legend;
  }
  const LayerRow* most = nullptr;
  for (const LayerRow& row : rows)
    if (row.sensitivity && (!most || row.sensitivityShare > most->sensitivityShare)) most = &row;
  legend.caption = GraphFigureWords::tr("sensitivity");
  if (most) {
    legend.low = GraphFigureWords::tr("low");
    legend.high = GraphFigureWords::tr("high (up to %1 nats)").arg(smallText(*most->sensitivity));
  } else {
    legend.caption = GraphFigureWords::tr("sensitivity: not measured");
  }
  return legend;
}

}  // namespace bitprism
