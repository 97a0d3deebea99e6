#include "widgets/wrap_layout.h"

#include <QWidget>
#include <algorithm>
#include <utility>

namespace bitprism {
namespace {

bool isStretchable(const QLayoutItem& item) {
  return item.expandingDirections() & Qt::Horizontal;
}

}  // namespace

WrapLayout::WrapLayout(int spacing, QWidget* parent) : QLayout(parent) {
  setSpacing(spacing);
  setContentsMargins(0, 0, 0, 0);
}

WrapLayout::~WrapLayout() {
  for (QLayoutItem* item : items_) delete item;
}

void WrapLayout::addItem(QLayoutItem* item) {
  items_.push_back(item);
}

QLayoutItem* WrapLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? items_[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem* WrapLayout::takeAt(int index) {
  QLayoutItem* item = itemAt(index);
  if (item) items_.erase(items_.begin() + index);
  return item;
}

void WrapLayout::reserve(std::vector<std::vector<QWidget*>> sets) {
  reserved_ = std::move(sets);
  invalidate();
}

int WrapLayout::heightOf(const std::vector<QWidget*>& widgets, int width) const {
  int used = 0, tall = 0, height = 0;
  for (QWidget* widget : widgets) {
    widget->ensurePolished();
    const QSize hint = widget->sizeHint();
    const int wanted = used + (used > 0 ? spacing() : 0) + hint.width();
    if (used > 0 && wanted > width) {
      height += tall + spacing();
      used = hint.width();
      tall = hint.height();
    } else {
      used = wanted;
      tall = std::max(tall, hint.height());
    }
  }
  return height + tall;
}

int WrapLayout::heightForWidth(int width) const {
  int height = place({0, 0, width, 0}, false);
  for (const auto& set : reserved_) height = std::max(height, heightOf(set, width));
  return height;
}

QSize WrapLayout::minimumSize() const {
  QSize least;
  for (const auto& set : reserved_)
    for (const QWidget* widget : set) least = least.expandedTo(widget->sizeHint());
  for (const QLayoutItem* item : items_)
    if (!item->isEmpty()) least = least.expandedTo(item->sizeHint());
  return least;
}

QSize WrapLayout::sizeHint() const {
  QSize row;
  for (const QLayoutItem* item : items_) {
    if (item->isEmpty()) continue;
    if (row.width() > 0) row.rwidth() += spacing();
    row.rwidth() += item->sizeHint().width();
    row.setHeight(std::max(row.height(), item->sizeHint().height()));
  }
  return row;
}

void WrapLayout::setGeometry(const QRect& area) {
  QLayout::setGeometry(area);
  place(area, true);
}

int WrapLayout::place(const QRect& area, bool move) const {
  std::vector<QLayoutItem*> shown;
  for (QLayoutItem* item : items_)
    if (!item->isEmpty()) shown.push_back(item);
  int y = area.top();
  for (std::size_t first = 0, next = 0; first < shown.size(); first = next) {
    int used = 0, tall = 0, stretchable = 0;
    for (next = first; next < shown.size(); ++next) {
      const QSize hint = shown[next]->sizeHint();
      const int wanted = used + (next > first ? spacing() : 0) + hint.width();
      if (next > first && wanted > area.width()) break;
      used = wanted;
      tall = std::max(tall, hint.height());
      stretchable += isStretchable(*shown[next]);
    }
    const int spare = std::max(0, area.width() - used);
    int x = area.left(), given = 0, seen = 0;
    for (std::size_t i = first; move && i < next; ++i) {
      int width = std::min(shown[i]->sizeHint().width(), area.width());
      if (isStretchable(*shown[i])) {
        const int upToHere = spare * ++seen / stretchable;  // distributes the remainder
        width += upToHere - given;
        given = upToHere;
      }
      shown[i]->setGeometry({x, y, width, tall});
      x += width + spacing();
    }
    y += tall + (next < shown.size() ? spacing() : 0);
  }
  return y - area.top();
}

}  // namespace bitprism
