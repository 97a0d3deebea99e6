#pragma once

#include <QMainWindow>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "app/desktop/actions.h"
#include "app/desktop/activity_log.h"
#include "app/desktop/command_copier.h"
#include "app/desktop/comparison_keeper.h"
#include "app/desktop/dock_layout.h"
#include "app/desktop/edits_offer.h"
#include "app/desktop/help_menu.h"
#include "app/desktop/latency_measuring.h"
#include "app/desktop/leaving_question.h"
#include "app/desktop/network_opener.h"
#include "app/desktop/panel.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/plan_files.h"
#include "app/desktop/plan_options.h"
#include "app/desktop/preferences.h"
#include "app/desktop/preprocessing_offer.h"
#include "app/desktop/recovery.h"
#include "app/desktop/report_files.h"
#include "app/desktop/session_files.h"
#include "app/desktop/start_page.h"
#include "app/desktop/tool_rows.h"
#include "app/desktop/unsaved_work.h"
#include "app/desktop/workspace.h"
#include "widgets/theme_keeper.h"

namespace bitprism {

class Banner;
class OfferBar;
class StatusView;

// The window: creates the panels, lays them out, and notifies them of changes. Shared state belongs to the workspace,
// views and requests to the panels.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Preferences& preferences, QWidget* parent = nullptr);

  // NetworkOpener::guard. Without this call networks are read in this process without asking.
  void guardReading(const SeparateProcess* process, const std::optional<TrustedPrograms>& trusted);

  // Opens a network by file name, or "example"; data as given by the user, empty: none ("example" has its own). Or
  // opens a session, which names both.
  void openNetwork(const QString& path, const QString& data, const std::optional<Preprocessing>& preprocessing = {},
                   const QString& train = {});
  // Offers unsaved work of an earlier run. A separate call, because runs for a picture do not offer it.
  void offerRestoring();
  void openPlan(const QString& path) { planFiles_->open(path); }
  void exportTo(ExportKind kind, const QString& path) { planFiles_->exportTo(kind, path); }
  // Overrides the preferences without changing them.
  void useTheme(Theme theme);
  // With the last layout, or initially fitted to the screen.
  void restoreLayout();
  void resetLayout() { layout_.reset(); }
  bool showPanel(const QString& name) { return layout_.show(name); }
  void setCurrentLayer(int layer) { workspace_.selection().setLayer(layer); }

  // Whether all work caused by opening and requests is done: errors, analysis, measurement, exports.
  bool settled() const { return opened() && workspace_.jobs().settled(); }
  bool opened() const { return workspace_.document().network() != nullptr; }
  Workspace& workspace() { return workspace_; }
  Document& document() { return workspace_.document(); }
  SearchController& search() { return workspace_.search(); }
  Banner* banner() const { return banner_; }
  PlanFiles& planFiles() { return *planFiles_; }
  SessionFiles& sessionFiles() { return *sessionFiles_; }
  ComparisonKeeper& comparison() { return *comparison_; }
  Recovery& recovery() { return *recovery_; }
  UnsavedWork& unsaved() { return *unsaved_; }
  StartPage& startPage() { return *startPage_; }
  CommandCopier& commands() { return *commands_; }
  ReportFiles& reports() { return *reports_; }

  // The panel of this class.
  template <class P>
  P& panel() const {
    for (const auto& panel : panels_)
      if (auto* found = dynamic_cast<P*>(panel.get())) return *found;
    throw std::logic_error("the window has no such panel");
  }

 signals:
  void openFailed(const QString& sentence);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  PanelContext context();
  void buildGround();
  void buildViewMenu();
  void connectPanels();
  void connectMessages();
  void connectActions();
  void markTheme();
  void openAtFirst();
  void chooseTheme(QAction* action);
  void makeKeepers();
  void connectLog();
  void showTitle();
  void showHistory();
  void showAbout();
  void cancelWork();

  Preferences& preferences_;
  Workspace workspace_;
  Actions actions_;
  PlanEditor editor_;
  Banner* banner_;
  StatusView* status_;
  DockLayout layout_;
  ToolRows toolRows_;
  ThemeKeeper theme_;
  std::vector<std::unique_ptr<Panel>> panels_;
  std::unique_ptr<PlanOptions> options_;
  std::unique_ptr<NetworkOpener> opener_;
  OfferBar* editsBar_;
  OfferBar* preprocessingBar_;
  std::unique_ptr<UnsavedWork> unsaved_;
  std::unique_ptr<PlanFiles> planFiles_;
  std::unique_ptr<SessionFiles> sessionFiles_;
  std::unique_ptr<ComparisonKeeper> comparison_;
  std::unique_ptr<Recovery> recovery_;
  std::unique_ptr<LeavingQuestion> leaving_;
  std::unique_ptr<PreprocessingOffer> preprocessing_;
  std::unique_ptr<EditsOffer> edits_;
  std::unique_ptr<StartPage> startPage_;
  std::unique_ptr<HelpMenu> help_;
  std::unique_ptr<CommandCopier> commands_;
  std::unique_ptr<ReportFiles> reports_;
  std::unique_ptr<LatencyMeasuring> latency_;
  std::unique_ptr<ActivityLog> log_;
};

}  // namespace bitprism
