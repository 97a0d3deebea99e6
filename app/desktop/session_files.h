#pragma once

#include <QObject>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"

class QWidget;

namespace bitprism {

// Saves the search shown as a session file of the user's choice. Belongs to the window's thread.
class SessionFiles : public QObject {
  Q_OBJECT

 public:
  SessionFiles(QWidget& window, const PanelContext& context);

  // Replaces the file: the caller has asked. A running search stays in its session, and its measurements so far are
  // copied; otherwise the search continues in the new file.
  void saveAs(const QString& path);

 signals:
  void saved(const QString& path);

 private:
  void choose();

  QWidget& window_;
  PanelContext context_;
  BackgroundJob saving_;
};

}  // namespace bitprism
