#pragma once

#include <QObject>
#include <QStringList>
#include <functional>
#include <optional>
#include <string>

#include "app/desktop/background_job.h"
#include "app/desktop/compared_plan.h"
#include "app/desktop/panel.h"
#include "app/desktop/shared_study.h"
#include "app/desktop/unsaved_work.h"
#include "app/workflow/program_trust.h"

class QWidget;

namespace bitprism {

// Opens networks, images and sessions for the window: from dialogs, drops and the list of recent files. Belongs to the
// window's thread.
class NetworkOpener : public QObject {
  Q_OBJECT

 public:
  NetworkOpener(QWidget& window, const PanelContext& context);

  // Networks are read there from now on, and the user is asked before a program that is not trusted runs.
  void guard(const SeparateProcess* process, const std::optional<TrustedPrograms>& trusted);
  const std::optional<TrustedPrograms>& trusted() const { return trusted_; }

  // Asks the user before unsaved work is left; without it nothing is asked.
  using Before = std::function<void(Leaving, std::function<void()>)>;
  void askBefore(Before before) { before_ = std::move(before); }

  void open(const StudySettings& settings, const std::string& allowed = {});  // hash of a program that may run
  // The same after asking about unsaved work. `begun` is called when opening begins.
  void openAsking(const StudySettings& settings, const std::function<void()>& begun = {});
  void openRecent(const QString& path);
  // Reads the network of another file, guarded in the same way, and leaves the open one.
  void readBeside(const QString& path, const std::string& allowed = {});
  void openDropped(const QString& path);
  // The open network again, with the weights of this file in place of its own, after asking about unsaved work.
  void replaceWeights(const QString& path);
  void chooseNetwork();
  void useMadeImages();
  void offerImages();
  void fillRecentFiles();

 signals:
  void opened(const QString& path);               // of the network or session, with the session's content
  void failed(const QString& sentence);           // nothing was opened
  void read(const bitprism::ComparedPlan& plan);  // by readBeside
  void comparisonWanted(const QString& session);  // the answer to a drop

 private:
  void askToRun(const ProgramFile& file, const std::function<void()>& run);
  ReadOptions guarded(const std::string& allowed) const;
  void readNextBeside();
  void askToCompare(const QString& path);
  bool takesWeights() const;
  void askToReplaceWeights(const QString& path);
  void chooseWeights();
  void adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath);
  void chooseImages(const QString& dropped = {});

  QWidget& window_;
  PanelContext context_;
  const SeparateProcess* apart_ = nullptr;
  std::optional<TrustedPrograms> trusted_;  // absent: nothing is asked
  Before before_;
  BackgroundJob job_;
  QStringList besideWaiting_;  // to be read next
  BackgroundJob beside_;
};

}  // namespace bitprism
