#pragma once

#include <QObject>
#include <functional>
#include <optional>

#include "app/desktop/background_job.h"
#include "app/desktop/export_dialog.h"
#include "app/desktop/panel.h"
#include "app/desktop/plan_state.h"
#include "app/workflow/plan_file.h"

class QWidget;

namespace bitprism {

class FrontView;
class NetworkOpener;
class UnsavedWork;

// Loads plans from files, and writes the plan, the network under it, or the front. Keeps the plan's file. Belongs to
// the window's thread.
class PlanFiles : public QObject {
  Q_OBJECT

 public:
  using Then = std::function<void()>;

  // opener: its trusted programs apply when an export is read back.
  PlanFiles(QWidget& window, const PanelContext& context, const NetworkOpener& opener, FrontView& front,
            UnsavedWork& unsaved);

  void open(const QString& path);
  void exportTo(ExportKind kind, const QString& path, Target target = Target::Any);  // overwrites: the caller has asked

  // Writes the plan to its file, asking for one if it has none. `then` is called once it is written, not if the user
  // cancels or writing fails.
  void save(const Then& then = {});
  void saveAs(const Then& then = {});
  void exportWeights(const Then& then);                  // of a trained version, asking for the file
  const QString& planFile() const { return planFile_; }  // empty: the plan has none yet
  void setPlanFile(const QString& path);
  PlanFacts planFacts() const;

 signals:
  void exportCommandWanted(bitprism::ExportKind kind, bitprism::Target target);  // as a line for a shell instead
  void failed(const QString& sentence);                                          // no plan was opened
  void planFileChanged();

 private:
  void chooseOpen();
  void chooseExport();
  void exportFrontPicture(const QString& path);
  void load(const QuantPlan& plan, const std::optional<PlanState>& state, const QString& path);
  void write(ExportKind kind, const QString& path, const Then& then = {}, Target target = Target::Any);
  void written(ExportKind kind, const QString& path, int step, std::uint64_t hash);
  QString folder() const;

  QWidget& window_;
  PanelContext context_;
  const NetworkOpener& opener_;
  FrontView& front_;
  UnsavedWork& unsaved_;
  QString planFile_;
  Target target_ = Target::Any;  // of the last export
  BackgroundJob opening_;
  BackgroundJob exporting_;
  BackgroundJob saving_;  // of plans; does not cancel an export
};

}  // namespace bitprism
