#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace bitprism {

// What a file to be saved is.
struct SaveWanted {
  QString title;         // of the dialog
  QString folder, name;  // where it opens, and what it proposes
  QString filter;        // of the kind: "Plans (*.json)"
  QStringList suffixes;  // of the kind, without a dot; the first is appended to a name that has none of them
};

// "net.v2" as onnx becomes "net.v2.onnx", "net.ONNX" stays.
QString withSuffix(const QString& path, const QStringList& suffixes);

// "Plans (*.json *.plan)": json, plan.
QStringList suffixesOf(const QString& filter);

// Asks where to save, and before a file is replaced, by its whole name. Empty: the user does not want to save.
QString chooseSaveFile(QWidget* parent, const SaveWanted& wanted);

}  // namespace bitprism
