#include "widgets/panel_scroll.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QSlider>

namespace bitprism {

PanelScroll::PanelScroll(QWidget* content, QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setWidget(content);
  setFocusPolicy(Qt::NoFocus);
  // Transparent: the panel's background is visible.
  content->setAutoFillBackground(false);
  viewport()->setAutoFillBackground(false);
  for (QWidget* child : content->findChildren<QWidget*>()) {
    if (!qobject_cast<QComboBox*>(child) && !qobject_cast<QAbstractSpinBox*>(child) && !qobject_cast<QSlider*>(child))
      continue;
    child->setFocusPolicy(Qt::StrongFocus);
    child->installEventFilter(this);
  }
}

QSize PanelScroll::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 12, fontMetrics().height() * 2};
}

QSize PanelScroll::sizeHint() const {
  return widget() ? widget()->sizeHint() : QScrollArea::sizeHint();
}

bool PanelScroll::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Wheel && watched != viewport() && watched != widget()) {
    const auto* control = qobject_cast<QWidget*>(watched);
    if (control && control->focusPolicy() != Qt::NoFocus && !control->hasFocus()) {
      event->ignore();  // and pass it on to the area
      return true;
    }
  }
  return QScrollArea::eventFilter(watched, event);
}

}  // namespace bitprism
