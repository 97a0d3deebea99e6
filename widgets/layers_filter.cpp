#include "widgets/layers_filter.h"

#include <algorithm>

namespace bitprism {
namespace {

// As typed: shapes are shown with a multiplication sign.
QString asTyped(QString text) {
  return text.replace(QChar(0x00d7), QChar('x'));
}

}  // namespace

void LayersFilter::setWords(const QString& words) {
  QStringList wanted = asTyped(words).split(QChar(' '), Qt::SkipEmptyParts);
  if (wanted == words_) return;
  words_ = std::move(wanted);
  invalidateFilter();
}

bool LayersFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (words_.isEmpty()) return true;
  QStringList cells;
  for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
    cells << asTyped(sourceModel()->index(row, column, parent).data().toString());
  return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
    return std::any_of(cells.begin(), cells.end(),
                       [&](const QString& cell) { return cell.contains(word, Qt::CaseInsensitive); });
  });
}

}  // namespace bitprism
