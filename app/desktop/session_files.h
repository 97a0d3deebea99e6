#pragma once

#include <QObject>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"

class QWidget;

namespace bitprism {

// Saves the search that is shown as a session file where the user wants it. Belongs to the window's thread.
class SessionFiles : public QObject {
  Q_OBJECT

 public:
  SessionFiles(QWidget& window, const PanelContext& context);

  // Replaces the file: whoever calls has asked. A search that runs stays in its own session, and what it has measured
  // so far is copied; otherwise the search goes on in the new file.
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
