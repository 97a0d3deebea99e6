#pragma once

#include <QObject>

class QMainWindow;
class QToolBar;

namespace bitprism {

// Keeps two tool bars beside one another where the window is wide enough for both, and in two rows where it is not, so
// that the second one is never pushed out of sight.
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
