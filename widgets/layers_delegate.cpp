#include "widgets/layers_delegate.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/elided_path.h"
#include "widgets/layers_model.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int padding = 4;

void paintChip(QPainter& painter, const QRect& cell, const QString& text, int bits, const Colours& colours) {
  const int width = std::max(20, painter.fontMetrics().horizontalAdvance(text) + 8);
  QRectF chip(0, 0, width, std::min(cell.height() - 5, painter.fontMetrics().height() + 2));
  chip.moveCenter(QRectF(cell).center());
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(bitsColour(bits, colours));
  painter.drawRoundedRect(chip, 3, 3);
  QFont bold = painter.font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(readableOn(bitsColour(bits, colours)));
  painter.drawText(chip, Qt::AlignCenter, text);
}

void paintBar(QPainter& painter, const QRect& cell, double share, const QColor& colour) {
  const int width = std::max(1, static_cast<int>(share * cell.width()));
  const int height = std::min(8, cell.height() - 6);
  painter.fillRect(QRect(cell.left(), cell.center().y() - height / 2, width, height), colour);
}

void paintLock(QPainter& painter, const QRect& cell, bool locked, const Colours& colours) {
  const QPointF centre = QRectF(cell).center();
  const QColor colour = locked ? colours.text : mixed(colours.background, colours.text, 0.16);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colour, 1.4));
  painter.setBrush(Qt::NoBrush);
  const QRectF shackle(centre.x() - 2.5, centre.y() - 5.5, 5, 8);
  painter.drawArc(locked ? shackle : shackle.translated(3, 0), 0, 180 * 16);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 1, 8, 6), 1, 1);
}

}  // namespace

void LayersDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Colours colours = coloursOf(option.palette);
  painter->save();
  painter->setFont(option.font);
  painter->fillRect(option.rect, option.state & QStyle::State_Selected ? colours.soft : colours.background);
  painter->setPen(colours.grid);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  const QRect cell = option.rect.adjusted(padding, 0, -padding, 0);
  const QString text = index.data().toString();
  const QVariant bar = index.data(LayersModel::BarRole);
  switch (index.column()) {
    case LayersModel::Bits:
      paintChip(*painter, cell, QString::number(index.data(Qt::EditRole).toInt()), index.data(Qt::EditRole).toInt(),
                colours);
      break;
    case LayersModel::Sqnr: {
      const int number = painter->fontMetrics().horizontalAdvance(QStringLiteral("00.0")) + padding;
      const QColor blue = mixed(colours.background, colours.accent, 0.75);
      if (bar.isValid()) paintBar(*painter, cell.adjusted(0, 0, -number, 0), bar.toDouble(), blue);
      painter->setPen(colours.text);
      painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter, text);
      break;
    }
    case LayersModel::Sensitivity:
      if (bar.isValid()) paintBar(*painter, cell, bar.toDouble(), mixed(colours.background, colours.warm, 0.85));
      break;
    case LayersModel::Lock:
      paintLock(*painter, cell, index.data(Qt::CheckStateRole).toInt() == Qt::Checked, colours);
      break;
    default: {
      const bool second = index.column() == LayersModel::Index || index.column() == LayersModel::MethodName ||
                          index.column() == LayersModel::Kind || index.column() == LayersModel::LayerShape;
      painter->setPen(second && !(option.state & QStyle::State_Selected) ? colours.muted : colours.text);
      const QFontMetrics metrics = painter->fontMetrics();
      const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
      painter->drawText(cell, alignment,
                        index.column() == LayersModel::Name ? elidedPath(metrics, text, cell.width())
                                                            : metrics.elidedText(text, Qt::ElideRight, cell.width()));
    }
  }
  if (option.state & QStyle::State_HasFocus) {
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(colours.accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  painter->restore();
}

QSize LayersDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QFontMetrics& metrics = option.fontMetrics;
  const int height = metrics.height() + 9;
  int width = 0;
  switch (index.column()) {
    case LayersModel::Bits:
      width = std::max(metrics.horizontalAdvance(QStringLiteral("32")) + 12, 30);
      break;
    case LayersModel::Sqnr:
      width = metrics.horizontalAdvance(QStringLiteral("00.0")) + 40;
      break;
    case LayersModel::Sensitivity:
      width = 40;
      break;
    case LayersModel::Lock:
      width = 16;
      break;
    default:
      width = metrics.horizontalAdvance(index.data().toString()) + 4;
      break;
  }
  return {width + 2 * padding, height};
}

QWidget* LayersDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
  if (index.column() == LayersModel::Range || index.column() == LayersModel::Tie) {
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(index.column() == LayersModel::Tie ? tr("Tie") : tr("Range of bits"));
    return editor;
  }
  auto* editor = new QComboBox(parent);
  if (index.column() == LayersModel::Bits) {
    editor->setAccessibleName(tr("Bit-width"));
    for (const int bits : existingBits) editor->addItem(bitsText(bits), bits);
  } else if (index.column() == LayersModel::Input) {
    editor->setAccessibleName(tr("Bit-width of the input"));
    for (const int bits : existingBits)
      if (bits != halfBits) editor->addItem(bitsText(bits), bits);
  } else {
    editor->setAccessibleName(tr("Method"));
    editor->addItem(tr("Automatic"), automaticMethodData);
    for (const Method method : existingMethods) editor->addItem(methodText(method), static_cast<int>(method));
  }
  editor->view()->setMinimumWidth(editor->view()->sizeHintForColumn(0) + 24);
  auto* self = const_cast<LayersDelegate*>(this);  // the signals of a delegate are not const, making editors is
  connect(editor, &QComboBox::activated, self, [self, editor] {
    emit self->commitData(editor);
    emit self->closeEditor(editor);
  });
  return editor;
}

void LayersDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  auto* box = qobject_cast<QComboBox*>(editor);
  if (box) box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
  if (auto* line = qobject_cast<QLineEdit*>(editor)) line->setText(index.data(Qt::EditRole).toString());
}

void LayersDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
  if (const auto* box = qobject_cast<QComboBox*>(editor)) model->setData(index, box->currentData(), Qt::EditRole);
  if (const auto* line = qobject_cast<QLineEdit*>(editor)) model->setData(index, line->text(), Qt::EditRole);
}

bool LayersDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) {
  if (index.column() != LayersModel::Lock) return QStyledItemDelegate::editorEvent(event, model, option, index);
  // The whole cell is the lock, not only the place where the style would put a check box.
  if (event->type() != QEvent::MouseButtonRelease || static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton)
    return false;
  const bool locked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
  return model->setData(index, static_cast<int>(locked ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

}  // namespace bitprism
