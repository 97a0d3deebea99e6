#pragma once

#include <QWidget>

#include "core/quant/quant_plan.h"

namespace bitprism {

// What floats beside a point of the front: its figures and its bits as a strip. Lets the mouse through.
class FrontTip : public QWidget {
  Q_OBJECT

 public:
  explicit FrontTip(QWidget* parent);

  // Beside the point, kept inside the parent.
  void showAt(const QPoint& point, const QString& title, const QString& second, const BitAllocation& bits);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString title_, second_;
  BitAllocation bits_;
};

}  // namespace bitprism
