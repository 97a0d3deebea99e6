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

// Asks, once and naming each thing, before work that nobody has saved is left; closes the window without making it wait
// for a search that stops. Belongs to the window's thread.
class LeavingQuestion : public QObject {
  Q_OBJECT

 public:
  LeavingQuestion(QWidget& window, Workspace& workspace, const UnsavedWork& unsaved);

  // Who saves, and who forgets what is discarded; outlive this.
  void connectFiles(PlanFiles& files, Recovery& recovery);

  // Does `then` at once if nothing would be lost, else after the answer, unless that is to stay. While a question is
  // open nothing else is asked.
  void before(Leaving leaving, std::function<void()> then);

  // Whether the window may close now. If not, the user is asked or the search is stopped, and it is closed afterwards;
  // a second attempt while the search stops closes at once.
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
