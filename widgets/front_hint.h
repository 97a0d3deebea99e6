#pragma once

#include <QRect>
#include <QString>

class QCPItemText;
class QCustomPlot;

namespace bitprism {

struct Colours;

// Words in a front without evaluations, in lines that fit beside or above the legend. Belongs to the window's thread.
class FrontHint {
 public:
  explicit FrontHint(QCustomPlot& plot);

  bool set(const QString& text);  // whether it is another one
  // nothing: the plot has no marks either, so the words stand in its middle.
  void show(bool wanted, bool nothing);
  void place();  // after the axes and the legend have their places
  void retheme(const Colours& colours);

  const QString& text() const { return text_; }
  QRect rect() const;  // of the words; empty: they are hidden

 private:
  QSize sizeIn(int width);  // after breaking lines to this width

  QCustomPlot& plot_;
  QCPItemText* item_;
  QString text_;
  bool nothing_ = true;
};

}  // namespace bitprism
