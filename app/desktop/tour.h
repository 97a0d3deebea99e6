#pragma once

#include <QWidget>
#include <vector>

class QFrame;
class QLabel;
class QMainWindow;
class QPushButton;

namespace bitprism {

// Points at five panels in turn and explains each in a sentence or two; a click, Enter or the arrows continue, Esc
// skips the rest. Deletes itself at the end.
class Tour : public QWidget {
  Q_OBJECT

 public:
  explicit Tour(QMainWindow& window);

  int step() const { return step_; }
  int steps() const { return static_cast<int>(steps_.size()); }

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Step {
    QString panel;  // by its object name
    QString title, text;
  };

  void go(int step);
  QRect target() const;  // of the panel, in this widget

  QMainWindow& window_;
  std::vector<Step> steps_;
  int step_ = 0;
  QFrame* note_;
  QLabel* text_;
  QPushButton* next_;
};

}  // namespace bitprism
