#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace bitprism {

// The file to save.
struct SaveWanted {
  QString title;         // of the dialog
  QString folder, name;  // initial folder and proposed name
  QString filter;        // of the kind: "Plans (*.json)"
  QStringList suffixes;  // of the kind, without a dot; the first is appended to a name that has none of them
};

// "net.v2" as onnx becomes "net.v2.onnx", "net.ONNX" stays.
QString withSuffix(const QString& path, const QStringList& suffixes);

// "Plans (*.json *.plan)": json, plan.
QStringList suffixesOf(const QString& filter);

// Asks where to save, and before replacing a file, by its full name. Empty: cancelled.
QString chooseSaveFile(QWidget* parent, const SaveWanted& wanted);

}  // namespace bitprism
