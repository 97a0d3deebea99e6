#include "widgets/start_row.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int thumbnailWidth = 92, thumbnailHeight = 52, rowInset = 8;

// Size grows to the right, accuracy upwards; points far below the front are left out.
void paintFront(QPainter& painter, const QRectF& area, const StartEntry& entry, const Colours& colours) {
  double least = 1e300, largest = 0, low = 1e300, high = entry.floatAccuracy;
  for (const FrontPoint& point : entry.front) {
    least = std::min(least, static_cast<double>(point.cost));
    largest = std::max(largest, static_cast<double>(point.cost));
    low = std::min(low, point.accuracy);
    high = std::max(high, point.accuracy);
  }
  low = std::min(low, high - 1e-3);
  largest = std::max(largest, least + 1);
  const QRectF inner = area.adjusted(5, 6, -5, -6);
  const auto at = [&](const FrontPoint& point) {
    return QPointF(inner.left() + inner.width() * (static_cast<double>(point.cost) - least) / (largest - least),
                   inner.bottom() - inner.height() * (point.accuracy - low) / (high - low));
  };
  painter.setClipRect(area);
  if (entry.floatAccuracy > 0) {
    painter.setPen(QPen(colours.muted, 1, Qt::DotLine));
    const double y = at({entry.floatAccuracy, 0, 0}).y();
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(colours.background, colours.muted, 0.5));
  for (const FrontPoint& point : entry.points) painter.drawEllipse(at(point), 1.3, 1.3);
  QPolygonF line;
  for (const FrontPoint& point : entry.front) line << at(point);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colours.accent, 1.4));
  painter.drawPolyline(line);
  painter.setBrush(colours.accent);
  painter.setPen(Qt::NoPen);
  for (const QPointF& point : line) painter.drawEllipse(point, 2, 2);
  painter.setClipping(false);
}

// Bars like those of the Bits panel, for entries without a front.
void paintBars(QPainter& painter, const QRectF& area, const Colours& colours) {
  constexpr double heights[] = {0.9, 0.55, 0.7, 0.4, 0.55, 0.3, 0.4};
  const double step = area.width() / (std::size(heights) + 1.0);
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(colours.background, colours.muted, 0.35));
  double x = area.left() + step / 2;
  for (const double height : heights) {
    const double tall = height * (area.height() - 14);
    painter.drawRect(QRectF(x + 1, area.bottom() - 7 - tall, step - 2, tall));
    x += step;
  }
}

}  // namespace

StartRow::StartRow(StartEntry entry, QWidget* parent) : QAbstractButton(parent), entry_(std::move(entry)) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(entry_.gone ? Qt::ArrowCursor : Qt::PointingHandCursor);
  setAccessibleName(entry_.title);
  setAccessibleDescription(entry_.detail);
  setToolTip(entry_.tip);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  addButtons();
  connect(this, &QAbstractButton::clicked, this, [this] {
    if (!entry_.gone) emit opened();
  });
}

void StartRow::addButtons() {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(rowInset, rowInset, rowInset, rowInset);
  layout->addStretch();
  const auto add = [&](const QString& text, const auto& then) {
    auto* button = new QPushButton(text);
    button->setCursor(Qt::ArrowCursor);
    button->setAutoDefault(true);
    button->setAccessibleDescription(entry_.title);
    connect(button, &QPushButton::clicked, this, then);
    layout->addWidget(button);
  };
  if (entry_.gone) add(tr("Remove"), [this] { emit removed(); });
  if (!entry_.gone && !entry_.openText.isEmpty()) add(entry_.openText, [this] { emit opened(); });
  for (int i = 0; !entry_.gone && i < entry_.others.size(); ++i)
    add(entry_.others[i], [this, i] { emit otherChosen(i); });
}

int StartRow::buttonsWidth() const {
  int width = 0;
  for (const QPushButton* button : findChildren<QPushButton*>()) width += button->sizeHint().width() + rowInset;
  return width;
}

QSize StartRow::sizeHint() const {
  return {520, thumbnailHeight + 2 * rowInset};
}

QSize StartRow::minimumSizeHint() const {
  return {thumbnailWidth + 3 * rowInset + buttonsWidth() + 120, thumbnailHeight + 2 * rowInset};
}

void StartRow::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  const bool warm = (underMouse() && !entry_.gone) || hasFocus();
  painter.setPen(QPen(hasFocus() ? colours.accent : colours.border, hasFocus() ? 1.5 : 1));
  painter.setBrush(warm ? mixed(colours.background, colours.accent, 0.06) : colours.background);
  painter.drawRoundedRect(frame, 5, 5);
  if (entry_.gone) painter.setOpacity(0.5);
  const QRectF thumbnail(rowInset, rowInset, thumbnailWidth, thumbnailHeight);
  painter.setPen(QPen(colours.grid, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(thumbnail.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
  if (entry_.front.empty())
    paintBars(painter, thumbnail, colours);
  else
    paintFront(painter, thumbnail, entry_, colours);
  const double left = thumbnail.right() + 12;
  const double width = frame.right() - left - buttonsWidth() - rowInset;
  QFont bold = font();
  bold.setBold(true);
  const QFontMetrics title(bold);
  const double middle = frame.center().y();
  painter.setFont(bold);
  painter.setPen(colours.text);
  painter.drawText(QPointF(left, middle - 4), title.elidedText(entry_.title, Qt::ElideMiddle, static_cast<int>(width)));
  painter.setFont(font());
  painter.setPen(colours.muted);
  painter.drawText(QPointF(left, middle + fontMetrics().ascent() + 2),
                   fontMetrics().elidedText(entry_.detail, Qt::ElideMiddle, static_cast<int>(width)));
}

void StartRow::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      click();
      return;
    case Qt::Key_Delete:
      if (entry_.gone) emit removed();
      return;
    case Qt::Key_Down:
      focusNextChild();
      return;
    case Qt::Key_Up:
      focusPreviousChild();
      return;
    default:
      QAbstractButton::keyPressEvent(event);
  }
}

void StartRow::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void StartRow::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

}  // namespace bitprism
