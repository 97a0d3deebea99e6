#include "widgets/column_layout.h"

#include <QWidget>
#include <algorithm>

namespace bitprism {
namespace {

int leastWidth(const QLayoutItem& item) {
  return item.minimumSize().width();
}

int heightOf(const QLayoutItem& item, int width) {
  return item.hasHeightForWidth() ? std::max(item.heightForWidth(width), item.minimumSize().height())
                                  : item.minimumSize().height();
}

}  // namespace

ColumnLayout::ColumnLayout(int spacing, QWidget* parent) : QLayout(parent) {
  setSpacing(spacing);
}

ColumnLayout::~ColumnLayout() {
  for (const Block& block : blocks_) delete block.item;
}

void ColumnLayout::addBlock(QWidget* block, int stretch) {
  addWidget(block);
  blocks_.back().stretch = stretch;
}

void ColumnLayout::addItem(QLayoutItem* item) {
  blocks_.push_back({item, 1});
}

QLayoutItem* ColumnLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? blocks_[static_cast<std::size_t>(index)].item : nullptr;
}

QLayoutItem* ColumnLayout::takeAt(int index) {
  QLayoutItem* item = itemAt(index);
  if (item) blocks_.erase(blocks_.begin() + index);
  return item;
}

std::vector<ColumnLayout::Row> ColumnLayout::rowsFor(int width) const {
  const int within = width - margins().left() - margins().right();
  std::vector<Row> rows;
  int used = 0;
  for (const Block& block : blocks_) {
    if (block.item->isEmpty()) continue;
    const int wanted = block.stretch == 0 ? block.item->sizeHint().width() : leastWidth(*block.item);
    if (rows.empty() || used + spacing() + wanted > within) {
      rows.emplace_back();
      used = -spacing();
    }
    rows.back().blocks.push_back(&block);
    rows.back().widths.push_back(wanted);
    used += spacing() + wanted;
  }
  for (Row& row : rows) {
    const std::size_t count = row.blocks.size();
    int spare = within - spacing() * (static_cast<int>(count) - 1), stretch = 0;
    for (std::size_t i = 0; i < count; ++i) {
      spare -= row.widths[i];
      stretch += row.blocks[i]->stretch;
    }
    int seen = 0, given = 0;
    for (std::size_t i = 0; i < count; ++i) {
      // Alone in its row, a block fills it; it may be narrower than it wants, too.
      seen += stretch > 0 ? row.blocks[i]->stretch : 1;
      const int upToHere = spare * seen / (stretch > 0 ? stretch : static_cast<int>(count));
      row.widths[i] += upToHere - given;
      given = upToHere;
      row.height = std::max(row.height, heightOf(*row.blocks[i]->item, row.widths[i]));
      row.expands = row.expands || (row.blocks[i]->item->expandingDirections() & Qt::Vertical);
    }
  }
  return rows;
}

int ColumnLayout::heightForWidth(int width) const {
  int height = margins().top() + margins().bottom() - spacing();
  for (const Row& row : rowsFor(width)) height += row.height + spacing();
  return std::max(height, 0);
}

QSize ColumnLayout::minimumSize() const {
  QSize least;
  for (const Block& block : blocks_)
    if (!block.item->isEmpty()) least = least.expandedTo(block.item->minimumSize());
  return least + QSize(margins().left() + margins().right(), margins().top() + margins().bottom());
}

QSize ColumnLayout::sizeHint() const {
  QSize row;
  for (const Block& block : blocks_) {
    if (block.item->isEmpty()) continue;
    const QSize hint = block.item->sizeHint();
    row = {row.width() + hint.width() + (row.width() > 0 ? spacing() : 0), std::max(row.height(), hint.height())};
  }
  return row + QSize(margins().left() + margins().right(), margins().top() + margins().bottom());
}

void ColumnLayout::setGeometry(const QRect& area) {
  QLayout::setGeometry(area);
  const std::vector<Row> rows = rowsFor(area.width());
  int spare = area.height() - heightForWidth(area.width());
  auto growing = static_cast<int>(std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.expands; }));
  int y = area.top() + margins().top();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Row& row = rows[r];
    int height = row.height;
    if (rows.size() == 1) {
      height += spare;
    } else if (row.expands && spare > 0) {
      const int share = spare / growing--;
      height += share;
      spare -= share;
    }
    int x = area.left() + margins().left();
    for (std::size_t i = 0; i < row.blocks.size(); ++i) {
      row.blocks[i]->item->setGeometry({x, y, row.widths[i], height});
      x += row.widths[i] + spacing();
    }
    y += height + spacing();
  }
}

}  // namespace bitprism
