#pragma once

#include <QDialog>
#include <variant>
#include <vector>

#include "core/torch/write/writable_formats.h"

class QButtonGroup;
class QLabel;

namespace bitprism {

class TargetChoice;

enum class OtherExport { Weights, Plan, FrontTable, FrontPicture };

// A network in one of the export formats, or something else.
using ExportKind = std::variant<const NetworkWriter*, OtherExport>;

// Asks what to export, with the purpose of each kind; the file is asked for afterwards.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  // frontPoints 0: there is no front to export yet.
  // target: chosen at first.
  ExportDialog(std::int64_t packedBytes, std::size_t frontPoints, QWidget* parent, Target target = Target::Any);

  ExportKind kind() const;
  Target target() const;  // Any for formats that no target reads

  // The proposed name of a file of this kind, and the filter of the file dialog.
  static QString suffix(ExportKind kind);
  static QString filter(ExportKind kind);

 signals:
  void copyCommandRequested();  // of kind(), instead of a file

 private:
  std::vector<ExportKind> offered_;  // by the number of its button
  void limitToTarget();

  QButtonGroup* kinds_;
  TargetChoice* target_;
};

}  // namespace bitprism
