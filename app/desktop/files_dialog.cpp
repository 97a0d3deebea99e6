#include "app/desktop/files_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "app/desktop/data_folders.h"

namespace bitprism {

FilesDialog::FilesDialog(const std::vector<Place>& places, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Log and files"));
  setObjectName(QStringLiteral("filesDialog"));
  auto* grid = new QGridLayout;
  grid->setVerticalSpacing(2);
  grid->setHorizontalSpacing(12);
  int row = 0;
  for (const Place& place : places) {
    const QString path = QDir::toNativeSeparators(place.path);
    auto* name = new QLabel(place.name);
    QFont bold = name->font();
    bold.setBold(true);
    name->setFont(bold);
    auto* where = new QLabel(path.isEmpty() ? tr("the folder cannot be written") : path);
    where->setTextFormat(Qt::PlainText);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* purpose = new QLabel(place.purpose);
    purpose->setForegroundRole(QPalette::PlaceholderText);
    auto* open = new QPushButton(tr("Open"));
    auto* copy = new QPushButton(tr("Copy path"));
    open->setAccessibleDescription(place.name);
    copy->setAccessibleDescription(place.name);
    open->setEnabled(QFileInfo::exists(place.path));
    copy->setEnabled(!path.isEmpty());
    connect(open, &QPushButton::clicked, this,
            [path = place.path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(copy, &QPushButton::clicked, this, [path] { QApplication::clipboard()->setText(path); });
    grid->addWidget(name, row, 0);
    grid->addWidget(purpose, row, 1);
    grid->addWidget(where, row + 1, 0, 1, 2);
    grid->addWidget(open, row, 2, 2, 1);
    grid->addWidget(copy, row, 3, 2, 1);
    grid->setRowMinimumHeight(row + 2, 10);
    row += 3;
  }
  grid->setColumnStretch(1, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(grid);
  layout->addWidget(buttons);
}

std::vector<FilesDialog::Place> ownPlaces(const QString& preferences) {
  const QString trainings = dataFolder() + QStringLiteral("/trainings");
  std::vector<FilesDialog::Place> places = {
      {FilesDialog::tr("Log"), logFile(), FilesDialog::tr("files opened, work finished, failures")},
      {FilesDialog::tr("Sessions"), sessionsFolder(), FilesDialog::tr("searches that were not saved elsewhere")},
      {FilesDialog::tr("Recovery"), recoveryFolder(), FilesDialog::tr("unsaved edits, offered again after a crash")}};
  if (QFileInfo::exists(trainings))
    places.push_back({FilesDialog::tr("Trainings"), trainings, FilesDialog::tr("checkpoints of unfinished trainings")});
  places.push_back({FilesDialog::tr("Preferences"), preferences, FilesDialog::tr("layout, theme, recent files")});
  return places;
}

}  // namespace bitprism
