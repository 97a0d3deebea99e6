#include "widgets/confusion_table.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>
#include <map>

#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/table_copy.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

enum CellRole { CountRole = Qt::UserRole, ShareRole };  // images; of the fullest cell of its kind, 0 to 1

// A cell's ground tells its count, on the diagonal in another colour; the number stands in it.
class ConfusionDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Colours colours = coloursOf(option.palette);
    const double share = index.data(ShareRole).toDouble();
    const bool diagonal = index.row() == index.column();
    const QColor ground = share > 0
                              ? mixed(colours.background, diagonal ? colours.accent : colours.warm, 0.12 + 0.6 * share)
                              : colours.background;
    painter->fillRect(option.rect.adjusted(0, 0, -1, -1), ground);
    if (const qlonglong count = index.data(CountRole).toLongLong(); count > 0) {
      painter->setPen(readableOn(ground));
      painter->drawText(option.rect.adjusted(3, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, countText(count));
    }
    if (!(option.state & QStyle::State_HasFocus)) return;
    painter->setPen(QPen(colours.text, 1));
    painter->drawRect(option.rect.adjusted(0, 0, -2, -2));
  }

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QString text = countText(index.data(CountRole).toLongLong());
    return {option.fontMetrics.horizontalAdvance(text) + 10, option.fontMetrics.height() + 4};
  }
};

}  // namespace

ConfusionTable::ConfusionTable(QWidget* parent) : QTableView(parent), model_(new QStandardItemModel(this)) {
  setModel(model_);
  setItemDelegate(new ConfusionDelegate(this));
  setAccessibleName(tr("Confusion matrix"));
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setTabKeyNavigation(false);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->setHighlightSections(true);
    header->setMinimumSectionSize(16);
    header->setSectionResizeMode(QHeaderView::Fixed);
  }
  verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
  setCornerButtonEnabled(false);
  copyWithKeys(*this);
  addExportMenu(*this, tr("confusion"), [this] { return csv(); });
  connect(this, &QTableView::doubleClicked, this, &ConfusionTable::choose);
}

void ConfusionTable::show(const AnswersPicture& picture, Kind kind) {
  picture_ = picture;
  kind_ = kind;
  fill();
}

const std::vector<ConfusionCell>& ConfusionTable::cells() const {
  static const std::vector<ConfusionCell> none;
  if (!picture_.answers) return none;
  return kind_ == Kind::Between              ? picture_.answers->between
         : kind_ == Kind::FirstAgainstLabels ? picture_.answers->firstAgainstLabels
                                             : picture_.answers->secondAgainstLabels;
}

std::vector<std::int32_t> ConfusionTable::shownClasses() const {
  std::map<std::int32_t, std::int64_t> confused;  // images given or taken, of every class that occurs
  for (const ConfusionCell& cell : cells()) {
    confused[cell.row] += cell.row == cell.column ? 0 : cell.images;
    confused[cell.column] += cell.row == cell.column ? 0 : cell.images;
  }
  std::vector<std::pair<std::int64_t, std::int32_t>> order;
  for (const auto& [label, images] : confused) order.emplace_back(-images, label);
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), mostClasses));
  std::vector<std::int32_t> classes;
  for (const auto& [images, label] : order) classes.push_back(label);
  std::sort(classes.begin(), classes.end());
  return classes;
}

void ConfusionTable::fill() {
  classes_ = shownClasses();
  std::size_t occurring = 0;
  {
    std::map<std::int32_t, bool> all;
    for (const ConfusionCell& cell : cells()) all[cell.row] = all[cell.column] = true;
    occurring = all.size();
  }
  hiddenClasses_ = occurring - classes_.size();
  const auto count = static_cast<int>(classes_.size());
  model_->clear();
  model_->setRowCount(count);
  model_->setColumnCount(count);
  QStringList rows, columns;  // names would make the columns wide
  for (const std::int32_t label : classes_) {
    const QString number = QString::number(label), name = picture_.className(label);
    columns << number;
    rows << (name == number ? number : tr("%1 %2").arg(number, name));
  }
  model_->setHorizontalHeaderLabels(columns);
  model_->setVerticalHeaderLabels(rows);
  for (int i = 0; i < count; ++i)
    model_->horizontalHeaderItem(i)->setToolTip(picture_.className(classes_[static_cast<std::size_t>(i)]));
  std::int64_t fullest[2] = {1, 1};  // off and on the diagonal
  for (const ConfusionCell& cell : cells())
    fullest[cell.row == cell.column] = std::max(fullest[cell.row == cell.column], cell.images);
  const auto place = [&](std::int32_t label) {
    const auto found = std::lower_bound(classes_.begin(), classes_.end(), label);
    return found != classes_.end() && *found == label ? static_cast<int>(found - classes_.begin()) : -1;
  };
  for (const ConfusionCell& cell : cells()) {
    const int row = place(cell.row), column = place(cell.column);
    if (row < 0 || column < 0) continue;
    auto* item = new QStandardItem(QString::number(cell.images));
    item->setData(static_cast<qlonglong>(cell.images), CountRole);
    item->setData(std::sqrt(static_cast<double>(cell.images) / static_cast<double>(fullest[cell.row == cell.column])),
                  ShareRole);
    const QString names =
        kind_ == Kind::Between ? tr("A answers %1, B answers %2: %3 images") : tr("label %1, answer %2: %3 images");
    item->setToolTip(names.arg(picture_.className(cell.row), picture_.className(cell.column), countText(cell.images)));
    item->setData(item->toolTip(), Qt::AccessibleDescriptionRole);
    model_->setItem(row, column, item);
  }
  fit();
}

void ConfusionTable::fit() {
  const QFontMetrics metrics = fontMetrics();
  verticalHeader()->setDefaultSectionSize(metrics.height() + 5);
  for (int column = 0; column < model_->columnCount(); ++column) {
    const QString name = model_->headerData(column, Qt::Horizontal).toString();
    setColumnWidth(column, std::max(horizontalHeader()->fontMetrics().horizontalAdvance(name) + 12,
                                    metrics.horizontalAdvance(countText(1000)) + 8));
  }
}

std::int64_t ConfusionTable::imagesAt(std::int32_t row, std::int32_t column) const {
  for (std::size_t r = 0; r < classes_.size(); ++r)
    for (std::size_t c = 0; c < classes_.size(); ++c)
      if (classes_[r] == row && classes_[c] == column)
        return model_->index(static_cast<int>(r), static_cast<int>(c)).data(CountRole).toLongLong();
  return 0;
}

QString ConfusionTable::csv() const {
  const auto plain = [&](std::int32_t label) {
    return picture_.className(label).replace(QChar(','), QChar(';')).replace(QChar('\n'), QChar(' '));
  };
  QString csv = kind_ == Kind::Between ? QStringLiteral("A,B,images\n") : QStringLiteral("label,answer,images\n");
  for (const ConfusionCell& cell : cells())
    csv += QStringLiteral("%1,%2,%3\n").arg(plain(cell.row), plain(cell.column), QString::number(cell.images));
  return csv;
}

void ConfusionTable::choose(const QModelIndex& index) {
  if (index.isValid() && index.data(CountRole).toLongLong() > 0)
    emit cellChosen(classes_[static_cast<std::size_t>(index.row())],
                    classes_[static_cast<std::size_t>(index.column())]);
}

void ConfusionTable::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return choose(currentIndex());
  QTableView::keyPressEvent(event);
}

void ConfusionTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

}  // namespace bitprism
