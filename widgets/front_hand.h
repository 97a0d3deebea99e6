#pragma once

#include <QObject>
#include <QPoint>
#include <QRect>
#include <functional>

class QCustomPlot;
class QMouseEvent;

namespace bitprism {

// Turns mouse events on the front into what they mean: clicks, a rectangle (with Shift, or while selecting), the budget
// dragged, panning. Belongs to the window's thread.
class FrontHand : public QObject {
  Q_OBJECT

 public:
  enum class Grip { Nothing, Dot, Untried, Budget, Legend, Other };
  using GripAt = std::function<Grip(const QPoint& at)>;

  FrontHand(QCustomPlot& plot, GripAt gripAt, QObject* parent);

  void setSelecting(bool selecting) { selecting_ = selecting; }
  bool boxing() const { return mode_ == Mode::Box; }
  bool holdsBudget() const { return mode_ == Mode::Budget; }
  void cancelBox();
  void cancelBudget();

 signals:
  void pressed();
  void hovered(const QPoint& at, bitprism::FrontHand::Grip grip);
  void clicked(const QPoint& at, bitprism::FrontHand::Grip grip, Qt::KeyboardModifiers keys);
  void boxChanged(const QRect& box, bool add);
  void boxFinished(const QRect& box, bool add);
  void boxCancelled();
  void budgetDragged(int x);
  void budgetReleased();
  void budgetCancelled();
  void panned();

 private:
  enum class Mode { None, Click, Pan, Box, Budget };

  void press(QMouseEvent* event);
  void move(QMouseEvent* event);
  void release(QMouseEvent* event);

  QCustomPlot& plot_;
  GripAt gripAt_;
  Mode mode_ = Mode::None;
  Grip grip_ = Grip::Nothing;
  QPoint pressed_;
  bool selecting_ = false;
  bool moved_ = false;
};

}  // namespace bitprism
