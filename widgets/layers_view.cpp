#include "widgets/layers_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "widgets/layers_delegate.h"
#include "widgets/layers_filter.h"
#include "widgets/table_copy.h"

namespace bitprism {
namespace {

// In the order in which they are hidden when there is no room for all; the name and the bits always stay.
constexpr std::array lesserColumns = {LayersModel::Kind,        LayersModel::LayerShape, LayersModel::Range,
                                      LayersModel::Tie,         LayersModel::Input,      LayersModel::Weights,
                                      LayersModel::Size,        LayersModel::MethodName, LayersModel::Index,
                                      LayersModel::Sensitivity, LayersModel::Lock,       LayersModel::Sqnr};
constexpr int headerPadding = 14;
constexpr int sortArrow = 16;
constexpr int fullName = 30;     // characters of a name that take precedence over a column
constexpr int shortName = 14;    // length of a name cut in favour of a column
constexpr int lastOfLesser = 8;  // of the columns above, those hidden before a name is cut

}  // namespace

LayersView::LayersView(QWidget* parent)
    : QWidget(parent),
      model_(new LayersModel(this)),
      proxy_(new LayersFilter(this)),
      filter_(new QLineEdit),
      table_(new QTableView) {
  proxy_->setSourceModel(model_);
  proxy_->setSortRole(LayersModel::SortRole);

  filter_->setPlaceholderText(tr("Filter"));
  filter_->setClearButtonEnabled(true);
  filter_->setAccessibleName(tr("Filter layers"));
  filter_->setToolTip(
      tr("Shows only layers with all of these words in their name, kind, shape (1x1), bits or method (Ctrl+F)"));

  table_->setModel(proxy_);
  table_->setItemDelegate(new LayersDelegate(table_));
  table_->setAccessibleName(tr("Layers"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  table_->setSortingEnabled(true);
  table_->sortByColumn(LayersModel::Index, Qt::AscendingOrder);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);  // Tab goes on to the next control, arrows go from cell to cell
  copyWithKeys(*table_);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setMinimumSectionSize(16);
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setMinimumSectionSize(20);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->installEventFilter(this);
  table_->viewport()->installEventFilter(this);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 6, 4, 2);
  layout->setSpacing(4);
  layout->addWidget(filter_);
  layout->addWidget(table_, 1);

  connect(filter_, &QLineEdit::textChanged, proxy_, &LayersFilter::setWords);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (!following_) emit currentLayerChanged(proxy_->mapToSource(current).row());
  });
  connect(model_, &QAbstractItemModel::modelReset, this, [this] {
    selected_.clear();  // the table says nothing
    fitColumns();
  });
  connect(table_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &LayersView::fitColumns);
  // A cell of a selection stands for all its rows.
  const auto meant = [this](int layer) {
    std::vector<int> layers = selectedLayers();
    if (std::find(layers.begin(), layers.end(), layer) == layers.end()) layers = {layer};
    return layers;
  };
  connect(model_, &LayersModel::bitsWished, this,
          [this, meant](int layer, int bits) { emit bitsWished(meant(layer), bits); });
  connect(model_, &LayersModel::methodWished, this,
          [this, meant](int layer, Method method) { emit methodWished(meant(layer), method); });
  connect(model_, &LayersModel::automaticWished, this,
          [this, meant](int layer) { emit automaticWished(meant(layer)); });
  connect(model_, &LayersModel::inputBitsWished, this,
          [this, meant](int layer, int bits) { emit inputBitsWished(meant(layer), bits); });
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LayersView::noteSelection);
  connect(model_, &LayersModel::rangeWished, this,
          [this, meant](int layer, int minimum, int maximum) { emit rangeWished(meant(layer), minimum, maximum); });
  connect(model_, &LayersModel::tieWished, this,
          [this, meant](int layer, int group) { emit tieWished(meant(layer), group); });
  connect(model_, &LayersModel::lockWished, this, [this](int layer, bool locked) { emit lockWished({layer}, locked); });
}

void LayersView::show(const std::vector<LayerRow>& rows) {
  model_->setRows(rows);
}

void LayersView::setSelection(int current, const std::vector<int>& layers) {
  const QScopedValueRollback guard(following_, true);
  QItemSelectionModel& selection = *table_->selectionModel();
  const int column = table_->currentIndex().isValid() ? table_->currentIndex().column() : LayersModel::Bits;
  const QModelIndex at = proxy_->mapFromSource(model_->index(current, column));
  if (at.isValid() && current != currentLayer()) {
    selection.setCurrentIndex(at, QItemSelectionModel::NoUpdate);
    table_->scrollTo(at);
  }
  std::vector<int> shown;
  QItemSelection rows;
  for (const int layer : layers) {
    const QModelIndex row = proxy_->mapFromSource(model_->index(layer, 0));
    if (!row.isValid()) continue;
    shown.push_back(layer);
    rows.select(row, row.siblingAtColumn(LayersModel::ColumnCount - 1));
  }
  if (shown != selectedLayers()) selection.select(rows, QItemSelectionModel::ClearAndSelect);
}

int LayersView::currentLayer() const {
  return proxy_->mapToSource(table_->currentIndex()).row();
}

void LayersView::noteSelection() {
  selected_.clear();
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    selected_.push_back(proxy_->mapToSource(index).row());
  std::sort(selected_.begin(), selected_.end());
  if (!following_) emit selectionChanged();
}

std::vector<int> LayersView::shownLayers() const {
  std::vector<int> layers;
  for (int row = 0; row < proxy_->rowCount(); ++row) layers.push_back(proxy_->mapToSource(proxy_->index(row, 0)).row());
  std::sort(layers.begin(), layers.end());
  return layers;
}

QString LayersView::filterText() const {
  return filter_->text().simplified();
}

void LayersView::focusFilter() {
  filter_->setFocus(Qt::ShortcutFocusReason);
  filter_->selectAll();
}

bool LayersView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (!(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) && handleKey(key->key())) return true;
  }
  if (watched == table_->viewport() && event->type() == QEvent::Resize) fitColumns();
  return QWidget::eventFilter(watched, event);
}

void LayersView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitColumns();
}

bool LayersView::handleKey(int key) {
  const std::vector<int> layers = selectedLayers();
  if (layers.empty()) return false;
  if (key >= Qt::Key_1 && key <= Qt::Key_8) {
    emit bitsWished(layers, key - Qt::Key_0);
  } else if (key == Qt::Key_Plus || key == Qt::Key_Minus) {
    emit stepWished(layers, key == Qt::Key_Plus ? 1 : -1);
  } else if (key == Qt::Key_L) {
    const auto& rows = model_->rows();
    const bool all =
        std::all_of(layers.begin(), layers.end(), [&](int i) { return rows[static_cast<std::size_t>(i)].locked; });
    emit lockWished(layers, !all);
  } else {
    return false;
  }
  return true;
}

// The width of a column for its header and cells; rows beyond the first hardly widen it.
int LayersView::neededWidth(int column) const {
  const QHeaderView* header = table_->horizontalHeader();
  if (column == LayersModel::Lock) return 24;
  // The header's own hint keeps room for the sort arrow in every column; only one has it.
  int width =
      header->fontMetrics().horizontalAdvance(model_->headerData(column, Qt::Horizontal).toString()) + headerPadding;
  if (column == header->sortIndicatorSection()) width += sortArrow;
  for (int row = 0; row < std::min(model_->rowCount(), 64); ++row) {
    const QModelIndex index = proxy_->mapFromSource(model_->index(row, column));
    if (index.isValid()) width = std::max(width, table_->sizeHintForIndex(index).width());
  }
  return width;
}

void LayersView::fitColumns() {
  const int available = table_->viewport()->width();
  const int letter = table_->fontMetrics().averageCharWidth();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
  std::array<int, LayersModel::ColumnCount> widths{};
  int needed = 0;
  for (int column = 0; column < LayersModel::ColumnCount; ++column) {
    table_->setColumnHidden(column, false);
    widths[static_cast<std::size_t>(column)] = neededWidth(column);
    needed += widths[static_cast<std::size_t>(column)];
  }
  int& name = widths[LayersModel::Name];
  needed -= std::max(0, name - fullName * letter);
  name = std::min(name, fullName * letter);
  // The first hidden make room for whole names, the others only for shortened names.
  const int spareable = std::max(0, name - shortName * letter);
  for (std::size_t i = 0; i < lesserColumns.size(); ++i) {
    const bool hide = needed - (i < lastOfLesser ? 0 : spareable) > available;
    table_->setColumnHidden(lesserColumns[i], hide);
    if (hide) needed -= widths[lesserColumns[i]];
  }
  // Spare width goes mostly to the bars; missing width is taken from the names.
  const int rest = available - needed;
  if (rest < 0) {
    name = std::max(letter * 4, name + rest);
  } else {
    name += rest / 3;
    const bool bars = !table_->isColumnHidden(LayersModel::Sensitivity);
    if (!table_->isColumnHidden(LayersModel::Sqnr)) widths[LayersModel::Sqnr] += rest / 3;
    if (bars) widths[LayersModel::Sensitivity] += rest - 2 * (rest / 3);
  }
  for (int column = 0; column < LayersModel::ColumnCount; ++column) {
    if (!table_->isColumnHidden(column)) table_->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
  }
}

QSize LayersView::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 24, fontMetrics().height() * 5};
}

}  // namespace bitprism
