#pragma once

#include <QPoint>
#include <QSet>
#include <QString>
#include <QStringList>

class QCPAbstractLegendItem;
class QCPAbstractPlottable;
class QCustomPlot;

namespace bitprism {

// The legend of a plot whose entries hide and show what they name. Hidden series stay hidden, by name, when the plot is
// filled again. Belongs to the window's thread.
class FrontLegend {
 public:
  explicit FrontLegend(QCustomPlot& plot) : plot_(plot) {}

  QStringList names() const;  // of all entries, from the top
  bool hidden(const QString& name) const { return hidden_.contains(name); }
  void setHidden(const QString& name, bool hidden);
  QString nameAt(const QPoint& pixel) const;  // empty: no entry is there
  void apply();                               // after the plot was filled; hides the legend where it would cover most

 private:
  QCustomPlot& plot_;
  QSet<QString> hidden_;
};

}  // namespace bitprism
