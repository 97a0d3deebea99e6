#include "widgets/table_copy.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

QString cellText(const QVariant& value) {
  QString text = value.toString();
  return text.replace(QChar('\t'), QChar(' ')).replace(QChar('\n'), QChar(' '));
}

// Places of sections on the screen, hidden ones left out.
template <class Sections>
QList<int> visualOrder(const Sections& sections, const QHeaderView& header) {
  QList<int> order;
  for (const int section : sections)
    if (!header.isSectionHidden(section) && !order.contains(section)) order << section;
  std::sort(order.begin(), order.end(), [&](int a, int b) { return header.visualIndex(a) < header.visualIndex(b); });
  return order;
}

}  // namespace

QString copiedText(const QTableView& table) {
  const QAbstractItemModel& model = *table.model();
  QList<int> rows, columns;
  for (const QModelIndex& index : table.selectionModel()->selectedIndexes()) {
    rows << index.row();
    columns << index.column();
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  rows = visualOrder(rows, *table.verticalHeader());
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  columns = visualOrder(columns, *table.horizontalHeader());
  if (rows.isEmpty() || columns.isEmpty()) return {};
  const PlainNumbers plain;
  QStringList lines, cells;
  for (const int column : columns) cells << cellText(model.headerData(column, Qt::Horizontal));
  lines << cells.join(QChar('\t'));
  for (const int row : rows) {
    cells.clear();
    for (const int column : columns) {
      const QModelIndex index = model.index(row, column);
      // Bars and padlocks have accessible texts.
      QVariant words = index.data(plainTextRole);
      if (!words.isValid()) words = index.data(Qt::AccessibleTextRole);
      const bool selected = table.selectionModel()->isSelected(index);
      cells << (selected ? cellText(words.isValid() ? words : index.data()) : QString());
    }
    lines << cells.join(QChar('\t'));
  }
  return lines.join(QChar('\n')) + QChar('\n');
}

void copyWithKeys(QTableView& table) {
  auto* copy = new QAction(QCoreApplication::translate("table_copy", "&Copy rows"), &table);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  copy->setStatusTip(QCoreApplication::translate("table_copy", "Copy the selected rows as text with tabs"));
  QObject::connect(copy, &QAction::triggered, &table, [&table] {
    const QString text = copiedText(table);
    if (!text.isEmpty()) QGuiApplication::clipboard()->setText(text);
  });
  table.addAction(copy);
  table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace bitprism
