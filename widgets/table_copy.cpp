#include "widgets/table_copy.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>
#include <cmath>
#include <functional>

#include "widgets/number_text.h"
#include "widgets/save_as.h"

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

// A text for a file of cells. Spreadsheets compute what begins like a formula, and names may come from anywhere.
QString fileText(const QVariant& value, QChar separator) {
  switch (value.typeId()) {
    case QMetaType::Bool:
      return value.toBool() ? QStringLiteral("1") : QStringLiteral("0");
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
      return QString::number(value.toLongLong());
    case QMetaType::Double:
    case QMetaType::Float:
      return std::isfinite(value.toDouble()) ? QString::number(value.toDouble(), 'g', 9) : QString();
    default:
      break;
  }
  QString text = cellText(value);
  if (!text.isEmpty() && QStringLiteral("=+-@").contains(text[0])) text.prepend(QChar('\''));
  if (!text.contains(separator) && !text.contains(QChar('"'))) return text;
  return QChar('"') + text.replace(QChar('"'), QStringLiteral("\"\"")) + QChar('"');
}

// What a column is called where its header is only a sign or empty.
QString columnName(const QAbstractItemModel& model, int column) {
  const QVariant own = model.headerData(column, Qt::Horizontal, fileRole);
  return own.isValid() ? own.toString() : model.headerData(column, Qt::Horizontal).toString();
}

void addAction(QTableView& table, const QString& text, const char* name, const std::function<void()>& act) {
  auto* action = new QAction(text, &table);
  action->setObjectName(QLatin1String(name));
  QObject::connect(action, &QAction::triggered, &table, act);
  table.addAction(action);
}

// Excel takes a file without this mark for one in the system's old encoding.
QByteArray fileBytes(const QString& text) {
  return QByteArray("\xef\xbb\xbf") + text.toUtf8();
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

QString tableText(const QTableView& table, QChar separator) {
  const QAbstractItemModel& model = *table.model();
  QList<int> rows, columns;
  for (int row = 0; row < model.rowCount(); ++row) rows << row;
  for (int column = 0; column < model.columnCount(); ++column) columns << column;
  rows = visualOrder(rows, *table.verticalHeader());
  QStringList lines, cells;
  for (const int column : columns) cells << fileText(columnName(model, column), separator);
  lines << cells.join(separator);
  for (const int row : rows) {
    cells.clear();
    for (const int column : columns) {
      const QModelIndex index = model.index(row, column);
      const QVariant own = index.data(fileRole);
      cells << fileText(own.isValid() ? own : index.data(), separator);
    }
    lines << cells.join(separator);
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
  addAction(table, QCoreApplication::translate("table_copy", "Copy &table"), "copy-table",
            [&table] { QGuiApplication::clipboard()->setText(tableText(table, QChar('\t'))); });
  for (const auto& [suffix, separator] : {std::pair("csv", ','), std::pair("tsv", '\t')}) {
    const QString kind = QString::fromLatin1(suffix);
    addAction(table, QCoreApplication::translate("table_copy", "Save as %1...").arg(kind.toUpper()),
              *suffix == 'c' ? "save-csv" : "save-tsv", [&table, kind, separator = QLatin1Char(separator)] {
                const QString name =
                    table.accessibleName().isEmpty() ? QStringLiteral("table") : table.accessibleName();
                saveAs(table, {QCoreApplication::translate("table_copy", "Save the table"), name.toLower(), kind},
                       [&] { return fileBytes(tableText(table, separator)); });
              });
  }
  table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace bitprism
