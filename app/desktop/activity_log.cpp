#include "app/desktop/activity_log.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <utility>

namespace bitprism {
namespace {

constexpr qint64 largestLog = 1 << 20;

}  // namespace

ActivityLog::ActivityLog(QString file) : file_(std::move(file)) {
  if (file_.isEmpty() || QFileInfo(file_).size() < largestLog) return;
  const QString before = file_ + QStringLiteral(".1");
  QFile::remove(before);
  QFile::rename(file_, before);
}

void ActivityLog::add(const QString& sentence) {
  QFile file(file_);
  if (file_.isEmpty() || sentence.isEmpty() || !file.open(QIODevice::Append)) return;
  QString line = sentence;
  line.replace(QChar('\n'), QStringLiteral(" | "));
  file.write((QDateTime::currentDateTime().toString(Qt::ISODate) + QChar(' ') + line + QChar('\n')).toUtf8());
}

}  // namespace bitprism
