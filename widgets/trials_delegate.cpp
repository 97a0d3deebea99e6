#include "widgets/trials_delegate.h"

#include <QPainter>
#include <QSortFilterProxyModel>

#include "widgets/bits_strip.h"
#include "widgets/theme.h"
#include "widgets/trials_model.h"

namespace bitprism {
namespace {

constexpr int trialPadding = 4;

// The model's own index behind the filter's.
QModelIndex sourceOf(const QModelIndex& index) {
  const auto* filter = qobject_cast<const QSortFilterProxyModel*>(index.model());
  return filter ? filter->mapToSource(index) : index;
}

}  // namespace

void TrialsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Colours colours = coloursOf(option.palette);
  painter->save();
  painter->setFont(option.font);
  painter->fillRect(option.rect, option.state & QStyle::State_Selected ? colours.soft : colours.background);
  painter->setPen(colours.grid);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  const QRect cell = option.rect.adjusted(trialPadding, 0, -trialPadding, 0);
  if (index.column() == TrialsModel::Bits) {
    const QModelIndex source = sourceOf(index);
    const auto* model = qobject_cast<const TrialsModel*>(source.model());
    if (model)
      paintBitsStrip(*painter, QRectF(cell.adjusted(0, 3, 0, -3)), model->row(source.row()).evaluation->bits, colours);
  } else {
    const bool second = index.column() == TrialsModel::Trial || index.column() == TrialsModel::TaskName ||
                        index.column() == TrialsModel::Why || index.column() == TrialsModel::Seconds;
    painter->setPen(second && !(option.state & QStyle::State_Selected) ? colours.muted : colours.text);
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    painter->drawText(cell, static_cast<int>(alignment),
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, cell.width()));
  }
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(QPen(colours.accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  painter->restore();
}

QSize TrialsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const int letter = option.fontMetrics.averageCharWidth();
  int width = 24 * letter;
  if (index.column() != TrialsModel::Bits && index.column() != TrialsModel::Why)
    width = option.fontMetrics.horizontalAdvance(index.data().toString()) + 4;
  return {width + 2 * trialPadding, option.fontMetrics.height() + 8};
}

}  // namespace bitprism
