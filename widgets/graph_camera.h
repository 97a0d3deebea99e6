#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace bitprism {

// Which part of a drawing a view shows, and how large. A plain value. Lengths of the drawing are in lines of text,
// those of the view in pixels.
class GraphCamera {
 public:
  static constexpr double most = 4, readable = 0.6;  // zoom: the largest, and the least at which texts can be read

  void setLine(double pixels) { line_ = pixels; }  // the height of a line of text at a zoom of 1
  void setView(const QSizeF& size) { view_ = size; }
  void setBounds(const QRectF& bounds) { bounds_ = bounds; }  // of the drawing

  double zoom() const { return zoom_; }
  double scale() const { return zoom_ * line_; }  // pixels per line
  QPointF centre() const { return centre_; }      // of the view, in the drawing
  QPointF toView(const QPointF& point) const;
  QRectF toView(const QRectF& area) const;
  QPointF toDrawing(const QPointF& point) const;
  QRectF visible() const;  // in the drawing

  // The zoom stays within bounds, and some of the drawing in sight.
  void look(const QPointF& centre, double zoom);
  void pan(const QPointF& pixels) { look(centre_ - pixels / scale(), zoom_); }
  void zoomAround(const QPointF& pixel, double factor);

  double fittingZoom() const;  // at which all of it is seen, at most 1
  // All if texts can be read then, else as large as needed for them, from the given point or the top of the drawing.
  void lookFirst(const QPointF& point);

 private:
  double leastZoom() const;

  double line_ = 16;
  QSizeF view_{1, 1};
  QRectF bounds_;
  double zoom_ = 1;
  QPointF centre_;
};

}  // namespace bitprism
