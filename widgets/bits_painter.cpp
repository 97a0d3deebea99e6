#include "widgets/bits_painter.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainterPath>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

constexpr int pointsPerLayer = 6;  // of the drawn curve
constexpr double handleRadius = 5;

struct BitsPainterWords {
  Q_DECLARE_TR_FUNCTIONS(BitsPainterWords)
};

class BitsPainter {
 public:
  BitsPainter(QPainter& painter, const BitsPicture& picture, const Colours& colours)
      : painter_(painter), picture_(picture), colours_(colours), metrics_(painter.fontMetrics()) {}

  void paintAxis() {
    const QRectF& area = picture_.geometry.area();
    for (const int bits : {2, 4, 6, 8}) {
      const int y = static_cast<int>(picture_.geometry.yOfBits(bits));
      painter_.setPen(colours_.grid);
      painter_.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
      painter_.setPen(colours_.muted);
      painter_.drawText(QRectF(0, y - 12, area.left() - 8, 24), Qt::AlignRight | Qt::AlignVCenter,
                        QString::number(bits));
    }
    painter_.setPen(colours_.border);
    const double bottom = std::floor(area.bottom());
    painter_.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom));
  }

  void paintEmpty() {
    painter_.setPen(colours_.muted);
    painter_.drawText(picture_.geometry.area(), Qt::AlignCenter, BitsPainterWords::tr("No network is open"));
  }

  void paintCaptions() {
    const QRectF& area = picture_.geometry.area();
    const QRectF captions(area.left(), area.bottom() + 4, area.width(), metrics_.height());
    const QString input = BitsPainterWords::tr("input"), output = BitsPainterWords::tr("output");
    painter_.setPen(colours_.muted);
    painter_.drawText(captions, Qt::AlignLeft | Qt::AlignTop, input);
    painter_.drawText(captions, Qt::AlignRight | Qt::AlignTop, output);
    const double room = captions.width() - 2 * (metrics_.horizontalAdvance(input + output) + 24);
    painter_.setPen(colours_.accent);
    for (const QString& hint : hints()) {
      if (metrics_.horizontalAdvance(hint) > room) continue;
      painter_.drawText(captions, Qt::AlignHCenter | Qt::AlignTop, hint);
      return;
    }
  }

  void paintBars() {
    const int current = picture_.selection.current();
    for (int layer = 0; layer < static_cast<int>(picture_.rows.size()); ++layer)
      if (layer != current) paintBar(layer);
    if (current < 0) return;
    paintBar(current);
    paintCurrent(current);
  }

  void paintBand() {
    if (!picture_.band) return;
    painter_.setPen(QPen(colours_.accent, 1, Qt::DashLine));
    painter_.setBrush(Qt::NoBrush);
    painter_.drawRect(*picture_.band);
  }

  void paintCurve() {
    if (!picture_.curve) return;
    const CurveProfile& curve = *picture_.curve;
    painter_.save();
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setBrush(Qt::NoBrush);
    const std::vector<CurveHandle> handles = curve.handles();
    if (curve.curve() == BitCurve::QuadraticBezier || curve.curve() == BitCurve::CubicBezier) {
      painter_.setPen(QPen(colours_.muted, 1, Qt::DotLine));
      for (std::size_t i = 1; i < handles.size(); ++i) painter_.drawLine(placeOf(handles[i - 1]), placeOf(handles[i]));
    }
    const int points = std::max(32, (curve.lastLayer() - curve.firstLayer()) * pointsPerLayer);
    QPainterPath path;
    for (int i = 0; i <= points; ++i) {
      const double depth = static_cast<double>(i) / points;
      const QPointF at = placeOf({depth, curve.heightAt(depth)});
      i == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    painter_.setPen(QPen(colours_.background, 5));
    painter_.drawPath(path);
    painter_.setPen(QPen(colours_.accent, 2.5));
    painter_.drawPath(path);
    for (std::size_t i = 0; i < handles.size(); ++i) {
      const bool held = static_cast<int>(i) == picture_.handle;
      painter_.setBrush(held ? colours_.accent : colours_.background);
      painter_.setPen(QPen(held ? colours_.text : colours_.accent, 2));
      painter_.drawEllipse(placeOf(handles[i]), handleRadius, handleRadius);
    }
    painter_.restore();
  }

  // A line with a handle at its right end; its words show while the hand holds it.
  void paintBudget() {
    if (!picture_.budget || picture_.rows.empty()) return;
    const QRectF& area = picture_.geometry.area();
    const double y = std::floor(picture_.geometry.yOfHeight(heightOfBudget(picture_.budget->share))) + 0.5;
    painter_.save();
    painter_.setPen(QPen(colours_.warm, picture_.budgetHeld ? 2 : 1, Qt::DotLine));
    painter_.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(colours_.warm);
    painter_.drawPolygon(QPolygonF{{area.right() + 2, y}, {area.right() + 11, y - 6}, {area.right() + 11, y + 6}});
    if (picture_.budgetHeld) {
      const double width = metrics_.horizontalAdvance(picture_.budget->text) + 10, height = metrics_.height() + 2;
      const double top = y - height - 3 < area.top() ? y + 3 : y - height - 3;
      const QRectF box(area.right() - width, top, width, height);
      painter_.fillRect(box, colours_.background);
      painter_.setPen(colours_.warm);
      painter_.drawText(box, Qt::AlignCenter, picture_.budget->text);
    }
    painter_.restore();
  }

 private:
  // The longest first.
  QStringList hints() const {
    if (picture_.curve)
      return {BitsPainterWords::tr("drag a point of the curve · left, right, up, down · Enter lays · C next, Esc ends"),
              BitsPainterWords::tr("drag a point · Enter lays · Esc ends"), BitsPainterWords::tr("Esc ends")};
    return picture_.painting ? QStringList{BitsPainterWords::tr("painting · P ends")} : QStringList();
  }

  QPointF placeOf(const CurveHandle& handle) const {
    const CurveProfile& curve = *picture_.curve;
    const double y = picture_.geometry.yOfHeight(handle.height);
    return {xOfCurve(curve, picture_.geometry, handle.depth), y};
  }

  void paintBar(int layer) {
    const LayerRow& row = picture_.rows[static_cast<std::size_t>(layer)];
    const QRectF shape = picture_.geometry.shape(layer, row.bits);
    const bool isCurrent = layer == picture_.selection.current(), isSelected = picture_.selection.contains(layer);
    QColor fill = sensitivityColour(row.sensitivity ? row.sensitivityShare : 0, colours_);
    if (!row.sensitivity) fill = mixed(colours_.background, colours_.accent, 0.6);
    if (!isCurrent && !isSelected) fill = mixed(colours_.background, fill, layer == picture_.hovered ? 1.0 : 0.86);
    painter_.fillRect(shape, fill);
    if (row.locked) {
      // Hatching marks locked layers without relying on colour.
      painter_.fillRect(shape, QBrush(mixed(fill, colours_.background, 0.55), Qt::BDiagPattern));
    }
    // A foot marks selected layers, however narrow, if they are several.
    if (isSelected && picture_.selection.bars().size() > 1)
      painter_.fillRect(QRectF(shape.left(), shape.bottom() + 1, shape.width(), 3), colours_.text);
    const QString label = row.bits == floatBits ? QStringLiteral("f") : QString::number(row.bits);
    if (shape.width() < metrics_.horizontalAdvance(label) && !isCurrent && layer != picture_.hovered) return;
    QFont font = painter_.font();
    font.setBold(isCurrent || isSelected);
    painter_.setFont(font);
    painter_.setPen(isCurrent || isSelected ? colours_.text : colours_.muted);
    // A curve runs over the tops: then the numbers stand in the bars.
    if (picture_.curve) painter_.setPen(readableOn(fill));
    const double top =
        picture_.curve ? shape.bottom() - metrics_.height() - 2 : shape.top() - metrics_.height() - (isCurrent ? 6 : 2);
    painter_.drawText(QRectF(shape.center().x() - 20, top, 40, metrics_.height()), Qt::AlignCenter, label);
    font.setBold(false);
    painter_.setFont(font);
  }

  void paintCurrent(int layer) {
    const LayerRow& row = picture_.rows[static_cast<std::size_t>(layer)];
    const QRectF shape = picture_.geometry.shape(layer, row.bits);
    painter_.setPen(QPen(colours_.text, picture_.focus ? 2 : 1));
    painter_.setBrush(Qt::NoBrush);
    painter_.drawRect(shape.adjusted(0, 0, -1, -1));
    if (row.locked) return;
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setBrush(colours_.background);
    painter_.setPen(QPen(colours_.text, 1.5));
    painter_.drawEllipse(QPointF(shape.center().x(), shape.top()), 4.5, 4.5);
    painter_.setRenderHint(QPainter::Antialiasing, false);
  }

  QPainter& painter_;
  const BitsPicture& picture_;
  const Colours& colours_;
  QFontMetrics metrics_;
};

}  // namespace

double heightOfBudget(double share) {
  return minimumBits + (maximumBits - minimumBits) * std::clamp(share, 0.0, 1.0);
}

double budgetOfHeight(double height) {
  return std::clamp((height - minimumBits) / (maximumBits - minimumBits), 0.0, 1.0);
}

double xOfCurve(const CurveProfile& curve, const BitsGeometry& geometry, double depth) {
  const int first = curve.firstLayer(), last = curve.lastLayer();
  if (first < last) return geometry.xOfDepth(first + depth * (last - first));
  const QRectF only = geometry.column(first);
  return only.left() + depth * only.width();
}

void paintBits(QPainter& painter, const BitsPicture& picture, const QRectF& place, const Colours& colours) {
  painter.fillRect(place, colours.background);
  BitsPainter bits(painter, picture, colours);
  bits.paintAxis();
  if (picture.rows.empty()) return bits.paintEmpty();
  bits.paintCaptions();
  bits.paintBars();
  bits.paintBudget();
  bits.paintCurve();
  bits.paintBand();
}

}  // namespace bitprism
