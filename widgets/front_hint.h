#pragma once

#include <QPointF>
#include <QRect>
#include <QString>
#include <vector>

class QCPItemText;
class QCustomPlot;

namespace bitprism {

struct Colours;

// Words in a front without evaluations, in lines that fit beside or above the legend and between the marks. Belongs to
// the window's thread.
class FrontHint {
 public:
  explicit FrontHint(QCustomPlot& plot);

  bool set(const QString& text);  // whether it is another one
  // nothing: the plot has no marks either, so the words stand in its middle.
  void show(bool wanted, bool nothing);
  // After the axes and the legend have their places; clear of these marks (pixels) where there is room.
  void place(const std::vector<QPointF>& marks);
  void retheme(const Colours& colours);

  const QString& text() const { return text_; }
  QRect rect() const;  // of the words; empty: they are hidden

 private:
  QSize sizeIn(int width);  // after breaking lines to this width
  QRect wordsAt(double height, const QRect& area);

  QCustomPlot& plot_;
  QCPItemText* item_;
  QString text_;
  bool nothing_ = true;
};

}  // namespace bitprism
