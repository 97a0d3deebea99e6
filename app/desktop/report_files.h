#pragma once

#include <QObject>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/workflow/report_subject.h"

class QWidget;

namespace bitprism {

class PlanFiles;
class UnsavedWork;
struct SharedStudy;

// Saves a report of the search shown and the current plan. Belongs to the window's thread.
class ReportFiles : public QObject {
  Q_OBJECT

 public:
  ReportFiles(QWidget& window, const PanelContext& context, const PlanFiles& files, const UnsavedWork& unsaved);

  void saveAs(const QString& path);  // replaces the file: the caller has asked

 signals:
  void saved(const QString& path);

 private:
  void choose();
  ReportSubject subject() const;

  QWidget& window_;
  PanelContext context_;
  const PlanFiles& files_;
  const UnsavedWork& unsaved_;
  BackgroundJob job_;
};

}  // namespace bitprism
