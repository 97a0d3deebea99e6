#include "app/desktop/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

namespace bitprism {

ShortcutsDialog::ShortcutsDialog(const std::vector<MenuCommand>& commands, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  setObjectName(QStringLiteral("shortcutsDialog"));
  auto* filter = new QLineEdit;
  filter->setPlaceholderText(tr("Filter"));
  filter->setClearButtonEnabled(true);
  auto* table = new QTableWidget(0, 3);
  table->setHorizontalHeaderLabels({tr("Keys"), tr("Action"), tr("Menu")});
  table->verticalHeader()->hide();
  table->setShowGrid(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setAccessibleName(windowTitle());
  for (const MenuCommand& command : commands) {
    QStringList keys;
    for (const QKeySequence& key : command.action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    if (keys.isEmpty()) continue;
    const int row = table->rowCount();
    table->insertRow(row);
    table->setItem(row, 0, new QTableWidgetItem(keys.join(QStringLiteral(", "))));
    const QString tip = command.action->statusTip();
    table->setItem(row, 1,
                   new QTableWidgetItem(tip.isEmpty() ? command.text : command.text + QStringLiteral(": ") + tip));
    table->setItem(row, 2, new QTableWidgetItem(command.menu));
  }
  table->resizeColumnsToContents();
  table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
  connect(filter, &QLineEdit::textChanged, this, [table](const QString& text) {
    for (int row = 0; row < table->rowCount(); ++row) {
      bool fits = false;
      for (int column = 0; column < 3; ++column)
        fits = fits || table->item(row, column)->text().contains(text, Qt::CaseInsensitive);
      table->setRowHidden(row, !fits);
    }
  });
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(filter);
  layout->addWidget(table);
  layout->addWidget(buttons);
  resize(760, 560);
}

}  // namespace bitprism
