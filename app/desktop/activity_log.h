#pragma once

#include <QObject>
#include <QString>

namespace bitprism {

// The log file: a line with the time for each file opened, each end of work and each failure. Starts a new file at 1
// MiB and keeps the previous one. Belongs to the window's thread.
class ActivityLog : public QObject {
  Q_OBJECT

 public:
  explicit ActivityLog(QString file);  // empty: nothing is logged

 public slots:
  void add(const QString& sentence);

 private:
  QString file_;
};

}  // namespace bitprism
