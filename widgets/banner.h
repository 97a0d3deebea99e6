#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace bitprism {

// A strip that shows an error or a notice until it is closed. Never blocks the window, and lies over the top of the
// widget that it is given instead of pushing it down: the widget under the mouse does not move.
class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);

  // parent: the place itself or an ancestor of it.
  void lieOver(QWidget* place, QWidget* parent);

  void showError(const QString& sentence);
  void showNotice(const QString& sentence);
  void dismiss();
  QString text() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void present(const QString& sentence, bool error);
  void settle();  // over its place, with the height that the sentence needs

  QWidget* place_ = nullptr;
  QLabel* mark_;
  QLabel* label_;
  QToolButton* close_;
  bool error_ = false;
};

}  // namespace bitprism
