#pragma once

#include <QStringList>
#include <QWidget>

#include "core/eval/evaluation.h"

namespace bitprism {

// The tool tip of a point of the front: its figures, why it was tried, and its bits as a strip. Transparent to the
// mouse.
class FrontTip : public QWidget {
  Q_OBJECT

 public:
  explicit FrontTip(QWidget* parent);

  // Beside the point, kept inside the parent.
  void showAt(const QPoint& point, const QString& title, const QStringList& lines, const PlanChoice& bits);
  // An evaluation's figures, why it was tried, and its bits; more: lines added to these.
  void showEvaluation(const QPoint& point, const Evaluation& evaluation, Metric metric, const QStringList& more);
  const QString& title() const { return title_; }
  const QStringList& lines() const { return lines_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString title_;
  QStringList lines_;
  PlanChoice bits_;
};

}  // namespace bitprism
