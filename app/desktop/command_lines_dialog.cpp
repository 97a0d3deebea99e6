#include "app/desktop/command_lines_dialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace bitprism {
namespace {

constexpr int shownLines = 3;

QPlainTextEdit* lineField(const WindowCommand& command) {
  auto* field = new QPlainTextEdit(QString::fromStdString(command.words.text()));
  field->setReadOnly(true);
  field->setTabChangesFocus(true);
  field->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  field->setWordWrapMode(QTextOption::WrapAnywhere);
  field->setFixedHeight(field->fontMetrics().lineSpacing() * shownLines + 14);
  field->setAccessibleName(command.title);
  return field;
}

}  // namespace

CommandLinesDialog::CommandLinesDialog(std::vector<WindowCommand> commands, QWidget* parent)
    : QDialog(parent), commands_(std::move(commands)) {
  setWindowTitle(tr("Command lines"));
  auto* list = new QWidget;
  auto* grid = new QGridLayout(list);
  grid->setColumnStretch(0, 1);
  for (std::size_t i = 0; i < commands_.size(); ++i) {
    const WindowCommand& command = commands_[i];
    const int row = 2 * static_cast<int>(i);
    auto* title = new QLabel(command.title);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto* copy = new QPushButton(tr("Copy"));
    copy->setAccessibleName(tr("Copy: %1").arg(command.title));
    copy->setToolTip(tr("Copy this command, ready for a shell"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [this, i] { emit copyRequested(commands_[i]); });
    grid->addWidget(title, row, 0);
    grid->addWidget(lineField(command), row + 1, 0);
    grid->addWidget(copy, row + 1, 1, Qt::AlignTop);
  }
  grid->setRowStretch(2 * static_cast<int>(commands_.size()), 1);
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(list);
  auto* note =
      new QLabel(tr("What the window's actions are on the command line, with the plan, images and settings as "
                    "they are now. Lines with # say what a command cannot."));
  note->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(note);
  layout->addWidget(scroll, 1);
  layout->addWidget(buttons);
  resize(fontMetrics().averageCharWidth() * 110, fontMetrics().lineSpacing() * 34);
}

}  // namespace bitprism
