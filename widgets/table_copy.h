#pragma once

#include <QString>

class QTableView;

namespace bitprism {

// The selected cells that are shown, rows and columns as they stand, separated by tabs and ends of lines, with the
// headers above: what spreadsheets take.
QString copiedText(const QTableView& table);

// Makes the keys for copying (Ctrl+C) put copiedText on the clipboard.
void copyWithKeys(QTableView& table);

}  // namespace bitprism
