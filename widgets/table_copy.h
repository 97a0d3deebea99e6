#pragma once

#include <QString>

class QTableView;

namespace bitprism {

// Of cells whose text has numbers in the user's locale: the same with a decimal point, for copiedText.
inline constexpr int plainTextRole = 0x0100 + 77;  // of the roles from Qt::UserRole on

// The selected visible cells in their displayed order, separated by tabs and line ends, below their headers: the format
// of spreadsheets. Numbers have a decimal point in every language.
QString copiedText(const QTableView& table);

// Makes the keys for copying (Ctrl+C) put copiedText on the clipboard.
void copyWithKeys(QTableView& table);

}  // namespace bitprism
