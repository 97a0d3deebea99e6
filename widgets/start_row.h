#pragma once

#include <QAbstractButton>

#include "widgets/start_entry.h"

namespace bitprism {

// An entry of the start page: a thumbnail of its front, two lines, and its buttons. Clicking it, or Enter, opens it;
// Delete removes it if possible.
class StartRow : public QAbstractButton {
  Q_OBJECT

 public:
  explicit StartRow(StartEntry entry, QWidget* parent = nullptr);

  const StartEntry& entry() const { return entry_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void opened();
  void otherChosen(int which);  // of StartEntry::others
  void removed();               // of an entry that is gone

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void addButtons();
  int buttonsWidth() const;

  StartEntry entry_;
};

}  // namespace bitprism
