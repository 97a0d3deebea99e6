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

  // Replaces the file: the caller has asked. options: what is measured in addition, which needs images.
  void saveAs(const QString& path, const ReportOptions& options = {});

 signals:
  void saved(const QString& path);

 private:
  void choose();
  bool chooseOptions();
  ReportSubject subject() const;

  QWidget& window_;
  PanelContext context_;
  const PlanFiles& files_;
  const UnsavedWork& unsaved_;
  ReportOptions options_;  // of the last report
  BackgroundJob job_;
};

}  // namespace bitprism
