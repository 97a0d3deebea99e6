#include "widgets/graph_painter.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace bitprism {
namespace {

constexpr double leastText = 6.5;    // pixels of a font that can be read
constexpr double leastDetail = 8.5;  // below, a layer's second line is left out
constexpr double leastMark = 7;      // pixels of a small box that shows its bits
constexpr double fontShare = 0.78;   // of a line: the font's size
constexpr double barWidth = 0.4, boxPadding = 0.7, badgeWidth = 1.9, boxRadius = 0.35;  // in lines
constexpr double arrow = 0.45;
constexpr double edgeReach = 3;  // pixels that a marked edge is wider

QColor tinted(const QColor& colour, const Colours& colours) {
  return mixed(colours.background, colour, colours.strong ? 0.0 : colours.dark ? 0.2 : 0.13);
}

}  // namespace

struct GraphPainter::Look {
  const GraphCamera& camera;
  const GraphMarks& marks;
  const Colours& colours;
  QRectF visible;
  bool readable = false;
};

void GraphPainter::setPicture(const GraphPicture* picture) {
  picture_ = picture;
  edgeAreas_.clear();
  titles_.clear();
  pixels_ = 0;
  if (!picture) return;
  for (const QPolygonF& edge : picture->layout.edges)
    edgeAreas_.push_back(edge.boundingRect().adjusted(-arrow, 0, arrow, 0));  // never empty
}

void GraphPainter::setRows(const std::vector<LayerRow>* rows, GraphFigure figure) {
  rows_ = rows;
  figure_ = figure;
}

const LayerRow* GraphPainter::rowOf(const GraphBox& box) const {
  if (box.kind != GraphBox::Kind::Layer || box.layers.empty() || !rows_) return nullptr;
  const auto layer = static_cast<std::size_t>(box.layers[0]);
  return layer < rows_->size() ? &(*rows_)[layer] : nullptr;
}

void GraphPainter::useFont(const QFont& font, double pixels) {
  const int size = std::max(1, static_cast<int>(std::lround(pixels)));
  if (size == pixels_ && small_.family() == font.family()) return;
  pixels_ = size;
  small_ = font;
  small_.setPixelSize(size);
  bold_ = small_;
  bold_.setBold(true);
  titles_.assign(picture_->boxes.size(), QString());
}

const QString& GraphPainter::shortened(std::size_t box, const QFont& font, double width) {
  QString& title = titles_[box];
  // The ends of paths tell layers apart.
  if (title.isNull()) title = QFontMetricsF(font).elidedText(picture_->boxes[box].title, Qt::ElideLeft, width);
  return title;
}

void GraphPainter::paint(QPainter& painter, const GraphCamera& camera, const GraphMarks& marks, const Colours& colours,
                         const QFont& font) {
  if (!picture_) return;
  const double pixels = fontShare * camera.scale();
  Look look{camera, marks, colours, camera.visible(), everyText_ || pixels >= leastText};
  useFont(font, pixels);
  paintEdges(painter, look);
  paintMarkedEdges(painter, look);
  for (std::size_t i = 0; i < picture_->boxes.size(); ++i) {
    const QRectF& box = picture_->layout.boxes[i];
    if (!box.intersects(look.visible)) continue;
    const QRectF area = camera.toView(box);
    if (look.readable)
      paintBox(painter, look, i, area);
    else
      paintSmall(painter, look, i, area);
  }
  if (marks.found)
    for (const int box : *marks.found) {
      const QRectF area = camera.toView(picture_->layout.boxes[static_cast<std::size_t>(box)]);
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(colours.warm, 2, Qt::DashLine));
      painter.drawRect(area.adjusted(-3, -3, 3, 3));
    }
  for (std::size_t i = 0; i < picture_->boxes.size(); ++i) {
    const GraphBox& box = picture_->boxes[i];
    const bool ofLayer =
        marks.layer >= 0 && std::find(box.layers.begin(), box.layers.end(), marks.layer) != box.layers.end();
    const int index = static_cast<int>(i);
    if (ofLayer || index == marks.current || index == marks.hovered)
      paintRing(painter, look, i, camera.toView(picture_->layout.boxes[i]));
  }
}

// Small ones all at once, which is much faster than one by one.
void GraphPainter::paintEdges(QPainter& painter, const Look& look) const {
  const QColor colour = mixed(look.colours.background, look.colours.text, look.colours.strong ? 0.8 : 0.42);
  QList<QLineF> lines;
  painter.setRenderHint(QPainter::Antialiasing, look.readable);
  painter.setPen(QPen(colour, look.readable ? 1.3 : 1));
  painter.setBrush(colour);
  for (std::size_t i = 0; i < edgeAreas_.size(); ++i) {
    if (!edgeAreas_[i].intersects(look.visible)) continue;
    const QPolygonF& edge = picture_->layout.edges[i];
    QPointF from = look.camera.toView(edge[0]);
    for (qsizetype k = 1; k < edge.size(); ++k) {
      const QPointF to = look.camera.toView(edge[k]);
      lines.append(QLineF(from, to));
      from = to;
    }
    if (!look.readable) continue;
    const double side = arrow * look.camera.scale();
    painter.drawPolygon(QPolygonF({from, from + QPointF(-side / 2, -side), from + QPointF(side / 2, -side)}));
  }
  painter.drawLines(lines);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

// Those of the current box.
void GraphPainter::paintMarkedEdges(QPainter& painter, const Look& look) const {
  if (look.marks.current < 0) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(look.colours.accent, look.readable ? edgeReach : 2));
  for (std::size_t i = 0; i < edgeAreas_.size(); ++i) {
    const auto [from, to] = picture_->shape.edges[i];
    if ((from != look.marks.current && to != look.marks.current) || !edgeAreas_[i].intersects(look.visible)) continue;
    QPolygonF line;
    for (const QPointF& point : picture_->layout.edges[i]) line << look.camera.toView(point);
    painter.drawPolyline(line);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
}

void GraphPainter::paintSmall(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) const {
  const LayerRow* row = rowOf(picture_->boxes[box]);
  const QRectF shape(area.topLeft(), QSizeF(std::max(1.0, area.width()), std::max(1.0, area.height())));
  const QColor other = mixed(look.colours.background, look.colours.text, look.colours.strong ? 0.6 : 0.3);
  const QColor fill = row ? figureColour(*row, figure_, look.colours) : other;
  painter.fillRect(shape, fill);
  if (!row || area.height() < leastMark) return;
  QFont font = bold_;
  font.setPixelSize(std::max(1, static_cast<int>(std::min(area.height() - 1, 12.0))));
  painter.setFont(font);
  painter.setPen(readableOn(fill));
  painter.drawText(shape, Qt::AlignCenter, bitsMark(row->bits));
}

void GraphPainter::paintBox(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) {
  const GraphBox& content = picture_->boxes[box];
  if (content.kind == GraphBox::Kind::Layer) return paintLayer(painter, look, box, area);
  const bool end = content.kind == GraphBox::Kind::End;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(mixed(look.colours.border, look.colours.text, 0.25), 1));
  painter.setBrush(end ? look.colours.soft : look.colours.background);
  painter.drawRoundedRect(area, area.height() / 2, area.height() / 2);
  painter.setRenderHint(QPainter::Antialiasing, false);
  const QFont& font = end ? bold_ : small_;
  painter.setFont(font);
  painter.setPen(look.colours.text);
  const double inner = area.width() - boxPadding * look.camera.scale();
  painter.drawText(area, Qt::AlignCenter, shortened(box, font, inner));
}

void GraphPainter::paintLayer(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) {
  const GraphBox& content = picture_->boxes[box];
  const LayerRow* row = rowOf(content);
  const double unit = look.camera.scale();
  const QColor colour = row ? figureColour(*row, figure_, look.colours) : look.colours.grey;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(mixed(look.colours.border, colour, 0.5), 1));
  painter.setBrush(tinted(colour, look.colours));
  painter.drawRoundedRect(area, boxRadius * unit, boxRadius * unit);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.fillRect(
      QRectF(area.left() + 1, area.top() + boxRadius * unit, barWidth * unit, area.height() - 2 * boxRadius * unit),
      colour);
  const double left = area.left() + (barWidth + boxPadding) * unit;
  const QRectF badge(area.right() - (badgeWidth + 0.5) * unit, area.top() + 0.3 * unit, badgeWidth * unit, 1.15 * unit);
  if (row) {
    painter.fillRect(badge, colour);
    painter.setFont(bold_);
    painter.setPen(readableOn(colour));
    painter.drawText(badge, Qt::AlignCenter, bitsMark(row->bits));
  }
  const bool detailed = everyText_ || pixels_ >= leastDetail;
  const double nameHeight = detailed ? 1.15 * unit : area.height() - 0.6 * unit;
  const QRectF name(left, badge.top(), badge.left() - 0.3 * unit - left, nameHeight);
  painter.setFont(bold_);
  painter.setPen(look.colours.text);
  painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, shortened(box, bold_, name.width()));
  if (!detailed) return;
  const QString figure = row ? figureText(*row, figure_) : QString();
  const QFontMetricsF metrics(small_);
  const double taken = figure.isEmpty() ? 0 : metrics.horizontalAdvance(figure) + 0.6 * unit;
  const QRectF second(left, area.bottom() - 1.35 * unit, area.right() - 0.5 * unit - left, 1.1 * unit);
  painter.setFont(small_);
  painter.drawText(second, Qt::AlignRight | Qt::AlignVCenter, figure);
  painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                   metrics.elidedText(content.detail, Qt::ElideRight, second.width() - taken));
}

void GraphPainter::paintRing(QPainter& painter, const Look& look, std::size_t box, const QRectF& area) const {
  const bool current = static_cast<int>(box) == look.marks.current;
  const bool hovered = static_cast<int>(box) == look.marks.hovered;
  constexpr double leastSide = 9;  // a box of a pixel has a ring that can be seen
  const double width = std::max(area.width(), leastSide), height = std::max(area.height(), leastSide);
  const QRectF ring = QRectF(area.center() - QPointF(width, height) / 2, QSizeF(width, height)).adjusted(-2, -2, 2, 2);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  const double thickness = current ? (look.marks.focused ? 3.0 : 2.0) : hovered ? 1.0 : 1.5;
  painter.setPen(QPen(look.colours.accent, thickness, current || hovered ? Qt::SolidLine : Qt::DotLine));
  const double corner = std::min(boxRadius * look.camera.scale() + 2, ring.height() / 2);
  painter.drawRoundedRect(ring, corner, corner);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace bitprism
