#include "widgets/trials_view.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "widgets/bit_lines_view.h"
#include "widgets/empty_hint.h"
#include "widgets/number_text.h"
#include "widgets/trials_delegate.h"
#include "widgets/trials_filter.h"
#include "widgets/trials_text.h"

namespace bitprism {
namespace {

// In the order in which they are hidden when there is no room for all; the others always stay.
constexpr std::array hiddenFirst = {TrialsModel::Why,   TrialsModel::Seconds,  TrialsModel::Unseen,
                                    TrialsModel::Place, TrialsModel::TaskName, TrialsModel::MeanBits,
                                    TrialsModel::Trial, TrialsModel::Bits};
constexpr int trialHeaderPadding = 14, trialSortArrow = 16;
constexpr int rowsLookedAt = 24;

}  // namespace

TrialsView::TrialsView(QWidget* parent)
    : QWidget(parent),
      model_(new TrialsModel(this)),
      filter_(new TrialsFilter(*model_, this)),
      line_(new QLineEdit),
      all_(new QToolButton),
      linesButton_(new QToolButton),
      problem_(new QLabel),
      table_(new QTableView),
      nothing_(new EmptyHint(*table_)),
      lines_(new BitLinesView),
      stack_(new QStackedWidget),
      linesDue_(new QTimer(this)) {
  setAccessibleName(tr("Trials"));
  line_->setPlaceholderText(tr("Filter"));
  line_->setClearButtonEnabled(true);
  line_->setAccessibleName(tr("Filter trials"));
  line_->setToolTip(
      tr("Several words, all of which must apply: text of task or reason, front, knee, or conditions on a "
         "column or the bits of layers: accuracy>75 memory<120 bits<4.5 conv1<=4"));
  all_->setText(tr("Show all"));
  all_->setAccessibleName(tr("List all trials"));
  all_->setToolTip(tr("List all trials again, not only those selected on the front"));
  all_->setEnabled(false);
  linesButton_->setText(tr("Bits by layer"));
  linesButton_->setCheckable(true);
  linesButton_->setAccessibleName(tr("Show bits by layer instead of the table"));
  linesButton_->setToolTip(
      tr("Draw the bits of the selected trials over the layers, one line each, and the current plan thicker"));
  for (QToolButton* button : {all_, linesButton_}) {
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    button->setStatusTip(button->toolTip());
    button->setFocusPolicy(Qt::TabFocus);
  }
  problem_->setWordWrap(true);
  problem_->hide();
  makeTable();
  layOut();
  noteShown();
  linesDue_->setSingleShot(true);
  linesDue_->setInterval(0);
  connect(linesDue_, &QTimer::timeout, this, &TrialsView::showLines);
  connect(line_, &QLineEdit::textChanged, this, &TrialsView::applyFilter);
  connect(all_, &QToolButton::clicked, this, &TrialsView::allWished);
  connect(linesButton_, &QToolButton::toggled, this, [this](bool lines) {
    stack_->setCurrentWidget(lines ? static_cast<QWidget*>(lines_) : table_);
    showLines();
  });
}

// Models and selections end one after the other, and tell of it.
TrialsView::~TrialsView() {
  table_->selectionModel()->disconnect(this);
  filter_->disconnect(this);
  model_->disconnect(this);
}

void TrialsView::makeTable() {
  table_->setModel(filter_);
  table_->setItemDelegate(new TrialsDelegate(table_));
  table_->setAccessibleName(tr("Trials"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->sortByColumn(TrialsModel::Trial, Qt::AscendingOrder);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setMinimumSectionSize(16);
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setMinimumSectionSize(20);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->viewport()->installEventFilter(this);
  auto* copyRows = new QAction(tr("&Copy trials"), table_);
  copyRows->setShortcut(QKeySequence::Copy);
  copyRows->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  copyRows->setStatusTip(tr("Copy the selected trials with the bits of every layer as text with tabs"));
  connect(copyRows, &QAction::triggered, this, &TrialsView::copy);
  auto* load = new QAction(tr("&Load plan (Enter)"), table_);
  load->setStatusTip(tr("Make the plan of this trial the current one"));
  connect(load, &QAction::triggered, table_, [this] { emit table_->activated(table_->currentIndex()); });
  table_->addActions({load, copyRows});
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(table_, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    if (index.isValid()) emit planWished(model_->row(filter_->mapToSource(index).row()).evaluation->trial);
  });
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    linesDue_->start();
    if (telling_) emit selectionChanged(selected());
  });
  connect(table_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TrialsView::fitColumns);
  connect(filter_, &QAbstractItemModel::modelReset, this, &TrialsView::noteShown);
  connect(filter_, &QAbstractItemModel::rowsInserted, this, &TrialsView::noteShown);
  connect(filter_, &QAbstractItemModel::rowsRemoved, this, &TrialsView::noteShown);
  connect(model_, &QAbstractItemModel::modelReset, this, &TrialsView::fitColumns);
}

void TrialsView::layOut() {
  stack_->addWidget(table_);
  stack_->addWidget(lines_);
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  row->addWidget(line_, 1);
  row->addWidget(all_);
  row->addWidget(linesButton_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 2);
  layout->setSpacing(4);
  layout->addLayout(row);
  layout->addWidget(problem_);
  layout->addWidget(stack_, 1);
}

void TrialsView::show(std::shared_ptr<const SearchSnapshot> snapshot, std::vector<TrialLayer> layers,
                      const std::vector<FrontPoint>& front, const std::optional<Knee>& knee) {
  const int before = model_->rowCount();
  const bool otherLayers = layers != model_->layers();
  {
    const QScopedValueRollback quiet(telling_, false);  // rows that go with another search
    model_->show(std::move(snapshot), std::move(layers), front, knee);
  }
  if (otherLayers && !line_->text().isEmpty()) applyFilter();
  if (before < rowsLookedAt && model_->rowCount() > before) fitColumns();
}

void TrialsView::setPlan(std::vector<int> bits) {
  lines_->setPlan(std::move(bits));
}

void TrialsView::setListed(const std::vector<int>& trials) {
  const QScopedValueRollback quiet(telling_, false);
  filter_->setListed(trials);
  all_->setEnabled(filter_->listsSome());
  noteShown();
}

void TrialsView::setSelected(const std::vector<int>& trials) {
  if (trials == selected()) return;
  const QScopedValueRollback quiet(telling_, false);
  std::vector<int> rows;
  for (const int trial : trials)
    if (const int row = model_->rowOf(trial); row >= 0)
      if (const QModelIndex index = filter_->mapFromSource(model_->index(row, 0)); index.isValid())
        rows.push_back(index.row());
  std::sort(rows.begin(), rows.end());
  // Few ranges: the selection is asked about every cell that is painted.
  QItemSelection selection;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
    selection.append(
        QItemSelectionRange(filter_->index(rows[i], 0), filter_->index(rows[end - 1], TrialsModel::ColumnCount - 1)));
    i = end;
  }
  table_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
  if (rows.empty()) return;
  const QModelIndex first = filter_->index(rows.front(), TrialsModel::Trial);
  table_->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
  table_->scrollTo(first);
}

std::vector<int> TrialsView::selected() const {
  std::vector<int> trials;
  for (const QItemSelectionRange& range : table_->selectionModel()->selection())
    for (int row = range.top(); row <= range.bottom(); ++row)
      trials.push_back(model_->row(filter_->mapToSource(filter_->index(row, 0)).row()).evaluation->trial);
  std::sort(trials.begin(), trials.end());
  trials.erase(std::unique(trials.begin(), trials.end()), trials.end());
  return trials;
}

std::vector<int> TrialsView::shown() const {
  std::vector<int> trials;
  for (int row = 0; row < filter_->rowCount(); ++row)
    trials.push_back(model_->row(filter_->mapToSource(filter_->index(row, 0)).row()).evaluation->trial);
  return trials;
}

// The selected ones, or all that are shown.
std::vector<TrialRow> TrialsView::rowsToShow() const {
  std::vector<int> rows;
  for (const QItemSelectionRange& range : table_->selectionModel()->selection())
    for (int row = range.top(); row <= range.bottom(); ++row) rows.push_back(row);
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  if (rows.empty())
    for (int row = 0; row < filter_->rowCount(); ++row) rows.push_back(row);
  std::vector<TrialRow> trials;
  for (const int row : rows) trials.push_back(model_->row(filter_->mapToSource(filter_->index(row, 0)).row()));
  return trials;
}

void TrialsView::copy() const {
  QGuiApplication::clipboard()->setText(trialsAsText(rowsToShow(), model_->layers(), model_->metric(), model_->axis()));
}

void TrialsView::applyFilter() {
  TrialsQuery query(line_->text(), model_->layers(), model_->metric());
  problem_->setText(query.problem());
  problem_->setVisible(!query.problem().isEmpty());
  filter_->setQuery(std::move(query));
  noteShown();
}

void TrialsView::noteShown() {
  nothing_->tell(model_->rowCount() == 0    ? tr("The evaluations of a search will be listed here.")
                 : filter_->rowCount() == 0 ? tr("No trial matches the filter.")
                                            : QString());
  linesDue_->start();
  emit shownChanged();
}

QString TrialsView::summary() const {
  const int all = model_->rowCount();
  if (all == 0) return {};
  if (filter_->rowCount() == all) return all == 1 ? tr("1 trial") : tr("%1 trials").arg(countText(all));
  return tr("%1 of %2 trials").arg(countText(filter_->rowCount()), countText(all));
}

void TrialsView::showLines() {
  if (linesButton_->isChecked()) lines_->show(rowsToShow(), model_->layers());
}

bool TrialsView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_->viewport() && event->type() == QEvent::Resize) fitColumns();
  return QWidget::eventFilter(watched, event);
}

void TrialsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitColumns();
}

int TrialsView::neededWidth(int column) const {
  const QHeaderView* header = table_->horizontalHeader();
  int width = header->fontMetrics().horizontalAdvance(model_->headerData(column, Qt::Horizontal).toString()) +
              trialHeaderPadding;
  if (column == header->sortIndicatorSection()) width += trialSortArrow;
  // The first rows have the largest plans, where a search begins with those, the last the longest numbers.
  const int rows = filter_->rowCount();
  for (int row = 0; row < rows; ++row)
    if (row < rowsLookedAt || row >= rows - rowsLookedAt)
      width = std::max(width, table_->sizeHintForIndex(filter_->index(row, column)).width());
  return width;
}

void TrialsView::fitColumns() {
  const int available = table_->viewport()->width();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
  std::array<int, TrialsModel::ColumnCount> widths{};
  int needed = 0;
  for (int column = 0; column < TrialsModel::ColumnCount; ++column) {
    const bool twice = column == TrialsModel::AxisCost && model_->axis() == Cost::Memory;  // its own column has it
    table_->setColumnHidden(column, twice);
    if (twice) continue;
    widths[static_cast<std::size_t>(column)] = neededWidth(column);
    needed += widths[static_cast<std::size_t>(column)];
  }
  for (const int column : hiddenFirst) {
    const bool hide = needed > available;
    table_->setColumnHidden(column, hide);
    if (hide) needed -= widths[static_cast<std::size_t>(column)];
  }
  // Spare width goes to the strip and the reasons.
  const int rest = std::max(0, available - needed);
  const bool why = !table_->isColumnHidden(TrialsModel::Why);
  if (!table_->isColumnHidden(TrialsModel::Bits)) widths[TrialsModel::Bits] += why ? rest / 2 : rest;
  if (why) widths[TrialsModel::Why] += rest - rest / 2;
  for (int column = 0; column < TrialsModel::ColumnCount; ++column)
    if (!table_->isColumnHidden(column)) table_->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
}

QSize TrialsView::minimumSizeHint() const {
  return {all_->sizeHint().width() + linesButton_->sizeHint().width() + fontMetrics().averageCharWidth() * 10,
          fontMetrics().height() * 5};
}

}  // namespace bitprism
