#include "widgets/panel.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "widgets/panel_scroll.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr double radius = 5;
constexpr int inset = 2;  // small gap between panels and at the window's edge
constexpr int side = 10;

// The part of a rounded frame inside the widget: the top half for a title, the lower half for a body.
void paintFrame(QWidget& widget, bool top) {
  const Colours colours = coloursOf(widget.palette());
  QPainter painter(&widget);
  painter.setRenderHint(QPainter::Antialiasing);
  QRectF frame = QRectF(widget.rect()).adjusted(inset + 0.5, 0.5, -inset - 0.5, -0.5);
  if (top) {
    frame.adjust(0, inset, 0, 2 * radius);
  } else {
    frame.adjust(0, -2 * radius, 0, -inset);
  }
  painter.setPen(QPen(colours.border, 1));
  painter.setBrush(colours.background);
  painter.drawRoundedRect(frame, radius, radius);
  if (top) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawLine(inset + 1, widget.height() - 1, widget.width() - inset - 2, widget.height() - 1);
  }
}

}  // namespace

PanelTitle::PanelTitle(const QString& title, QWidget* parent) : QWidget(parent), title_(title) {
  setAccessibleName(title);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PanelTitle::setSummary(const QString& summary) {
  if (summary == summary_) return;
  summary_ = summary;
  setToolTip(summary);
  setAccessibleDescription(summary);
  update();
}

QSize PanelTitle::sizeHint() const {
  return {fontMetrics().horizontalAdvance(title_) + 160, fontMetrics().height() + 13};
}

QSize PanelTitle::minimumSizeHint() const {
  QFont bold = font();
  bold.setBold(true);
  return {QFontMetrics(bold).horizontalAdvance(title_) + 2 * (inset + side), sizeHint().height()};
}

void PanelTitle::paintEvent(QPaintEvent*) {
  paintFrame(*this, true);
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(colours.text);
  const QRect area = rect().adjusted(inset + side, inset, -inset - side, 0);
  painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, title_);
  const int used = QFontMetrics(bold).horizontalAdvance(title_) + 2 * side;
  painter.setFont(font());
  painter.setPen(colours.muted);
  if (area.width() - used < fontMetrics().averageCharWidth() * 8) return;  // the tip has it
  painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                   fontMetrics().elidedText(summary_, Qt::ElideRight, area.width() - used));
}

PanelBody::PanelBody(QWidget* content, bool scrolls, QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(inset + 2, 1, inset + 2, inset + 2);
  layout->addWidget(scrolls ? new PanelScroll(content) : content);
}

void PanelBody::paintEvent(QPaintEvent*) {
  paintFrame(*this, false);
}

PanelFrame::PanelFrame(const QString& title, QWidget* content, bool scrolls, QWidget* parent)
    : QWidget(parent), title_(new PanelTitle(title)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(title_);
  layout->addWidget(new PanelBody(content, scrolls), 1);
}

}  // namespace bitprism
