#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>

#include "app/desktop/unsaved_work.h"

class QMessageBox;
class QWidget;

namespace bitprism {

class PlanFiles;
class Recovery;
class Workspace;

// Asks once, listing each item, before unsaved work is left; closes the window without waiting for a search to stop.
// Belongs to the window's thread.
class LeavingQuestion : public QObject {
  Q_OBJECT

 public:
  LeavingQuestion(QWidget& window, Workspace& workspace, const UnsavedWork& unsaved);

  // Save work and discard it; must outlive this.
  void connectFiles(PlanFiles& files, Recovery& recovery);

  // Runs `then` immediately if nothing would be lost, otherwise after the answer, unless it is to stay. One question at
  // a time.
  void before(Leaving leaving, std::function<void()> then);

  // Whether the window may close now. If not, the user is asked or the search is stopped, and the window is closed
  // afterwards; a second attempt while the search stops closes it immediately.
  bool mayClose();

 private:
  void ask(const QStringList& losses, Leaving leaving, const std::function<void()>& then);
  void save(const std::function<void()>& then);
  void closeSoon();

  QWidget& window_;
  Workspace& workspace_;
  const UnsavedWork& unsaved_;
  PlanFiles* files_ = nullptr;
  Recovery* recovery_ = nullptr;
  QPointer<QMessageBox> question_;
  bool closing_ = false;  // asked, and answered
  QTimer ending_;
};

}  // namespace bitprism
