#pragma once

#include <QDialog>

class QUndoStack;

namespace bitprism {

// All edits of the plan, the latest last; the chosen one is the last that is done. Stays open beside the window.
class HistoryDialog : public QDialog {
  Q_OBJECT

 public:
  HistoryDialog(QUndoStack& edits, QWidget* parent);
};

}  // namespace bitprism
