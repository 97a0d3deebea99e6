#include "widgets/front_legend.h"

#include "qcustomplot.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr double largestLegend = 0.7;  // of the height of the plot

// Entries of the legend, some of which may have been removed.
template <class Visit>
void forEachEntry(const QCPLegend& legend, const Visit& visit) {
  for (int i = 0; i < legend.elementCount(); ++i)
    if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend.elementAt(i))) visit(*item);
}

}  // namespace

QStringList FrontLegend::names() const {
  QStringList names;
  forEachEntry(*plot_.legend, [&](QCPPlottableLegendItem& item) { names << item.plottable()->name(); });
  return names;
}

void FrontLegend::setHidden(const QString& name, bool hidden) {
  if (hidden)
    hidden_.insert(name);
  else
    hidden_.remove(name);
  apply();
}

QString FrontLegend::nameAt(const QPoint& pixel) const {
  QString name;
  if (!plot_.legend->visible()) return name;
  forEachEntry(*plot_.legend, [&](QCPPlottableLegendItem& item) {
    if (item.outerRect().contains(pixel)) name = item.plottable()->name();
  });
  return name;
}

void FrontLegend::apply() {
  const Colours colours = coloursOf(plot_.palette());
  int entries = 0;
  forEachEntry(*plot_.legend, [&](QCPPlottableLegendItem& item) {
    const bool off = hidden_.contains(item.plottable()->name());
    item.plottable()->setVisible(!off);
    item.setTextColor(off ? colours.muted : colours.text);
    QFont font = plot_.legend->font();
    font.setStrikeOut(off);
    item.setFont(font);
    ++entries;
  });
  const int height = entries * (QFontMetrics(plot_.legend->font()).height() + 2);
  plot_.legend->setVisible(entries > 0 && height < largestLegend * plot_.height());
}

}  // namespace bitprism
