#pragma once

#include <QString>

class QTableView;

namespace bitprism {

// The selected visible cells in their displayed order, separated by tabs and line ends, below their headers: the format
// of spreadsheets.
QString copiedText(const QTableView& table);

// Makes the keys for copying (Ctrl+C) put copiedText on the clipboard.
void copyWithKeys(QTableView& table);

}  // namespace bitprism
