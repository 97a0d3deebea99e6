#pragma once

#include <QObject>

#include "app/desktop/background_job.h"
#include "app/desktop/export_dialog.h"
#include "app/desktop/panel.h"
#include "app/workflow/plan_file.h"

class QWidget;

namespace bitprism {

class FrontView;
class NetworkOpener;

// Loads plans from files, and writes the plan, the network under it, or the front. Belongs to the window's thread.
class PlanFiles : public QObject {
  Q_OBJECT

 public:
  // opener: says which programs are trusted when an export is read back.
  PlanFiles(QWidget& window, const PanelContext& context, const NetworkOpener& opener, FrontView& front);

  void open(const QString& path);
  void exportTo(ExportKind kind, const QString& path);  // overwrites: whoever calls has asked

 signals:
  void failed(const QString& sentence);  // no plan was opened

 private:
  void chooseOpen();
  void chooseExport();
  void exportFrontPicture(const QString& path);
  void write(ExportKind kind, const QString& path);
  PlanFacts planFacts() const;

  QWidget& window_;
  PanelContext context_;
  const NetworkOpener& opener_;
  FrontView& front_;
  BackgroundJob opening_;
  BackgroundJob exporting_;
};

}  // namespace bitprism
