#pragma once

#include <QObject>
#include <optional>
#include <string>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/desktop/shared_study.h"
#include "app/workflow/program_trust.h"

class QWidget;

namespace bitprism {

// Opens networks, images and sessions for the window: from dialogs, drops and the list of recent files. Belongs to the
// window's thread.
class NetworkOpener : public QObject {
  Q_OBJECT

 public:
  NetworkOpener(QWidget& window, const PanelContext& context);

  // Networks are read there from now on, and where one is a program that is not among the trusted the user is asked
  // before it runs.
  void guard(const SeparateProcess* process, const std::optional<TrustedPrograms>& trusted);
  const std::optional<TrustedPrograms>& trusted() const { return trusted_; }

  void open(const StudySettings& settings, const std::string& allowed = {});  // a program that may run, by its hash
  void openDropped(const QString& path);

 signals:
  void failed(const QString& sentence);  // nothing was opened

 private:
  void askToRun(const ProgramFile& file, const StudySettings& settings);
  void adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath);
  void showTitle();
  void chooseNetwork();
  void chooseImages(const QString& dropped = {});
  void fillRecentFiles();

  QWidget& window_;
  PanelContext context_;
  const SeparateProcess* apart_ = nullptr;
  std::optional<TrustedPrograms> trusted_;  // absent: nothing is asked
  BackgroundJob job_;
};

}  // namespace bitprism
