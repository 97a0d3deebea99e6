#include "widgets/front_hand.h"

#include <QMouseEvent>
#include <algorithm>
#include <utility>

#include "qcustomplot.h"

namespace bitprism {
namespace {

constexpr int clickSlack = 3;  // pixels that the mouse may move within a click

// With both places at its corners.
QRect boxBetween(const QPoint& a, const QPoint& b) {
  return {QPoint(std::min(a.x(), b.x()), std::min(a.y(), b.y())),
          QPoint(std::max(a.x(), b.x()), std::max(a.y(), b.y()))};
}

}  // namespace

FrontHand::FrontHand(QCustomPlot& plot, GripAt gripAt, QObject* parent)
    : QObject(parent), plot_(plot), gripAt_(std::move(gripAt)) {
  connect(&plot, &QCustomPlot::mousePress, this, &FrontHand::press);
  connect(&plot, &QCustomPlot::mouseMove, this, &FrontHand::move);
  connect(&plot, &QCustomPlot::mouseRelease, this, &FrontHand::release);
}

void FrontHand::cancelBox() {
  if (mode_ != Mode::Box) return;
  mode_ = Mode::None;
  emit boxCancelled();
}

void FrontHand::cancelBudget() {
  if (mode_ != Mode::Budget) return;
  mode_ = Mode::None;
  emit budgetCancelled();
}

void FrontHand::press(QMouseEvent* event) {
  emit pressed();
  pressed_ = event->pos();
  moved_ = false;
  mode_ = Mode::None;
  if (event->button() == Qt::LeftButton) {
    grip_ = gripAt_(pressed_);
    const bool box = event->modifiers() & Qt::ShiftModifier ||
                     (selecting_ && (grip_ == Grip::Nothing || grip_ == Grip::Dot || grip_ == Grip::Untried));
    mode_ = box ? Mode::Box : grip_ == Grip::Budget ? Mode::Budget : grip_ == Grip::Nothing ? Mode::Pan : Mode::Click;
  }
  plot_.setInteraction(QCP::iRangeDrag, mode_ == Mode::Pan);
}

void FrontHand::move(QMouseEvent* event) {
  const QPoint at = event->pos();
  if (event->buttons() == Qt::NoButton) {
    mode_ = Mode::None;
    const Grip grip = gripAt_(at);
    plot_.setCursor(grip == Grip::Budget    ? Qt::SizeHorCursor
                    : grip == Grip::Nothing ? (selecting_ ? Qt::CrossCursor : Qt::ArrowCursor)
                                            : Qt::PointingHandCursor);
    emit hovered(at, grip);
    return;
  }
  moved_ = moved_ || (at - pressed_).manhattanLength() > clickSlack;
  if (mode_ == Mode::Budget) emit budgetDragged(at.x());
  if (!moved_) return;
  if (mode_ == Mode::Box) emit boxChanged(boxBetween(pressed_, at), event->modifiers() & Qt::ControlModifier);
  if (mode_ == Mode::Pan) emit panned();
}

void FrontHand::release(QMouseEvent* event) {
  const Mode mode = std::exchange(mode_, Mode::None);
  if (mode == Mode::None || event->button() != Qt::LeftButton) return;
  if (mode == Mode::Budget) return emit budgetReleased();
  if (!moved_ && (event->pos() - pressed_).manhattanLength() <= clickSlack)
    return emit clicked(event->pos(), grip_, event->modifiers());
  if (mode == Mode::Box) emit boxFinished(boxBetween(pressed_, event->pos()), event->modifiers() & Qt::ControlModifier);
}

}  // namespace bitprism
