#include "widgets/save_as.h"

#include <QFileDialog>
#include <QMessageBox>

#include "core/base/error.h"
#include "core/base/file.h"

namespace bitprism {

QString chooseSaveAs(QWidget& parent, const SaveAs& wanted) {
  QFileDialog dialog(&parent, wanted.title, QString(),
                     QStringLiteral("%1 (*.%2)").arg(wanted.suffix.toUpper(), wanted.suffix));
  dialog.setObjectName(QStringLiteral("saveAs"));
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setFileMode(QFileDialog::AnyFile);
  dialog.setDefaultSuffix(wanted.suffix);
  dialog.selectFile(wanted.name + QChar('.') + wanted.suffix);
  if (dialog.exec() != QDialog::Accepted) return {};
  return dialog.selectedFiles().value(0);
}

void saveAs(QWidget& parent, const SaveAs& wanted, const std::function<QByteArray()>& content) {
  const QString path = chooseSaveAs(parent, wanted);
  if (path.isEmpty()) return;
  try {
    const QByteArray bytes = content();
    writeFile(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  } catch (const Error& problem) {
    QMessageBox::warning(&parent, wanted.title, QString::fromStdString(problem.what()));
  }
}

}  // namespace bitprism
