#pragma once

#include <QStyledItemDelegate>

namespace bitprism {

// Draws the cells of a table of trials: the bits of a plan as a strip, the rest as text.
class TrialsDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace bitprism
