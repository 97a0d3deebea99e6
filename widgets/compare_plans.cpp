#include "widgets/compare_plans.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/number_text.h"
#include "widgets/table_copy.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr int planLetters = 16;  // of a plan's name, before the table scrolls

QStandardItem* planCell(const QString& text, bool number) {
  auto* item = new QStandardItem(text);
  item->setEditable(false);
  if (number) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

QString ratioOf(const PlanEntry& plan) {
  if (plan.bytes <= 0) return {};
  return ratioText(static_cast<double>(plan.floatBytes) / static_cast<double>(plan.bytes));
}

QString qualityOf(const PlanEntry& plan) {
  return plan.score ? metricText(plan.score->metric, plan.score->accuracy, 2) : QString(QChar(0x2013));
}

}  // namespace

ComparePlans::ComparePlans(QWidget* parent)
    : QWidget(parent),
      table_(new QTableView),
      model_(new QStandardItemModel(0, ColumnCount, this)),
      load_(new QPushButton(tr("&Load plan"))),
      rename_(new QPushButton(tr("Rename"))),
      remove_(new QPushButton(tr("Remove"))),
      file_(new QPushButton(tr("Pin plan file..."))),
      network_(new QPushButton(tr("Compare network..."))) {
  model_->setHorizontalHeaderLabels({tr("Plan"), tr("Size"), tr("Ratio"), tr("Bits"), tr("Quality")});
  const QString tips[] = {tr("Double-click or F2 to rename a pin; Enter loads it"), tr("Bytes of the packed file"),
                          tr("How many times smaller than float"), tr("Mean bits of a weight"),
                          tr("Measured on the images of searches; – is not measured yet")};
  for (int column = 0; column < ColumnCount; ++column) {
    model_->horizontalHeaderItem(column)->setToolTip(tips[column]);
    model_->horizontalHeaderItem(column)->setTextAlignment((column == Name ? Qt::AlignLeft : Qt::AlignRight) |
                                                           Qt::AlignVCenter);
  }
  table_->setModel(model_);
  table_->setAccessibleName(tr("Plans to compare"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setMinimumSectionSize(16);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setMinimumSectionSize(20);
  table_->installEventFilter(this);
  table_->viewport()->installEventFilter(this);
  copyWithKeys(*table_);
  load_->setToolTip(tr("Make the selected plan the current one; Undo takes it back"));
  rename_->setToolTip(tr("Give the selected pin another name (F2)"));
  remove_->setToolTip(tr("Forget the selected pin (Delete)"));
  network_->setToolTip(tr("Compare with the file of another network, such as an export or another training"));
  file_->setToolTip(tr("Pin a plan that was exported to a file, to compare with it"));
  auto* buttons = new WrapLayout(6);
  for (QPushButton* button : {load_, rename_, remove_, file_, network_}) buttons->addWidget(button);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(table_, 1);
  layout->addLayout(buttons);

  connect(load_, &QPushButton::clicked, this, &ComparePlans::load);
  connect(remove_, &QPushButton::clicked, this, &ComparePlans::remove);
  connect(rename_, &QPushButton::clicked, this,
          [this] { table_->edit(model_->index(table_->currentIndex().row(), Name)); });
  connect(file_, &QPushButton::clicked, this, &ComparePlans::fileWished);
  connect(network_, &QPushButton::clicked, this, &ComparePlans::networkWished);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ComparePlans::refreshButtons);
  connect(model_, &QStandardItemModel::itemChanged, this, [this](const QStandardItem* item) {
    if (filling_ || item->column() != Name) return;
    const PlanEntry plan = plans_[static_cast<std::size_t>(item->row())];
    const QString name = item->text().simplified();
    if (!name.isEmpty() && name != plan.name) {
      emit renameWished(plan.key, name);
      return;
    }
    const QScopedValueRollback guard(filling_, true);
    model_->item(item->row(), Name)->setText(plan.name);
  });
  refreshButtons();
}

void ComparePlans::show(const std::vector<PlanEntry>& plans) {
  if (plans == plans_ && model_->rowCount() == static_cast<int>(plans.size()) && !plans.empty()) return;
  const QString before = selected() ? selected()->key : QString();
  {
    const QScopedValueRollback guard(filling_, true);
    plans_ = plans;
    model_->setRowCount(0);
    for (const PlanEntry& plan : plans) {
      QStandardItem* name = planCell(plan.name, false);
      name->setEditable(plan.pinned);
      name->setToolTip(plan.name);
      model_->appendRow({name, planCell(bytesText(plan.bytes), true), planCell(ratioOf(plan), true),
                         planCell(QLocale().toString(plan.meanBits, 'f', 2), true), planCell(qualityOf(plan), true)});
    }
  }
  for (std::size_t i = 0; i < plans_.size(); ++i)
    if (plans_[i].key == before) table_->setCurrentIndex(model_->index(static_cast<int>(i), Name));
  fit();
  refreshButtons();
}

void ComparePlans::setPossible(bool possible) {
  file_->setEnabled(possible);
  network_->setEnabled(possible);
}

const PlanEntry* ComparePlans::selected() const {
  const int row = table_->currentIndex().row();
  return row >= 0 && row < static_cast<int>(plans_.size()) ? &plans_[static_cast<std::size_t>(row)] : nullptr;
}

void ComparePlans::refreshButtons() {
  const PlanEntry* plan = selected();
  load_->setEnabled(plan && !plan->current && !plan->network);
  rename_->setEnabled(plan && plan->pinned);
  remove_->setEnabled(plan && plan->pinned);
}

void ComparePlans::load() {
  if (const PlanEntry* plan = selected(); plan && !plan->current && !plan->network) emit loadWished(QString(plan->key));
}

void ComparePlans::remove() {
  if (const PlanEntry* plan = selected(); plan && plan->pinned) emit removeWished(QString(plan->key));
}

bool ComparePlans::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
      load();
      return true;
    }
    if (key == Qt::Key_Delete) {
      remove();
      return true;
    }
  }
  if (watched == table_->viewport() && event->type() == QEvent::Resize) fit();
  return QWidget::eventFilter(watched, event);
}

void ComparePlans::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

void ComparePlans::fit() {
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  int used = 0;
  for (int column = Size; column < ColumnCount; ++column) {
    table_->resizeColumnToContents(column);
    used += table_->columnWidth(column);
  }
  table_->setColumnWidth(
      Name, std::max(planLetters * table_->fontMetrics().averageCharWidth(), table_->viewport()->width() - used));
}

}  // namespace bitprism
