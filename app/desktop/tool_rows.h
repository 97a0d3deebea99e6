#pragma once

#include <QObject>

class QMainWindow;
class QToolBar;

namespace bitprism {

// Keeps two tool bars in one row if the window is wide enough, otherwise in two rows, so that the second one stays
// visible.
class ToolRows : public QObject {
  Q_OBJECT

 public:
  ToolRows(QMainWindow& window, QToolBar& first, QToolBar& second);

  void fit();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QMainWindow& window_;
  QToolBar& first_;
  QToolBar& second_;
};

}  // namespace bitprism
