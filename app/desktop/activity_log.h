#pragma once

#include <QObject>
#include <QString>

namespace bitprism {

// The log file: a line with the time for each thing that was opened, ended or failed, for whoever wants to know
// afterwards. Starts anew, keeping the one before, when it has grown to 1 MiB. Belongs to the window's thread.
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
