#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace bitprism {

// A strip that shows an error or a notice until it is closed. Never blocks the window.
class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);

  void showError(const QString& sentence);
  void showNotice(const QString& sentence);
  void dismiss();
  QString text() const;

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void present(const QString& sentence, bool error);
  void recolour();

  QLabel* mark_;
  QLabel* label_;
  QToolButton* close_;
  bool error_ = false;
};

}  // namespace bitprism
