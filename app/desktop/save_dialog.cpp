#include "app/desktop/save_dialog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

namespace bitprism {
namespace {

// Names the texts of this file for translation.
struct SaveDialog {
  Q_DECLARE_TR_FUNCTIONS(SaveDialog)
};

bool mayReplace(QWidget* parent, const QString& path) {
  QMessageBox question(QMessageBox::Warning, SaveDialog::tr("Replace the file?"),
                       SaveDialog::tr("%1 is already in %2.")
                           .arg(QFileInfo(path).fileName(), QDir::toNativeSeparators(QFileInfo(path).absolutePath())),
                       QMessageBox::NoButton, parent);
  question.setObjectName(QStringLiteral("replaceQuestion"));
  question.setInformativeText(SaveDialog::tr("Replacing it deletes its current content."));
  const QAbstractButton* replace = question.addButton(SaveDialog::tr("&Replace"), QMessageBox::AcceptRole);
  question.setDefaultButton(question.addButton(QMessageBox::Cancel));
  question.exec();
  return question.clickedButton() == replace;
}

}  // namespace

QString withSuffix(const QString& path, const QStringList& suffixes) {
  for (const QString& suffix : suffixes)
    if (path.endsWith(QChar('.') + suffix, Qt::CaseInsensitive)) return path;
  return suffixes.isEmpty() || path.isEmpty() ? path : path + QChar('.') + suffixes.front();
}

QStringList suffixesOf(const QString& filter) {
  QStringList suffixes;
  static const QRegularExpression pattern(QStringLiteral("\\*\\.([A-Za-z0-9_]+)"));
  for (auto found = pattern.globalMatch(filter); found.hasNext();) suffixes << found.next().captured(1);
  return suffixes;
}

QString chooseSaveFile(QWidget* parent, const SaveWanted& wanted) {
  QString proposed = QDir(wanted.folder).filePath(withSuffix(wanted.name, wanted.suffixes));
  for (;;) {
    // The dialog's own question would use the name without the suffix.
    QFileDialog dialog(parent, wanted.title, QFileInfo(proposed).absolutePath(), wanted.filter);
    dialog.setObjectName(QStringLiteral("saveDialog"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setOption(QFileDialog::DontConfirmOverwrite);
    dialog.selectFile(QFileInfo(proposed).fileName());
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) return {};
    proposed = withSuffix(dialog.selectedFiles().front(), wanted.suffixes);
    if (!QFileInfo::exists(proposed) || mayReplace(parent, proposed)) return proposed;
  }
}

}  // namespace bitprism
