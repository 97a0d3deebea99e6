#include "widgets/class_changes.h"

#include <QEvent>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <algorithm>

#include "widgets/change_text.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/table_copy.h"

namespace bitprism {
namespace {

constexpr int classLetters = 8;  // of a class' name, before the table scrolls

QStandardItem* sortedCell(const QString& text, const QVariant& value) {
  auto* item = new QStandardItem(text);
  item->setData(value, Qt::UserRole);
  item->setEditable(false);
  if (value.typeId() != QMetaType::QString) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

double shareOf(std::int64_t part, std::int64_t all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0;
}

}  // namespace

ClassChanges::ClassChanges(QWidget* parent) : QTableView(parent), model_(new QStandardItemModel(0, ColumnCount, this)) {
  auto* proxy = new QSortFilterProxyModel(this);
  proxy->setSourceModel(model_);
  proxy->setSortRole(Qt::UserRole);
  setModel(proxy);
  model_->setHorizontalHeaderLabels({tr("Class"), tr("B − A"), tr("A"), tr("B"), tr("Images")});
  const QString tips[] = {tr("The label"), tr("Change in percentage points"), tr("Share answered rightly under A"),
                          tr("Share answered rightly under B"), tr("How many images have this label")};
  for (int column = 0; column < ColumnCount; ++column) {
    model_->horizontalHeaderItem(column)->setToolTip(tips[column]);
    model_->horizontalHeaderItem(column)->setTextAlignment((column == Class ? Qt::AlignLeft : Qt::AlignRight) |
                                                           Qt::AlignVCenter);
  }
  setAccessibleName(tr("Accuracy on each class"));
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSortingEnabled(true);
  sortByColumn(Change, Qt::AscendingOrder);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setWordWrap(false);
  setTabKeyNavigation(false);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  verticalHeader()->hide();
  verticalHeader()->setMinimumSectionSize(16);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setMinimumSectionSize(20);
  copyWithKeys(*this);
  addExportMenu(*this, tr("class-accuracy"), [this] { return csv(); });
  connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &ClassChanges::fit);
}

void ClassChanges::show(const AnswersPicture& picture) {
  picture_ = picture;
  model_->setRowCount(0);
  if (picture.answers)
    for (const ClassChange& change : picture.answers->perClass)
      model_->appendRow({sortedCell(picture.className(change.label), picture.className(change.label)),
                         sortedCell(signedText(100 * change.change(), 1), change.change()),
                         sortedCell(percentText(shareOf(change.firstRight, change.images)),
                                    shareOf(change.firstRight, change.images)),
                         sortedCell(percentText(shareOf(change.secondRight, change.images)),
                                    shareOf(change.secondRight, change.images)),
                         sortedCell(countText(change.images), static_cast<qlonglong>(change.images))});
  fit();
}

void ClassChanges::fit() {
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  int used = 0;
  for (int column = Change; column < ColumnCount; ++column) {
    resizeColumnToContents(column);
    used += columnWidth(column);
  }
  setColumnWidth(Class, std::max(classLetters * fontMetrics().averageCharWidth(), viewport()->width() - used));
}

QString ClassChanges::csv() const {
  QString csv = QStringLiteral("class,images,right in A,right in B\n");
  if (!picture_.answers) return csv;
  for (const ClassChange& change : picture_.answers->perClass)
    csv += QStringLiteral("%1,%2,%3,%4\n")
               .arg(picture_.className(change.label).replace(QChar(','), QChar(';')).replace(QChar('\n'), QChar(' ')),
                    QString::number(change.images), QString::number(change.firstRight),
                    QString::number(change.secondRight));
  return csv;
}

void ClassChanges::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void ClassChanges::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

}  // namespace bitprism
