#include "widgets/compare_table.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/elided_path.h"
#include "widgets/fitting_label.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

// Rows whose plans differ, if only those are wanted.
class DifferenceFilter : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setOnlyDifferences(bool only) {
    only_ = only;
    invalidateFilter();
  }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex&) const override {
    const auto& model = static_cast<const CompareModel&>(*sourceModel());
    return !only_ || model.rows()[static_cast<std::size_t>(row)].differs();
  }

 private:
  bool only_ = false;
};

constexpr int margin = 4;  // of a cell

// Cells in which the plans agree stand back.
class DifferenceDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    const bool figures = index.column() != CompareModel::Index && index.column() != CompareModel::Name;
    if (index.data(CompareModel::SameRole).toBool()) {
      if (figures || index.column() == CompareModel::Index)
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
    } else if (figures) {
      option->font.setBold(true);
    }
    if (index.column() == CompareModel::Name && option->rect.isValid())
      option->text = elidedPath(option->fontMetrics, option->text, option->rect.width() - 2 * margin);
    // The selected row as in the other tables of layers.
    option->palette.setColor(QPalette::Highlight, coloursOf(option->palette).soft);
    option->palette.setColor(QPalette::HighlightedText, option->palette.color(QPalette::Text));
  }

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(6, 0);
  }
};

// The least important first.
QStringList countsOf(const std::vector<CompareRow>& rows) {
  if (rows.empty()) return {};
  const auto count = [&](auto condition) {
    return QString::number(std::count_if(rows.begin(), rows.end(), condition));
  };
  const QString differing = count([](const CompareRow& row) { return row.differs(); });
  const QString all = CompareTable::tr("%1 of %2 differ").arg(differing).arg(rows.size());
  if (!rows.front().ofNetworks()) return {all};
  const QString how = CompareTable::tr("%1 matched by name, %2 by shape and order, %3 without a counterpart")
                          .arg(count([](const CompareRow& row) { return row.match == CompareMatch::Name; }),
                               count([](const CompareRow& row) { return row.match == CompareMatch::Shape; }),
                               count([](const CompareRow& row) { return !row.both(); }));
  return {how, all};
}

constexpr int nameLetters = 18;  // of a layer's name, before the table scrolls

}  // namespace

CompareTable::CompareTable(QWidget* parent)
    : QWidget(parent),
      model_(new CompareModel(this)),
      proxy_(new DifferenceFilter(this)),
      onlyDifferences_(new QCheckBox(tr("Only what differs"))),
      count_(new FittingLabel),
      table_(new QTableView) {
  proxy_->setSourceModel(model_);
  proxy_->setSortRole(CompareModel::SortRole);
  proxy_->setDynamicSortFilter(true);
  onlyDifferences_->setToolTip(tr("Hides layers that are the same in A and in B"));
  count_->setForegroundRole(QPalette::PlaceholderText);
  table_->setModel(proxy_);
  table_->setItemDelegate(new DifferenceDelegate(table_));
  table_->setAccessibleName(tr("Layers in A and in B"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->sortByColumn(CompareModel::Index, Qt::AscendingOrder);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setMinimumSectionSize(16);
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->horizontalHeader()->setMinimumSectionSize(20);
  table_->installEventFilter(this);
  table_->viewport()->installEventFilter(this);
  auto* copy = new QAction(tr("&Copy rows"), table_);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  copy->setStatusTip(tr("Copy the selected rows, or all of them, as text with tabs: a column for every figure"));
  connect(copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(copied()); });
  table_->addAction(copy);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);

  auto* top = new QHBoxLayout;
  top->setSpacing(10);
  top->addWidget(onlyDifferences_);
  top->addWidget(count_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->setSpacing(4);
  layout->addLayout(top);
  layout->addWidget(table_, 1);

  connect(onlyDifferences_, &QCheckBox::toggled, this, [this](bool only) {
    static_cast<DifferenceFilter*>(proxy_)->setOnlyDifferences(only);
    fit();
  });
  connect(table_, &QTableView::doubleClicked, this, &CompareTable::choose);
  connect(table_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &CompareTable::fit);
  connect(model_, &QAbstractItemModel::modelReset, this, &CompareTable::fit);
}

void CompareTable::show(const std::vector<CompareRow>& rows) {
  model_->setRows(rows);
  if (onlyDifferences_->isChecked()) static_cast<DifferenceFilter*>(proxy_)->setOnlyDifferences(true);
  count_->setParts(countsOf(rows));
  fit();
}

void CompareTable::setCurrentLayer(int layer) {
  const auto& rows = model_->rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const CompareRow& one) { return one.layer == layer; });
  if (row == rows.end()) return;
  const QModelIndex index =
      proxy_->mapFromSource(model_->index(static_cast<int>(row - rows.begin()), CompareModel::Name));
  if (!index.isValid() || index.row() == table_->currentIndex().row()) return;
  table_->setCurrentIndex(index);
}

QString CompareTable::copied() const {
  std::vector<int> places;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows()) places.push_back(index.row());
  std::sort(places.begin(), places.end());
  if (places.size() < 2) {  // a current row is always selected
    places.clear();
    for (int row = 0; row < proxy_->rowCount(); ++row) places.push_back(row);
  }
  std::vector<CompareRow> rows;
  for (const int place : places)
    rows.push_back(model_->rows()[static_cast<std::size_t>(proxy_->mapToSource(proxy_->index(place, 0)).row())]);
  return compareTable(rows);
}

void CompareTable::choose(const QModelIndex& index) {
  if (index.isValid()) emit rowChosen(proxy_->mapToSource(index).row());
}

bool CompareTable::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
      choose(table_->currentIndex());
      return true;
    }
  }
  if (watched == table_->viewport() && event->type() == QEvent::Resize) fit();
  return QWidget::eventFilter(watched, event);
}

void CompareTable::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

// The name takes what the other columns leave.
void CompareTable::fit() {
  const QFontMetrics metrics = table_->fontMetrics();
  table_->verticalHeader()->setDefaultSectionSize(metrics.height() + 6);
  const auto& rows = model_->rows();
  table_->setColumnHidden(CompareModel::Input, std::all_of(rows.begin(), rows.end(), [](const CompareRow& row) {
                            return row.a.inputBits == floatBits && row.b.inputBits == floatBits;
                          }));
  const bool networks = !rows.empty() && rows.front().ofNetworks();
  for (const int column : {CompareModel::Match, CompareModel::Largest}) table_->setColumnHidden(column, !networks);
  // The least important ones leave where there is too little width.
  const int room = table_->viewport()->width() - nameLetters * metrics.averageCharWidth();
  for (const int column : {CompareModel::Index, CompareModel::MethodName, CompareModel::Sqnr, CompareModel::Between}) {
    table_->setColumnHidden(
        column, (column == CompareModel::Sqnr && networks) || (column == CompareModel::Between && !networks));
  }
  model_->setBrief(false);
  int used = fitColumns();
  for (const int column : {CompareModel::Index, CompareModel::MethodName, CompareModel::Sqnr, CompareModel::Between}) {
    if (used <= room) break;
    if (!table_->isColumnHidden(column)) used -= table_->columnWidth(column);
    table_->setColumnHidden(column, true);
  }
  if (used > room) {
    model_->setBrief(true);
    used = fitColumns();
  }
  table_->viewport()->update();
  table_->setColumnWidth(CompareModel::Name,
                         std::max(nameLetters * metrics.averageCharWidth(), table_->viewport()->width() - used));
}

// As wide as their contents; returns the width of all but the name.
int CompareTable::fitColumns() {
  int used = 0;
  for (int column = 0; column < CompareModel::ColumnCount; ++column) {
    if (column == CompareModel::Name || table_->isColumnHidden(column)) continue;
    // The header's own hint keeps room for a sort arrow in every column.
    int width = table_->horizontalHeader()->fontMetrics().horizontalAdvance(
                    model_->headerData(column, Qt::Horizontal).toString()) +
                14;
    if (column == table_->horizontalHeader()->sortIndicatorSection()) width += 16;
    for (int row = 0; row < std::min(proxy_->rowCount(), 64); ++row)
      width = std::max(width, table_->sizeHintForIndex(proxy_->index(row, column)).width());
    table_->setColumnWidth(column, width);
    used += width;
  }
  return used;
}

}  // namespace bitprism
