#include "app/desktop/curves_picture.h"

#include <QApplication>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "qcustomplot.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr QSize curvesSize(900, 600);
constexpr int bandOpacity = 40;  // of 255
constexpr double goldenTurn = 0.381966;
const std::string curvesSource = "the plot document";

QVector<double> curveNumbers(const Json& json, const char* key) {
  const Json& list = member(json, key, curvesSource);
  if (!list.is_array()) throw InputError(text("cannot read ", curvesSource, ": '", key, "' is not a list"));
  QVector<double> values;
  for (const Json& value : list) {
    if (!value.is_number())
      throw InputError(text("cannot read ", curvesSource, ": '", key, "' has an element that is not a number"));
    values.append(value.get<double>());
  }
  return values;
}

// The first is the window's accent; the others go round the circle of hues, as far apart as possible.
QColor colourOf(std::size_t curve, const Colours& colours) {
  if (curve == 0) return colours.warm;
  const double hue = std::fmod(0.58 + static_cast<double>(curve - 1) * goldenTurn, 1.0);
  return QColor::fromHsvF(static_cast<float>(hue), 0.62F, colours.dark ? 0.86F : 0.62F);
}

}  // namespace

QByteArray curvesPicture(const Json& document, PictureFormat format) {
  const Colours colours = coloursOf(QApplication::palette());
  QCustomPlot plot;
  plot.xAxis->setLabel(QString::fromStdString(stringMember(document, "x_label", curvesSource)));
  plot.yAxis->setLabel(QString::fromStdString(stringMember(document, "y_label", curvesSource)));
  double low = std::numeric_limits<double>::infinity(), high = -low, right = 0, left = low;
  const QString topLayer = QStringLiteral("first curve");
  plot.addLayer(topLayer, plot.layer(QStringLiteral("main")), QCustomPlot::limAbove);
  std::size_t index = 0;
  const bool steps = document.contains("steps") && document["steps"] == true;
  const Json& curves = member(document, "curves", curvesSource);
  if (!curves.is_array()) throw InputError(text("cannot read ", curvesSource, ": 'curves' is not a list"));
  for (const Json& curve : curves) {
    const QVector<double> x = curveNumbers(curve, "x"), y = curveNumbers(curve, "y");
    const QVector<double> error =
        curve.contains("error") ? curveNumbers(curve, "error") : QVector<double>(y.size(), 0.0);
    if (x.size() != y.size() || error.size() != y.size())
      throw InputError(text("cannot read ", curvesSource, ": 'x', 'y' and 'error' of a curve have different lengths"));
    const QColor colour = colourOf(index, colours);
    if (curve.contains("error")) {
      QVector<double> above = y, below = y;
      for (int i = 0; i < y.size(); ++i) {
        above[i] += error[i];
        below[i] -= error[i];
      }
      QCPGraph* lower = plot.addGraph();
      QCPGraph* upper = plot.addGraph();
      QColor band = colour;
      band.setAlpha(bandOpacity);
      lower->setData(x, below, true);
      upper->setData(x, above, true);
      lower->setPen(Qt::NoPen);
      upper->setPen(Qt::NoPen);
      upper->setBrush(band);
      upper->setChannelFillGraph(lower);
      lower->removeFromLegend();
      upper->removeFromLegend();
    }
    QCPGraph* line = plot.addGraph();
    line->setData(x, y, true);
    line->setName(QString::fromStdString(stringMember(curve, "name", curvesSource)));
    line->setPen(QPen(colour, index == 0 ? 2.4 : 1.5));
    line->setAntialiased(true);
    if (index == 0) line->setLayer(topLayer);
    if (steps) line->setLineStyle(QCPGraph::lsStepLeft);
    for (int i = 0; i < y.size(); ++i) {
      low = std::min(low, y[i] - error[i]);
      high = std::max(high, y[i] + error[i]);
      right = std::max(right, x[i]);
      left = std::min(left, x[i]);
    }
    ++index;
  }
  if (index == 0 || high < low) throw InputError(text("cannot read ", curvesSource, ": there are no points to draw"));
  if (document.contains("low")) low = std::max(low, member(document, "low", curvesSource).get<double>());
  plot.xAxis->setRange(steps ? left : 0, right > 0 ? right * 1.02 : 1);
  plot.yAxis->setRange(paddedRange(low, high, 0.04));
  plot.legend->setVisible(true);
  plot.axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
  themePlot(plot, colours);
  plot.setNotAntialiasedElements(QCP::aeAll & ~QCP::AntialiasedElements(QCP::aePlottables));
  return pictureOf(plot, curvesSize, format);
}

}  // namespace bitprism
