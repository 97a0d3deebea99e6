#pragma once

#include <QFrame>

#include "widgets/finding_entry.h"

class QLabel;
class QPushButton;

namespace bitprism {

// One finding: a mark and a word for its severity, its cause, what to do, the expected gain, and its buttons.
class FindingCard : public QFrame {
  Q_OBJECT

 public:
  explicit FindingCard(QWidget* parent = nullptr);

  void show(const FindingEntry& entry);
  using QWidget::show;
  const FindingEntry& entry() const { return entry_; }

  QPushButton* fixButton() const { return fix_; }
  QPushButton* showButton() const { return show_; }
  QPushButton* ignoreButton() const { return ignore_; }

 signals:
  void fixRequested(const QString& key);
  void showRequested(int layer);
  void ignoreRequested(const QString& key);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  FindingEntry entry_;
  QWidget* mark_;
  QLabel *title_, *place_, *cause_, *advice_, *gain_;
  QPushButton *fix_, *show_, *ignore_;
};

}  // namespace bitprism
