#pragma once

#include <QByteArray>
#include <QString>
#include <functional>

class QWidget;

namespace bitprism {

// A file that a view saves.
struct SaveAs {
  QString title;   // of the dialog
  QString name;    // proposed, without suffix
  QString suffix;  // without a dot; a name without one gets it
};

// Asks for the file, and before replacing one. Empty: cancelled.
QString chooseSaveAs(QWidget& parent, const SaveAs& wanted);

// Asks and writes; says in a message box why it could not.
void saveAs(QWidget& parent, const SaveAs& wanted, const std::function<QByteArray()>& content);

}  // namespace bitprism
