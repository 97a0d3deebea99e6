#include "app/desktop/history_dialog.h"

#include <QDialogButtonBox>
#include <QUndoView>
#include <QVBoxLayout>

namespace bitprism {

HistoryDialog::HistoryDialog(QUndoStack& edits, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("history"));
  setWindowTitle(tr("History of edits"));
  auto* list = new QUndoView(&edits);
  list->setEmptyLabel(tr("before the first edit"));
  list->setAccessibleName(windowTitle());
  list->setToolTip(tr("A click goes back to the plan after this edit, or forward"));
  list->setAlternatingRowColors(false);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(list);
  layout->addWidget(buttons);
  resize(fontMetrics().averageCharWidth() * 52, fontMetrics().height() * 22);
}

}  // namespace bitprism
