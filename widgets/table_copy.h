#pragma once

#include <QString>
#include <Qt>

class QTableView;

namespace bitprism {

// Of cells whose text has numbers in the user's locale: the same with a decimal point, for copiedText.
inline constexpr int plainTextRole = 0x0100 + 77;  // of the roles from Qt::UserRole on

// The selected visible cells in their displayed order, separated by tabs and line ends, below their headers: the format
// of spreadsheets. Numbers have a decimal point in every language.
QString copiedText(const QTableView& table);

// A model may give the value of a cell for files here, a number or a text, and of a header its name with the unit; else
// files have what is displayed.
inline constexpr int fileRole = Qt::UserRole + 40;

// All rows as they are filtered and sorted, with all columns, also those that are hidden for want of room: numbers with
// a point, texts that a spreadsheet would take for a formula marked as texts.
QString tableText(const QTableView& table, QChar separator);

// A context menu that copies the selected rows (also Ctrl+C) or the whole table, and saves it as CSV or TSV.
void copyWithKeys(QTableView& table);

}  // namespace bitprism
