#include "widgets/graph_export.h"

#include <QPainter>
#include <QStringList>
#include <QWidget>
#include <algorithm>
#include <cmath>

#include "widgets/graph_painter.h"

namespace bitprism {
namespace {

constexpr double pictureMargin = 16;
constexpr double leastLegend = 360;
constexpr double longestPixels = 8000, longestVectors = 18'000;  // of a side; readers of PDF end at 200 inches

// A name in a table; it holds no commas.
QString nameCell(QString text) {
  return text.replace(QChar(','), QChar(';')).replace(QChar('\n'), QChar(' '));
}

QString numberCell(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? QString::number(*value, 'g', 9) : QString();
}

QString boxKind(const GraphBox& box) {
  switch (box.kind) {
    case GraphBox::Kind::End:
      return QStringLiteral("end");
    case GraphBox::Kind::Layer:
      return QStringLiteral("layer");
    case GraphBox::Kind::Operator:
      break;
  }
  return QStringLiteral("operator");
}

}  // namespace

QString graphTable(const GraphPicture& picture, const std::vector<LayerRow>& rows) {
  std::vector<QStringList> sources(picture.boxes.size());
  for (const auto& [from, to] : picture.shape.edges)
    sources[static_cast<std::size_t>(to)] << nameCell(picture.boxes[static_cast<std::size_t>(from)].title);
  QString csv = QStringLiteral("node,kind,detail,bits,sqnr_db,harm,after\n");
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    const GraphBox& box = picture.boxes[i];
    QStringList cells = {nameCell(box.title), boxKind(box), nameCell(box.detail)};
    if (!box.layers.empty() && static_cast<std::size_t>(box.layers[0]) < rows.size()) {
      const LayerRow& row = rows[static_cast<std::size_t>(box.layers[0])];
      cells << QString::number(row.bits) << numberCell(row.sqnrDb) << numberCell(row.sensitivity);
    } else {
      cells << QString() << QString() << QString();
    }
    cells << sources[i].join(QChar(' '));
    csv += cells.join(QChar(',')) + QChar('\n');
  }
  return csv;
}

QByteArray graphPicture(const GraphPicture& picture, const std::vector<LayerRow>& rows, GraphFigure figure,
                        const QWidget& look, PictureFormat format) {
  const double longest = format == PictureFormat::Png ? longestPixels : longestVectors;
  const QRectF& bounds = picture.layout.bounds;
  const double line = look.fontMetrics().height();
  const double room = longest - 4 * pictureMargin - line * 4;
  const double zoom = std::min(1.0, room / (line * std::max({bounds.width(), bounds.height(), 1.0})));
  GraphPainter painter;
  painter.setPicture(&picture);
  painter.setRows(&rows, figure);
  painter.setEveryText(format != PictureFormat::Png);
  const QSizeF drawing = bounds.size() * (zoom * line);
  const QSizeF legend = painter.legendSize(look.font(), std::max(drawing.width(), leastLegend));
  const QSize size(static_cast<int>(std::ceil(std::max(drawing.width(), legend.width()) + 2 * pictureMargin)),
                   static_cast<int>(std::ceil(drawing.height() + legend.height() + 3 * pictureMargin)));
  GraphCamera camera;
  camera.setLine(line);
  camera.setView({static_cast<double>(size.width()), drawing.height() + 2 * pictureMargin});
  camera.setBounds(bounds);
  camera.look(bounds.center(), zoom);
  const Colours colours = coloursOf(look.palette());
  return pictureOf(
      [&](QPainter& device) {
        device.fillRect(QRect(QPoint(), size), colours.background);
        painter.paint(device, camera, {}, colours, look.font());
        painter.paintLegend(device, {{pictureMargin, size.height() - legend.height() - pictureMargin}, legend}, colours,
                            look.font());
      },
      size, format, look.accessibleName());
}

}  // namespace bitprism
