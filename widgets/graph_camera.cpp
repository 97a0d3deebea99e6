#include "widgets/graph_camera.h"

#include <algorithm>

namespace bitprism {
namespace {

constexpr double fittingMargin = 1.2;  // lines around a drawing that fits
constexpr double keptInSight = 3;      // lines of it, at the edge of the view
constexpr double belowFitting = 0.7;

}  // namespace

QPointF GraphCamera::toView(const QPointF& point) const {
  return (point - centre_) * scale() + QPointF(view_.width(), view_.height()) / 2;
}

QRectF GraphCamera::toView(const QRectF& area) const {
  return {toView(area.topLeft()), area.size() * scale()};
}

QPointF GraphCamera::toDrawing(const QPointF& point) const {
  return (point - QPointF(view_.width(), view_.height()) / 2) / scale() + centre_;
}

QRectF GraphCamera::visible() const {
  return {toDrawing({0, 0}), view_ / scale()};
}

double GraphCamera::fittingZoom() const {
  if (bounds_.isEmpty()) return 1;
  const double width = bounds_.width() + 2 * fittingMargin, height = bounds_.height() + 2 * fittingMargin;
  return std::min({1.0, view_.width() / (width * line_), view_.height() / (height * line_)});
}

double GraphCamera::leastZoom() const {
  return std::min(fittingZoom() * belowFitting, readable);
}

void GraphCamera::look(const QPointF& centre, double zoom) {
  zoom_ = std::clamp(zoom, leastZoom(), most);
  const QSizeF half = view_ / scale() / 2;
  const auto bounded = [](double value, double low, double high, double reach) {
    const double kept = std::min(keptInSight, (high - low) / 2);
    return std::clamp(value, low + kept - reach, high - kept + reach);
  };
  centre_ = {bounded(centre.x(), bounds_.left(), bounds_.right(), half.width()),
             bounded(centre.y(), bounds_.top(), bounds_.bottom(), half.height())};
}

void GraphCamera::zoomAround(const QPointF& pixel, double factor) {
  const QPointF kept = toDrawing(pixel);
  look(centre_, zoom_ * factor);
  look(centre_ + kept - toDrawing(pixel), zoom_);
}

void GraphCamera::lookFirst(const QPointF& point) {
  const double fitting = fittingZoom();
  if (fitting >= readable) return look(bounds_.center(), fitting);
  const double ofWidth = view_.width() / ((bounds_.width() + 2 * fittingMargin) * line_);
  const double zoom = std::clamp(ofWidth, readable, 1.0);
  const double half = view_.height() / (zoom * line_) / 2;
  const double top = bounds_.top() - fittingMargin + half, bottom = bounds_.bottom() + fittingMargin - half;
  look({ofWidth >= readable ? bounds_.center().x() : point.x(),
        std::clamp(point.y(), std::min(top, bottom), std::max(top, bottom))},
       zoom);
}

}  // namespace bitprism
